extension FieldKind: CustomStringConvertible {
  /// What may be written, in the words of the reference and of errors.
  package var description: String {
    switch self {
    case .text: "text"
    case .choice(let words): words.joined(separator: ", ")
    case .integer(let range): "whole number, \(range.lowerBound)…\(range.upperBound)"
    case .number(let range): "number, \(Self.short(range.lowerBound))…\(Self.short(range.upperBound))"
    case .quantity(let unit, let range):
      "\(unit.symbol), \(unit.shown(range.lowerBound))…\(unit.shown(range.upperBound))"
    case .flag: "true, false"
    case .optional(let kind): "\(kind.description), none"
    case .list(let kind, let count):
      "list of \(count.lowerBound == 0 ? "up to" : "\(count.lowerBound)…")\(count.lowerBound == 0 ? " " : "")"
        + "\(count.upperBound): \(kind.description)"
    }
  }

  /// The word for the type alone.
  package var typeName: String {
    switch self {
    case .text: "text"
    case .choice: "word"
    case .integer: "whole number"
    case .number: "number"
    case .quantity: "quantity"
    case .flag: "true or false"
    case .optional(let kind): kind.typeName + " or none"
    case .list(let kind, _): "list of \(kind.typeName)"
    }
  }

  /// The unit; nil where there is none.
  package var unit: String? {
    switch self {
    case .quantity(let unit, _): unit.symbol
    case .optional(let kind), .list(let kind, _): kind.unit
    default: nil
    }
  }

  private static func short(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int64(number))" : "\(number)"
  }
}
