internal import DeviceModels
internal import Foundation
internal import Units
internal import Workbench

/// The cards that the rooms offer, with what they know and where it comes from.
struct CardAnswer: Encodable, Sendable {
  struct Source: Encodable, Sendable {
    let parts: [String]
    let paper: String
    let doi: String?
    let evidence: String
  }

  let id: String
  let title: String
  let technology: String
  /// Ends of the window in microsiemens.
  let low: Double
  let high: Double
  let parts: [String]
  /// Whether pulses only raise.
  let oneSided: Bool
  let cellsDiffer: Bool
  /// Picojoules of a write pulse at mid-window; nil where the paper does not say.
  let pulsePicojoules: Double?
  let readMillivolts: Double
  let sources: [Source]

  init(_ card: DeviceCard) {
    id = card.id
    title = card.title
    technology = card.technology.rawValue
    low = card.window.gMin.value * 1e6
    high = card.window.gMax.value * 1e6
    parts = card.parts
    oneSided = card.pulse?.oneSided ?? false
    cellsDiffer = card.cellsDiffer
    pulsePicojoules = card.energyPerPulse.map { $0.value * 1e12 }
    readMillivolts = card.read.voltage.value * 1e3
    sources = card.sources.map {
      Source(parts: $0.parts, paper: $0.paper, doi: $0.doi, evidence: $0.evidence.rawValue)
    }
  }

  /// All shipped cards but those that no room can show anything of.
  static func all() throws -> [CardAnswer] {
    try DeviceLibrary.find().cards().filter { $0.technology != .ideal && $0.switching == nil }.map(CardAnswer.init)
  }
}
