internal import Foundation
internal import NumPyFiles
internal import OutputFiles
internal import TextTables
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

  /// Reads a file, a pipe or standard input; a NumPy array of one axis becomes a column.
  ///
  /// Text holds numbers separated by commas, semicolons, tabs or spaces (see ``TextTable``); empty lines and what follows
  /// a `#` are passed over, `inf` is a number.
  /// - Throws: `NPYError` for a missing or damaged file; `TableError` for text that is no such rectangle;
  ///   ``WiresError/axes(path:shape:allowed:)``.
  package init(path: String) throws {
    if path.lowercased().hasSuffix(".npy") {
      let (shape, values) = try NPY.readDoubles(path, requireFinite: false)
      guard (1...2).contains(shape.count) else {
        throw WiresError.axes(path: path, shape: shape, allowed: "one axis or two, [rows] or [rows x columns]")
      }
      self.init(rows: shape[0], columns: shape.count == 2 ? shape[1] : 1, values: values)
      return
    }
    try self.init(text: Self.withoutComments(TextTable.contents(of: path)), path: path)
  }

  private init(text bytes: [UInt8], path: String) throws {
    let table = try TextTable(bytes, path: path)
    if let header = table.header {
      let mark = table.separator.rawValue
      guard header.contains(where: { Double($0) != nil }) else {
        throw TableError.unexpectedHeader(path: path, text: header.joined(separator: mark))
      }
      let names = table.rows.allSatisfy { Double($0.fields[0]) == nil } && Double(header[0]) == nil
      if names, header.count > 1 { throw TableError.rowNames(path: path, text: header[0]) }
      let bad = header.firstIndex { Double($0) == nil } ?? 0
      throw TableError.notANumber(path: path, line: 1, column: bad + 1, text: header[bad])
    }
    if let row = table.rows.first, table.separator == .comma, table.rows.allSatisfy({ Self.isDecimalComma($0.fields) })
    {
      throw TableError.decimalComma(path: path, line: row.line, text: row.fields.joined(separator: ","))
    }
    var values: [Double] = []
    for row in table.rows {
      for column in row.fields.indices { values.append(try table.number(row, column, allowsInfinity: true)) }
    }
    self.init(rows: table.rows.count, columns: table.columns, values: values)
  }

  /// Whether a line looks like one number with a decimal comma, `0,2`: up to three digits, a comma, digits.
  private static func isDecimalComma(_ fields: [String]) -> Bool {
    guard fields.count == 2, fields.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }) else {
      return false
    }
    return fields[0].count <= 3
  }

  private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
    var isComment = false
    return bytes.filter { byte in
      if byte == UInt8(ascii: "#") { isComment = true }
      if byte == 10 || byte == 13 { isComment = false }
      return !isComment
    }
  }

  /// Endings of files that ``write(to:)`` writes.
  static let endings = ["npy", "csv", "txt"]

  /// Writes the file; text has the shortest decimals that read back as the same numbers.
  /// - Throws: `NPYError`, `OutputError`.
  package func write(to path: String) throws {
    if OutputFile.ending(of: path) == "npy" {
      try NPY.write(doubles: values, shape: [rows, columns], to: path)
      return
    }
    let lines = (0..<rows).map { row in
      values[row * columns..<(row + 1) * columns].map { "\($0)" }.joined(separator: ",") + "\n"
    }
    try OutputFile(path).write(lines.joined())
  }
}
