/// A piece of a file or an argument as a message may show it: control characters escaped, so that no terminal obeys
/// them, and at most `limit` characters.
///
/// - Returns: `text` itself where it is short and plain; else with `\u{1b}` for an escape, and `…` where it was cut.
public func plainly(_ text: some StringProtocol, limit: Int = 80) -> String {
  var result = ""
  var rest = text.unicodeScalars[...]
  for scalar in text.unicodeScalars.prefix(limit) {
    rest = rest.dropFirst()
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      result += "\\u{" + String(scalar.value, radix: 16) + "}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return rest.isEmpty ? result : result + "…"
}

/// ``plainly(_:limit:)`` in quotes: `'0,2'`.
public func shown(_ text: some StringProtocol) -> String { "'" + plainly(text) + "'" }
