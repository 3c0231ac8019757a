internal import Crossbar
internal import ExperimentFiles

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

  /// Whether no chip has a part in its training.
  var isTrainedDigitally: Bool { isWritten || !hasChip }

  /// The learner whose training it shares: nets that are trained alike are trained once.
  var trainedAs: LearnerName {
    switch self {
    case .bpOffline: .bpDigital
    case .ffOffline: .ffDigital
    default: self
    }
  }

  /// Whether its classifier is digital and only hidden layers are layers of weights.
  var hasDigitalOutput: Bool {
    switch self {
    case .ffDigital, .ffInSitu, .ffOffline, .readoutOnly, .localLoss: true
    default: false
    }
  }

  /// Whether labels stand in its images.
  var seesLabels: Bool { hasDigitalOutput && self != .localLoss }

  /// The rate when the configuration leaves it to the learner. Updates that are pulsed at once, without a running mean,
  /// stay stable at a fifth of the rate only.
  func defaultRate(writing policy: WritePolicy) -> Double {
    let averaged =
      switch self {
      case .ffDigital, .ffInSitu, .ffOffline, .readoutOnly, .localLoss: 0.01
      case .bpDigital, .bpOffline, .bpHardwareAware, .bpExact, .bpNominal, .directFeedback: 0.2
      case .nodePerturbation: 0.02
      }
    return isInSitu && !policy.accumulates ? averaged / 5 : averaged
  }
}

extension ResolvedConfiguration {
  /// The learning rate, or the learner's own where it is left to it.
  var learningRate: Double {
    self[LearnerFields.rate] ?? self[LearnerFields.name].defaultRate(writing: self[ChipFields.write])
  }
}
