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
