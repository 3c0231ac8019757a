internal import Foundation
internal import NumPyFiles
internal import Wires

/// A rectangle of `Double` from or for a file: NumPy's `.npy`, else text with a line for each row.
package struct NumberTable: Sendable, Equatable {
  package let rows: Int
  package let columns: Int
  /// Row after row.
  package let values: [Double]

  package init(rows: Int, columns: Int, values: [Double]) {
    precondition(values.count == rows * columns, "\(values.count) values for \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Reads a file; a NumPy array of one axis becomes a column.
  ///
  /// Text holds numbers separated by commas; empty lines and lines from `#` on are skipped, `inf` is a number.
  /// - Throws: `NPYError` for a missing or damaged file; ``WiresError/notANumber(path:line:field:text:)``,
  ///   ``WiresError/ragged(path:line:fields:expected:)``, ``WiresError/axes(path:shape:allowed:)``.
  package init(path: String) throws {
    if path.lowercased().hasSuffix(".npy") {
      let (shape, values) = try NPY.readDoubles(path, requireFinite: false)
      guard (1...2).contains(shape.count) else {
        throw WiresError.axes(path: path, shape: shape, allowed: "one axis or two, [rows] or [rows x columns]")
      }
      self.init(rows: shape[0], columns: shape.count == 2 ? shape[1] : 1, values: values)
      return
    }
    guard let data = FileManager.default.contents(atPath: path) else { throw NPYError.missing(path: path) }
    var rows = 0
    var columns = 0
    var values: [Double] = []
    let text = String(decoding: data, as: UTF8.self)
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let content = line.prefix { $0 != "#" }
      if content.allSatisfy(\.isWhitespace) { continue }
      let fields = content.split(separator: ",", omittingEmptySubsequences: false)
      for (place, field) in fields.enumerated() {
        let text = field.trimmingCharacters(in: .whitespaces)
        guard let value = Double(text), !value.isNaN else {
          throw WiresError.notANumber(path: path, line: index + 1, field: place + 1, text: text)
        }
        values.append(value)
      }
      if rows > 0, fields.count != columns {
        throw WiresError.ragged(path: path, line: index + 1, fields: fields.count, expected: columns)
      }
      columns = fields.count
      rows += 1
    }
    guard rows > 0 else {
      throw WiresError.axes(path: path, shape: [0], allowed: "at least one line of numbers separated by commas")
    }
    self.init(rows: rows, columns: columns, values: values)
  }

  /// Writes the file; text has the shortest decimals that read back as the same numbers.
  /// - Throws: `NPYError` or ``WiresError/unwritable(path:reason:)``.
  package func write(to path: String) throws {
    if path.lowercased().hasSuffix(".npy") {
      try NPY.write(doubles: values, shape: [rows, columns], to: path)
      return
    }
    let lines = (0..<rows).map { row in
      values[row * columns..<(row + 1) * columns].map { "\($0)" }.joined(separator: ",") + "\n"
    }
    try Self.write(text: lines.joined(), to: path)
  }

  /// Writes a text as a whole file.
  static func write(text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path).resolvingSymlinksInPath(), options: .atomic)
    } catch {
      throw WiresError.unwritable(path: path, reason: error.localizedDescription)
    }
  }
}
