internal import Foundation

/// Questions that are answered at once.
enum RoomQuestion: String, CaseIterable, Sendable {
  case pulses, drift, trace, classPulses, array, fingerprint, guess

  func answer(_ given: Parameters, cards: [CardAnswer]) throws -> Data {
    func with(_ part: String) -> [String] { cards.filter { $0.parts.contains(part) }.map(\.id) }
    let json =
      switch self {
      case .pulses: LessonEvents.json(try CellRoom.pulses(given, cards: with("pulse")))
      case .drift: LessonEvents.json(try CellRoom.drift(given, cards: cards.map(\.id)))
      case .trace: LessonEvents.json(try CellRoom.trace(given, cards: cards.map(\.id)))
      case .classPulses: LessonEvents.json(try CellRoom.classroom(given, cards: with("pulse")))
      case .array: LessonEvents.json(try ArrayRoom.answer(given, cards: cards.map(\.id)))
      case .fingerprint: LessonEvents.json(try FingerprintRoom.enrol(given, cards: Self.fingerprinted(cards)))
      case .guess: LessonEvents.json(try FingerprintRoom.guess(given, cards: Self.fingerprinted(cards)))
      }
    return Data(json.utf8)
  }

  /// Cards whose cells differ for good and can be written by pulses.
  static func fingerprinted(_ cards: [CardAnswer]) -> [String] {
    cards.filter { $0.parts.contains("pulse") && $0.cellsDiffer }.map(\.id)
  }
}
