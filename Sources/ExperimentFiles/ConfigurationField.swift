internal import StrictYAML

/// What values a field takes.
package indirect enum FieldKind: Sendable, Equatable {
  case text
  case choice([String])
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  /// In SI.
  case quantity(QuantityUnit, ClosedRange<Double>)
  case flag
  /// Such a value, or the word `none`.
  case optional(FieldKind)
  case list(FieldKind, count: ClosedRange<Int>)
}

/// One field of the configuration: what the reference says and what the decoder checks.
package struct ConfigurationField: Sendable, Equatable {
  /// Keys and dots: `chip.adc.bits`.
  package let path: String
  package let kind: FieldKind
  package let defaultValue: ConfigurationValue
  /// One or two sentences.
  package let meaning: String
  /// Whether it is part of a run's identity.
  package let bearsOnResults: Bool

  /// The part of the path before the last dot.
  package var section: String { path.split(separator: ".").dropLast().joined(separator: ".") }

  /// Reads a value of this field.
  func read(_ value: YAMLValue) throws(YAMLError) -> ConfigurationValue { try kind.read(value) }
}

extension FieldKind {
  func read(_ value: YAMLValue) throws(YAMLError) -> ConfigurationValue {
    switch self {
    case .text: return .text(try value.string())
    case .choice(let words): return .text(try Self.word(value, among: words))
    case .integer(let range): return .integer(try value.int(in: range))
    case .number(let range): return .number(try value.number(in: range))
    case .quantity(let unit, let range): return .quantity(try unit.read(value, in: range), unit)
    case .flag: return .flag(try value.bool())
    case .optional(let kind): return isNone(value) ? .absent : try Self.optional(kind, value)
    case .list(let kind, let count):
      var items: [ConfigurationValue] = []
      for item in try value.list(count: count) { items.append(try kind.read(item)) }
      return .list(items)
    }
  }

  private func isNone(_ value: YAMLValue) -> Bool { (try? value.string()) == "none" }

  /// Reads a value, and tells that it may also be `none` when it cannot be read.
  private static func optional(_ kind: FieldKind, _ value: YAMLValue) throws(YAMLError) -> ConfigurationValue {
    do {
      return try kind.read(value)
    } catch .wrongKind(let place, let found, let expected) {
      throw .wrongKind(place: place, found: found, expected: expected + " or none")
    } catch .outside(let place, let value, let allowed) {
      throw .outside(place: place, value: value, allowed: allowed + " or none")
    }
  }

  private static func word(_ value: YAMLValue, among words: [String]) throws(YAMLError) -> String {
    let text = try value.string()
    guard words.contains(text) else {
      let hint = nearest(text, among: words).map { "; did you mean '\($0)'?" } ?? ""
      throw value.outside("'\(text)'", allowed: words.joined(separator: ", ") + hint)
    }
    return text
  }
}
