public import StrictYAML
public import Units

/// One kind of memory cell: its conductance window, how it is read, and the published statistics of programming,
/// ageing, reading, switching and updating, each value with its source.
///
/// Cards are YAML files (`Devices/*.yaml`, or a user's own). A card has only the parts that were published or that it
/// states as assumed; asking for another is ``DeviceModelsError/missingPart(card:part:cardsThatHaveIt:)``.
public struct DeviceCard: Sendable {
  public let id: String
  /// The name the card had before it got its present one, which is still read; nil for most.
  public let formerName: String?
  public let title: String
  public let technology: Technology
  /// The file the card was read from.
  public let file: String
  /// The card as it was written.
  public let text: String
  public let window: ConductanceWindow
  public package(set) var read: ReadConditions
  public let mapping: CardWeightMapping
  public let programming: ProgrammingNoise
  public let drift: PowerLawDrift?
  public let relaxation: Relaxation?
  public let leak: Leak?
  public let readNoise: ReadNoise?
  public let pulse: PulseModel?
  public let switching: ReRAMHennen2024?
  public let currentVoltage: CurrentVoltage?
  public let defects: Defects?
  public let endurance: EnduranceModel?
  public let temperature: TemperatureDependence?
  public let randomTelegraphNoise: RandomTelegraphNoise?
  public let write: WriteConditions?
  public let disturb: Disturb?
  public let dieToDie: DieToDie?
  public let verifiedWriting: VerifiedWriting?
  public let sources: [CardSource]
  public let assumptions: [String]
  /// How far the card can be trusted, in words.
  public let confidence: String
  public let publishedPoints: [PublishedPoint]
  /// Every value of the card by path, as text, with those that were filled in by default marked.
  public let values: [ResolvedValue]

  /// What was asked for where it was the card's former name.
  var askedAs: String?

  /// A note for who asked for the card by a name that it no longer has; nil otherwise.
  public var renamingNote: String? {
    askedAs.map { "the card '\($0)' is now called '\(id)' (\(title)); its chips are the same" }
  }

  /// Whether working cells of one chip differ for good, by spread of their pulses, drift or leak.
  public var cellsDiffer: Bool { pulse?.hasCellSpread ?? false || drift != nil || (leak?.deviation ?? 0) > 0 }

  /// The name that a chip's identity is drawn from: the first one the card had, so that a renamed card's chips stay
  /// the chips they were.
  public var identityName: String { formerName ?? id }

  /// The names of the optional parts that the card has.
  public var parts: [String] {
    let optional: [(String, Bool)] = [
      ("drift", drift != nil), ("relaxation", relaxation != nil), ("readNoise", readNoise != nil),
      ("leak", leak != nil), ("pulse", pulse != nil), ("switching", switching != nil),
      ("currentVoltage", currentVoltage != nil),
      ("defects", defects != nil), ("endurance", endurance != nil), ("temperature", temperature != nil),
      ("randomTelegraphNoise", randomTelegraphNoise != nil), ("write", write != nil), ("disturb", disturb != nil),
      ("dieToDie", dieToDie != nil),
      ("verifiedWriting", verifiedWriting != nil),
    ]
    return ["window", "read", "programming"] + optional.filter(\.1).map(\.0)
  }

  /// The card's earliest time: seconds after programming at which its published description starts. That is the first
  /// reading of a drifting cell, the time of the first published spread of a relaxing one, and 0 s for cells without
  /// either, whose statistics do not depend on time. A chip and a sample without an age of their own are read then.
  public var referenceTime: Seconds {
    if let drift { return drift.referenceTime }
    if case .tabulated(let table) = relaxation { return table.startsAt }
    if case .logarithmic(let line) = relaxation { return line.unitTime }
    if case .change(let measured) = relaxation { return measured.startsAt }
    return Seconds(0)
  }

  /// Energy of one write pulse at mid-window, the mean of an up and a down pulse; nil without write conditions.
  public var energyPerPulse: Joules? {
    guard let up = energyPerPulse(up: true), let down = energyPerPulse(up: false) else { return nil }
    return (up + down) / 2
  }

  /// Energy of one write pulse in one direction at mid-window; nil without write conditions.
  public func energyPerPulse(up: Bool) -> Joules? {
    write?.energy((window.gMin + window.gMax) / 2, up: up)
  }

  /// Until when the card's drift and relaxation were published; a later state is held there. Nil without such a limit.
  public var heldBeyond: Seconds? { relaxation?.heldBeyond }
}
