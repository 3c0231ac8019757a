/// `learner.ff`: what can be chosen about Forward-Forward.
public enum ForwardForwardFields {
  /// What the threshold is measured in.
  public enum ThresholdRule: String, Sendable, CaseIterable {
    /// θ = factor · number of units.
    case perUnit
    /// θ = factor · the goodness of the first positive batch.
    case measuredAtStart
    /// θ = factor · the running mean of goodness.
    case running
  }

  /// When negative data are learned from.
  public enum Phases: String, Sendable, CaseIterable {
    case together, separate
  }

  public static let goodness = LearnerSetting(
    choice: "learner.ff.goodness", Goodness.sumOfSquares, "What a layer's activities are summed up to.")
  public static let loss = LearnerSetting(
    choice: "learner.ff.loss", GoodnessLoss.logistic,
    "What layers climb: each example's goodness against a threshold, or positive against negative of the same image.")
  public static let threshold = LearnerSetting(
    choice: "learner.ff.threshold", ThresholdRule.perUnit,
    "Where the threshold lies: a factor per unit, of the goodness measured at the start, or of its running mean.")
  public static let thresholdFactor = LearnerSetting(
    "learner.ff.thresholdFactor", 1.0, in: 1e-6...1e6, "The factor of the threshold.")
  public static let steepness = LearnerSetting(
    "learner.ff.steepness", 1.0, in: 1e-6...1e3, "Slope of the logistic function of goodness minus threshold.")
  public static let negatives = LearnerSetting(
    choice: "learner.ff.negatives", Negatives.hardLabel, "Where negative data come from.")
  public static let phases = LearnerSetting(
    choice: "learner.ff.phases", Phases.together,
    "Whether each batch is positive and negative at once, or phases of `phaseBatches` batches alternate.")
  public static let phaseBatches = LearnerSetting(
    "learner.ff.phaseBatches", 1, in: 1...1_000_000, "Batches of one phase, when phases are separate.")
  public static let lastSleep = LearnerSetting(
    "learner.ff.lastSleep", 0, in: 0...100_000,
    "The last epoch with negative data; 0 has them in all. What follows shows what becomes of a net without sleep.")
  public static let label = LearnerSetting(
    choice: "learner.ff.label", LabelInput.Placement.pixels,
    "Where the label stands: in the first pixels of the image, or in inputs of its own (any number of classes).")
  public static let labelStrength = LearnerSetting(
    "learner.ff.labelStrength", 1.0, in: 1e-3...1e3, "Value of the label's pixel.")
  public static let peerNormalisation = LearnerSetting(
    "learner.ff.peerNormalisation", 0.03, in: 0...100, "Pulls every unit's mean activity to the mean of its layer.")
  public static let meanMomentum = LearnerSetting(
    "learner.ff.meanMomentum", 0.9, in: 0...0.9999, "Share of the running mean activities that a batch leaves.")
  public static let dropout = LearnerSetting(
    "learner.ff.dropout", 0.0, in: 0...0.95, "Share of units silenced in training, anew for every example and pass.")
  public static let readoutRate = LearnerSetting(
    "learner.ff.readoutRate", 0.1, in: 0...1_000, "Learning rate of the softmax readout.")
  public static let readoutDecay = LearnerSetting(
    "learner.ff.readoutDecay", 0.003, in: 0...1, "Weight decay of the readout per unit of rate.")
  public static let readoutLayers = LearnerSetting(
    choice: "learner.ff.readoutLayers", ReadoutLayers.butFirst,
    "Hidden layers that the readout sees: all, or all but the first (of the first, if it is alone).")
  public static let passesOn = LearnerSetting(
    choice: "learner.ff.passesOn", PassedActivities.all,
    "What the next layer and the readout see of a layer: all activities, or what exceeds their mean (triangle).")
  public static let inference = LearnerSetting(
    choice: "learner.ff.inference", Inference.onePass,
    "Whether the test takes one pass and the readout, or the label of largest goodness over one pass each.")

  /// All of them, in the order in which the reference shows them.
  public static let all = [
    goodness.field, loss.field, threshold.field, thresholdFactor.field, steepness.field, negatives.field, phases.field,
    phaseBatches.field, lastSleep.field, label.field, labelStrength.field, peerNormalisation.field, meanMomentum.field,
    dropout.field, readoutRate.field, readoutDecay.field, readoutLayers.field, passesOn.field,
    inference.field,
  ]
}
