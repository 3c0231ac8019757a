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

extension Table {
  /// The table for a terminal: aligned columns, two blanks apart, a rule under the heading.
  public func plainText() -> String {
    let cells = rows.map { $0.map(Self.shown) }
    let widths = columns.indices.map { column in
      max(columns[column].count, cells.map { $0[column].count }.max() ?? 0)
    }
    let numeric = columns.indices.map { isNumeric(column: $0) }
    func line(_ texts: [String]) -> String {
      let padded = texts.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - texts[column].count)
        return numeric[column] ? gap + texts[column] : texts[column] + gap
      }
      var joined = padded.joined(separator: "  ")
      while joined.last == " " { joined.removeLast() }
      return joined
    }
    let rule = widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    let lines = [line(columns), rule] + cells.map(line)
    return (caption.map { [$0, ""] + lines } ?? lines).joined(separator: "\n") + "\n"
  }

  /// The table in Markdown.
  public func markdown() -> String {
    func escaped(_ text: String) -> String {
      text.replacing("\\", with: "\\\\").replacing("|", with: "\\|").replacing("\n", with: " ")
    }
    let head = "| " + columns.map(escaped).joined(separator: " | ") + " |"
    let rule = "|" + columns.indices.map { isNumeric(column: $0) ? "---:|" : "---|" }.joined()
    let body = rows.map { "| " + $0.map { escaped(Self.shown($0)) }.joined(separator: " | ") + " |" }
    return ([head, rule] + body).joined(separator: "\n") + "\n"
  }
}

extension Table {
  /// The table as CSV (RFC 4180) with every digit of every number.
  ///
  /// A column with intervals becomes three: `name`, `name lower`, `name upper`. A gap is an empty field.
  public func csv() -> String {
    let wide = columns.indices.map { column in
      rows.contains { if case .interval = $0[column] { true } else { false } }
    }
    let head = columns.indices.flatMap { column in
      wide[column]
        ? [columns[column], columns[column] + " lower", columns[column] + " upper"] : [columns[column]]
    }
    let body = rows.map { row in
      row.indices.flatMap { column -> [String] in
        let fields = Self.fields(row[column])
        return wide[column] ? fields + Array(repeating: "", count: 3 - fields.count) : fields
      }
    }
    return ([head] + body).map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func fields(_ cell: Cell) -> [String] {
    switch cell {
    case .text(let text): return [text]
    case .count(let count): return ["\(count)"]
    case .number(let value, _): return [number(value)]
    case .interval(let value, let lower, let upper, _): return [value, lower, upper].map(number)
    case .missing: return [""]
    }
  }

  private static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "" }

  private static func quoted(_ field: String) -> String {
    let special: Set<Character> = [",", "\"", "\n", "\r", "\r\n"]
    guard field.contains(where: special.contains) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}

extension Table {
  /// The table as HTML, all text escaped.
  public func html() -> String {
    let kinds = columns.indices.map { isNumeric(column: $0) ? " class=\"number\"" : "" }
    let head = zip(columns, kinds).map { "<th scope=\"col\"\($1)>\(HTMLText.escaped($0))</th>" }.joined()
    let body = rows.map { row in
      "<tr>" + zip(row, kinds).map { "<td\($1)>\(HTMLText.escaped(Self.shown($0)))</td>" }.joined() + "</tr>"
    }
    let caption = caption.map { "<caption>\(HTMLText.escaped($0))</caption>\n" } ?? ""
    return "<table>\n\(caption)<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body.joined(separator: "\n"))\n</tbody>\n"
      + "</table>\n"
  }
}
