import Foundation

/// Rows of `Reference/published.csv`, which `tabulate.py` made with NumPy.
struct ReferenceRow {
  let card: String
  let curve: String
  let conductance: Double
  let time: Double
  let voltage: Double?
  let value: Double

  static func rows() throws -> [ReferenceRow] {
    let url = try required(
      Bundle.module.url(forResource: "published", withExtension: "csv", subdirectory: "Reference"))
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").compactMap { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 6, let g = Double(fields[2]), let t = Double(fields[3]), let value = Double(fields[5])
      else { return nil }
      return ReferenceRow(
        card: fields[0], curve: fields[1], conductance: g, time: t, voltage: Double(fields[4]), value: value)
    }
  }
}

enum ReferenceError: Error { case missing }

private func required<T>(_ value: T?) throws -> T {
  guard let value else { throw ReferenceError.missing }
  return value
}
