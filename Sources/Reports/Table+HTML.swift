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
