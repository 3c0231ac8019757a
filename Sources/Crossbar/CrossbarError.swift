/// What a chip cannot be or do.
public enum CrossbarError: Error, Equatable, CustomStringConvertible {
  /// A tile size that is no pair of sizes.
  case badTileShape(text: String)
  /// A setting outside its range.
  case outOfRange(field: String, value: String, allowed: String)
  /// An in-situ update was asked of a card without a model of write pulses.
  case notTrainable(card: String, cardsThatAre: [String])
  /// The weights do not fit the layer.
  case shapeMismatch(what: String, rows: Int, columns: Int, expectedRows: Int, expectedColumns: Int)
  /// A saved state belongs to another chip, layer or configuration.
  case foreignState(reason: String)

  public var description: String {
    switch self {
    case .badTileShape(let text):
      "tile shape '\(text)' is not ROWSxCOLUMNS with sizes in 1...16384; write for example 128x128"
    case .outOfRange(let field, let value, let allowed):
      "\(field): \(value) is outside \(allowed)"
    case .notTrainable(let card, let others):
      "card '\(card)' has no pulse model, so it cannot learn in situ; cards that have one: "
        + others.joined(separator: ", ")
    case .shapeMismatch(let what, let rows, let columns, let expectedRows, let expectedColumns):
      "\(what) is \(rows) x \(columns), the layer is \(expectedRows) x \(expectedColumns)"
    case .foreignState(let reason):
      "the saved state does not fit: \(reason)"
    }
  }
}
