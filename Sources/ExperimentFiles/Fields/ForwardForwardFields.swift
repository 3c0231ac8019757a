package import Learning

/// `learner.ff`: Forward-Forward.
package enum ForwardForwardFields {
  /// What the threshold is measured in.
  package enum ThresholdRule: String, Sendable, CaseIterable {
    /// θ = factor · number of units.
    case perUnit
    /// θ = factor · the goodness of the first positive batch.
    case measuredAtStart
    /// θ = factor · the running mean of goodness.
    case running
  }

  /// When negative data are learned from.
  package enum Phases: String, Sendable, CaseIterable {
    case together, separate
  }

  package static let goodness = Setting(
    choice: "learner.ff.goodness", Goodness.sumOfSquares, "What a layer's activities are summed up to.")
  package static let threshold = Setting(
    choice: "learner.ff.threshold", ThresholdRule.perUnit,
    "Where the threshold lies: a factor per unit, of the goodness measured at the start, or of its running mean.")
  package static let thresholdFactor = Setting(
    "learner.ff.thresholdFactor", 1.0, in: 1e-6...1e6, "The factor of the threshold.")
  package static let steepness = Setting(
    "learner.ff.steepness", 1.0, in: 1e-6...1e3, "Slope of the logistic function of goodness minus threshold.")
  package static let negatives = Setting(
    choice: "learner.ff.negatives", Negatives.hardLabel, "Where negative data come from.")
  package static let phases = Setting(
    choice: "learner.ff.phases", Phases.together,
    "Whether each batch is positive and negative at once, or phases of `phaseBatches` batches alternate.")
  package static let phaseBatches = Setting(
    "learner.ff.phaseBatches", 1, in: 1...1_000_000, "Batches of one phase, when phases are separate.")
  package static let labelStrength = Setting(
    "learner.ff.labelStrength", 1.0, in: 1e-3...1e3, "Value of the label's pixel.")
  package static let peerNormalisation = Setting(
    "learner.ff.peerNormalisation", 0.03, in: 0...100, "Pulls every unit's mean activity to the mean of its layer.")
  package static let meanMomentum = Setting(
    "learner.ff.meanMomentum", 0.9, in: 0...0.9999, "Share of the running mean activities that a batch leaves.")
  package static let readoutRate = Setting(
    "learner.ff.readoutRate", 0.1, in: 0...1_000, "Learning rate of the softmax readout.")
  package static let readoutDecay = Setting(
    "learner.ff.readoutDecay", 0.003, in: 0...1, "Weight decay of the readout per unit of rate.")
  package static let inference = Setting(
    choice: "learner.ff.inference", Inference.onePass,
    "Whether the test takes one pass and the readout, or the label of largest goodness over one pass each.")

  static let all = [
    goodness.field, threshold.field, thresholdFactor.field, steepness.field, negatives.field, phases.field,
    phaseBatches.field, labelStrength.field, peerNormalisation.field, meanMomentum.field, readoutRate.field,
    readoutDecay.field, inference.field,
  ]
}
