internal import Foundation

/// A table of results that can be printed, stored and put into a report.
public struct Table: Sendable, Equatable {
  /// The content of one place.
  public enum Cell: Sendable, Equatable {
    case text(String)
    /// A number; `decimals` nil shows up to six significant digits. Files always get all digits.
    case number(Double, decimals: Int? = nil)
    case count(Int)
    /// An estimate with the ends of its interval.
    case interval(Double, lower: Double, upper: Double, decimals: Int? = nil)
    case missing
  }

  /// Printed above the table; nil prints none.
  public var caption: String?
  public private(set) var columns: [String]
  public private(set) var rows: [[Cell]]

  public init(caption: String? = nil, columns: [String], rows: [[Cell]] = []) {
    precondition(!columns.isEmpty, "a table needs a column")
    precondition(rows.allSatisfy { $0.count == columns.count }, "every row must have \(columns.count) cells")
    self.caption = caption
    self.columns = columns
    self.rows = rows
  }

  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has \(row.count) cells, the table \(columns.count) columns")
    rows.append(row)
  }

  /// Adds the rows of another table under `key` in the first column; columns are matched by name, new ones added.
  mutating func append(contentsOf other: Table, key: String) {
    for column in other.columns where !columns.dropFirst().contains(column) {
      columns.append(column)
      for index in rows.indices { rows[index].append(.missing) }
    }
    let places = other.columns.map { name in columns.dropFirst().firstIndex(of: name) ?? 0 }
    for row in other.rows {
      var line = [Cell](repeating: .missing, count: columns.count)
      line[0] = .text(key)
      for (place, cell) in zip(places, row) { line[place] = cell }
      rows.append(line)
    }
  }

  /// The table without columns in which nothing stands; the first column stays.
  public func withoutEmptyColumns() -> Table {
    let kept = columns.indices.filter { column in column == 0 || rows.contains { $0[column] != .missing } }
    return Table(
      caption: caption, columns: kept.map { columns[$0] }, rows: rows.map { row in kept.map { row[$0] } })
  }

  /// How a cell is shown to readers.
  static func shown(_ cell: Cell) -> String {
    switch cell {
    case .text(let text): return text
    case .count(let count): return "\(count)"
    case .number(let value, let decimals): return shown(value, decimals)
    case .interval(let value, let lower, let upper, let decimals):
      return "\(shown(value, decimals)) [\(shown(lower, decimals)), \(shown(upper, decimals))]"
    case .missing: return "–"
    }
  }

  private static func shown(_ value: Double, _ decimals: Int?) -> String {
    guard value.isFinite else { return "–" }
    return decimals.map { String(format: "%.\($0)f", value) } ?? String(format: "%.6g", value)
  }

  /// Whether a column holds only numbers and gaps, and so is set flush right.
  func isNumeric(column: Int) -> Bool {
    rows.allSatisfy { row in if case .text = row[column] { false } else { true } }
  }
}
