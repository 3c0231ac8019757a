/// The value of a configuration field.
package enum ConfigurationValue: Sendable, Hashable {
  case text(String)
  case integer(Int)
  case number(Double)
  /// In the SI unit.
  case quantity(Double, QuantityUnit)
  case flag(Bool)
  /// The field is switched off or left to others: `none`.
  case absent
  case list([ConfigurationValue])

  /// The value in one way only, without loss: what identities are made of and what reads back from YAML.
  package var canonicalText: String {
    switch self {
    case .text(let text): Self.quotedIfNeeded(text)
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .quantity(let value, let unit): "\(value) \(unit.symbol)"
    case .flag(let value): "\(value)"
    case .absent: "none"
    case .list(let items): "[" + items.map(\.canonicalText).joined(separator: ", ") + "]"
    }
  }

  /// The value for readers: quantities with a handy prefix.
  package var shownText: String {
    switch self {
    case .quantity(let value, let unit): unit.shown(value)
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int64(value))" : "\(value)"
    case .list(let items): "[" + items.map(\.shownText).joined(separator: ", ") + "]"
    default: canonicalText
    }
  }

  private static func quotedIfNeeded(_ text: String) -> String {
    let plain = text.unicodeScalars.allSatisfy { scalar in
      scalar.value < 128 && (scalar.properties.isAlphabetic || "0123456789-_./+".unicodeScalars.contains(scalar))
    }
    let word = ["none", "true", "false", "null", "yes", "no", ""].contains(text.lowercased())
    guard !plain || word || Double(text) != nil || text.first == "-" else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
