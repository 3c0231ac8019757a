import Foundation
import Testing

/// One line of a reference table: a name or number first, then lists of numbers.
struct ReferenceRow {
  let fields: [String]

  var name: String { fields[0] }

  func list(_ column: Int) throws -> [Double] {
    try fields[column].split(separator: " ").map { try #require(Double($0)) }
  }

  func number(_ column: Int) throws -> Double { try list(column)[0] }
}

/// The lines of Reference/<name>.csv, comments left out.
func referenceTable(_ name: String) throws -> [ReferenceRow] {
  let url = try #require(Bundle.module.url(forResource: "Reference/" + name, withExtension: "csv"))
  return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }.map {
    ReferenceRow(fields: $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init))
  }
}
