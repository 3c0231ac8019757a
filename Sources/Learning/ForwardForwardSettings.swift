/// Everything that can be chosen about ``ForwardForward``. The defaults are the constants of the code released with
/// Hinton 2022 (arXiv 2212.13345), for its supervised version.
public struct ForwardForwardSettings: Sendable, Equatable, Codable {
  /// What a layer's activity is summed up to.
  public var goodness = Goodness.sumOfSquares
  /// Where the threshold θ in P(positive) = σ(steepness · (goodness − θ)) lies.
  public var threshold = Threshold.perUnit(1)
  /// The slope of that logistic function; smaller values keep more examples near the threshold.
  public var steepness: Float = 1
  /// Where negative data come from.
  public var negatives = Negatives.hardLabel
  /// When they are learned from.
  public var phases = TrainingPhases.together
  /// Value of the label's pixel among the first `classes` pixels; the others are 0. The neutral label has
  /// `labelStrength / classes` in each of them.
  public var labelStrength: Float = 1
  /// λ of peer normalisation: pulls every unit's mean activity to the mean of its layer, on positive data.
  public var peerNormalisation: Float = 0.03
  /// Share of the running mean activities m that a batch leaves in place.
  public var meanMomentum: Float = 0.9
  /// Examples per change.
  public var batchSize = 100
  /// Rate ε of weights and biases.
  public var rate: Float = 0.01
  /// Share of the running mean of changes that a batch leaves in place.
  public var momentum: Float = 0.9
  /// Weight decay per unit of rate, where the substrate knows its weights.
  public var weightDecay: Float = 0.001
  /// Rate of the readout.
  public var readoutRate: Float = 0.1
  /// Weight decay of the readout per unit of rate.
  public var readoutDecay: Float = 0.003
  /// How the rates fall.
  public var schedule: RateSchedule
  /// How ``ForwardForward/testError(on:)`` classifies. Unsupervised negatives allow `onePass` only.
  public var inference = Inference.onePass

  /// The released code's constants with a schedule of `epochs`.
  public init(epochs: Int) { schedule = RateSchedule(epochs: epochs) }

  /// Checks that every number can be used.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)`` for the first that cannot.
  public func validate() throws(LearningError) {
    func check(_ holds: Bool, _ name: String, _ value: some Sendable, _ allowed: String) throws(LearningError) {
      guard holds else { throw .badSetting(name: name, value: "\(value)", allowed: allowed) }
    }
    for (name, value) in [
      ("rate", rate), ("readoutRate", readoutRate), ("weightDecay", weightDecay), ("readoutDecay", readoutDecay),
      ("peerNormalisation", peerNormalisation),
    ] {
      try check(value >= 0 && value.isFinite, name, value, "a number of 0 or more")
    }
    for (name, value) in [("momentum", momentum), ("meanMomentum", meanMomentum)] {
      try check(value >= 0 && value < 1, name, value, "a number in 0..<1")
    }
    try check(steepness > 0 && steepness.isFinite, "steepness", steepness, "a number above 0")
    try check(labelStrength > 0 && labelStrength.isFinite, "labelStrength", labelStrength, "a number above 0")
    try check(batchSize >= 1, "batchSize", batchSize, "1 or more")
    try check(schedule.epochs >= 1, "schedule.epochs", schedule.epochs, "1 or more")
    if case .separate(let batches) = phases { try check(batches >= 1, "phases.separate", batches, "1 or more batches") }
    switch threshold {
    case .perUnit(let k), .measuredAtStart(let k), .running(let k):
      try check(k > 0 && k.isFinite, "threshold", k, "a number above 0")
    }
    try check(
      negatives.usesLabels || inference == .onePass, "inference", inference.rawValue,
      "onePass with negatives \(negatives.rawValue), which show the net no labels")
  }
}
