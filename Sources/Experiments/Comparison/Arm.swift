/// One learner of a comparison, by name.
public enum Arm: String, Sendable, CaseIterable, Codable {
  case ffDigital = "ff-digital"
  case bpDigital = "bp-digital"
  case ffInSitu = "ff-in-situ"
  case bpExact = "bp-exact"
  case bpNominal = "bp-nominal"
  case bpOffline = "bp-offline"
  case bpHardwareAware = "bp-hardware-aware"
  case ffOffline = "ff-offline"
  case readoutOnly = "readout-only"

  /// What it had to know of the chip.
  public var knowledge: String {
    switch self {
    case .ffDigital, .bpDigital: "- (no chip)"
    case .ffInSitu: "nothing"
    case .bpExact: "everything, at every moment"
    case .bpNominal: "nominal weights"
    case .bpOffline, .ffOffline: "nothing, and it shows"
    case .bpHardwareAware: "the card, not the chip"
    case .readoutOnly: "nothing (the floor)"
    }
  }

  /// Whether it learns by Forward-Forward; the others by backprop.
  public var isForwardForward: Bool {
    switch self {
    case .ffDigital, .ffInSitu, .ffOffline, .readoutOnly: true
    case .bpDigital, .bpExact, .bpNominal, .bpOffline, .bpHardwareAware: false
    }
  }

  /// Whether its weights change on the chip.
  public var isInSitu: Bool { self == .ffInSitu || self == .bpExact || self == .bpNominal }

  /// Whether there is a chip at all.
  public var hasChip: Bool { self != .ffDigital && self != .bpDigital }

  /// The arm whose digitally trained weights it programs, if it does.
  public var trainedAs: Arm {
    switch self {
    case .bpOffline: .bpDigital
    case .ffOffline: .ffDigital
    default: self
    }
  }
}
