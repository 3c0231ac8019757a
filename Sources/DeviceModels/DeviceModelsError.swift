public import Units

/// Why a device card cannot do what was asked of it.
public enum DeviceModelsError: Error, Equatable, CustomStringConvertible {
  /// The card has no such part.
  case missingPart(card: String, part: String, cardsThatHaveIt: [String])
  /// No card of this name in the folders that were searched.
  case unknownCard(name: String, nearest: [String], searched: [String])
  /// No folder with device cards was found.
  case noLibrary(searched: [String])
  /// A conductance that the card's window does not contain.
  case outsideWindow(card: String, value: Siemens, low: Siemens, high: Siemens)
  /// A number that must be larger.
  case outOfRange(name: String, value: String, allowed: String)
  /// A part of a card names no source.
  case missingSource(place: String, part: String)

  public var description: String {
    switch self {
    case .missingPart(let card, let part, let others):
      "card '\(card)' has no part '\(part)'; "
        + (others.isEmpty ? "no other card has it" : "cards that have it: \(others.joined(separator: ", "))")
    case .unknownCard(let name, let nearest, let searched):
      "no device card '\(name)'; "
        + (nearest.isEmpty ? "" : "did you mean \(nearest.joined(separator: ", "))? ")
        + "Give a card's id or the path of a .yaml file (searched: \(searched.joined(separator: ", ")))"
    case .noLibrary(let searched):
      "no folder with device cards found (searched: \(searched.joined(separator: ", "))); "
        + "set MORTAL_DEVICES to the folder or give the path of a card"
    case .outsideWindow(let card, let value, let low, let high):
      "\(value) is outside the conductance window \(low)...\(high) of card '\(card)'"
    case .outOfRange(let name, let value, let allowed): "\(name): \(value) is outside \(allowed)"
    case .missingSource(let place, let part):
      "\(place): no source names the part '\(part)'; add an entry with parts: [\(part)] to sources"
    }
  }
}
