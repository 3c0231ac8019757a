extension Table {
  /// The table for a terminal: aligned columns, two blanks apart, a rule under the heading.
  public func plainText() -> String {
    let cells = rows.map { $0.map(Self.shown) }
    let widths = columns.indices.map { column in
      max(columns[column].count, cells.map { $0[column].count }.max() ?? 0)
    }
    func line(_ texts: [String]) -> String {
      let padded = texts.indices.map { column in
        let gap = String(repeating: " ", count: widths[column] - texts[column].count)
        return isNumeric(column: column) ? gap + texts[column] : texts[column] + gap
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
