package import Crossbar
package import ExperimentFiles

extension LearnerName {
  /// Whether its weights are trained on the chip.
  package var isInSitu: Bool {
    switch self {
    case .ffInSitu, .bpExact, .bpNominal, .directFeedback, .nodePerturbation, .localLoss: true
    case .ffDigital, .bpDigital, .bpOffline, .bpHardwareAware, .ffOffline, .readoutOnly: false
    }
  }

  /// Whether there is a chip at all.
  package var hasChip: Bool { self != .ffDigital && self != .bpDigital }

  /// Whether its weights are trained digitally and then written on the chip.
  package var isWritten: Bool { self == .bpOffline || self == .ffOffline || self == .bpHardwareAware }

  /// Whether no chip has a part in its training.
  package var isTrainedDigitally: Bool { isWritten || !hasChip }

  /// The learner whose training it shares: nets that are trained alike are trained once.
  package var trainedAs: LearnerName {
    switch self {
    case .bpOffline: .bpDigital
    case .ffOffline: .ffDigital
    default: self
    }
  }

  /// Whether its classifier is digital and only hidden layers are layers of weights.
  package var hasDigitalOutput: Bool {
    switch self {
    case .ffDigital, .ffInSitu, .ffOffline, .readoutOnly, .localLoss: true
    default: false
    }
  }

  /// Whether labels stand in its images.
  package var seesLabels: Bool { hasDigitalOutput && self != .localLoss }

  /// The rate when the configuration leaves it to the learner. Updates that are pulsed at once, without a running mean,
  /// stay stable at a fifth of the rate only.
  package func defaultRate(writing policy: WritePolicy) -> Double {
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
  package var learningRate: Double {
    self[LearnerFields.rate] ?? self[LearnerFields.name].defaultRate(writing: self[ChipFields.write])
  }
}
