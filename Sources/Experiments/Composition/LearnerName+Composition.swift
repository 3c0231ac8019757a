extension LearnerName {
  /// Whether its weights are trained on the chip.
  var isInSitu: Bool {
    switch self {
    case .ffInSitu, .bpExact, .bpNominal, .directFeedback, .nodePerturbation, .localLoss: true
    case .ffDigital, .bpDigital, .bpOffline, .bpHardwareAware, .ffOffline, .readoutOnly: false
    }
  }

  /// Whether there is a chip at all.
  var hasChip: Bool { self != .ffDigital && self != .bpDigital }

  /// Whether its weights are trained digitally and then written on the chip.
  var isWritten: Bool { self == .bpOffline || self == .ffOffline || self == .bpHardwareAware }

  /// Whether its classifier is digital and only hidden layers are layers of weights.
  var hasDigitalOutput: Bool {
    switch self {
    case .ffDigital, .ffInSitu, .ffOffline, .readoutOnly, .localLoss: true
    default: false
    }
  }

  /// Whether labels stand in its images.
  var seesLabels: Bool { hasDigitalOutput && self != .localLoss }

  /// The rate when the configuration leaves it to the learner: those of `mortal compare` where it has the learner.
  var defaultRate: Float {
    switch self {
    case .ffDigital, .ffInSitu, .ffOffline, .readoutOnly, .localLoss: 0.02
    case .bpDigital, .bpOffline, .bpHardwareAware, .bpExact, .bpNominal, .directFeedback: 0.2
    case .nodePerturbation: 0.02
    }
  }
}
