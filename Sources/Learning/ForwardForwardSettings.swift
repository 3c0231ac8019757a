/// Everything that can be chosen about ``ForwardForward``. The defaults are the constants of the code released with
/// Hinton 2022 (arXiv 2212.13345), for its supervised version.
public struct ForwardForwardSettings: Sendable, Equatable {
  /// What a layer's activity is summed up to.
  public var goodness = Goodness.sumOfSquares
  /// What goodness is good for: the likelihood that layers climb.
  public var loss = GoodnessLoss.logistic
  /// Where the threshold θ in P(positive) = σ(steepness · (goodness − θ)) lies.
  public var threshold = Threshold.perUnit(1)
  /// The slope of that logistic function; smaller values keep more examples near the threshold.
  public var steepness: Float = 1
  /// Where negative data come from.
  public var negatives = Negatives.hardLabel
  /// When they are learned from.
  public var phases = TrainingPhases.together
  /// The last epoch with negative data; nil has them in all. Without them goodness grows on everything.
  public var lastSleep: Int?
  /// Where the label stands.
  public var label = LabelInput.Placement.pixels
  /// Value of the label's pixel among the first `classes` pixels; the others are 0. The neutral label has
  /// `labelStrength / classes` in each of them.
  public var labelStrength: Float = 1
  /// λ of peer normalisation: pulls every unit's mean activity to the mean of its layer, on positive data.
  public var peerNormalisation: Float = 0.03
  /// Share of the running mean activities m that a batch leaves in place.
  public var meanMomentum: Float = 0.9
  /// How training images are shifted, the same for positive, neutral and negative data; nil leaves them.
  public var shifts: ImageShifts?
  /// Share of units that are silenced in training, drawn anew for every example, layer and pass; the others are scaled
  /// by 1/(1 − share). Goodness is that of what is left.
  public var dropout: Float = 0
  /// Sides of the images; nil takes a square.
  public var image: ImageShape?
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
  /// Which hidden layers the readout sees.
  public var readoutLayers = ReadoutLayers.butFirst
  /// What a layer passes on of its activities.
  public var passesOn = PassedActivities.all
  /// How the rates fall.
  public var schedule: RateSchedule
  /// How ``ForwardForward/testError(on:)`` classifies. Unsupervised negatives allow `onePass` only.
  public var inference = Inference.onePass

  /// The released code's constants with a schedule of `epochs`.
  public init(epochs: Int) { schedule = RateSchedule(epochs: epochs) }

  /// The settings of a file.
  ///
  /// - Parameter negatives: instead of the file's.
  init(_ values: LearnerValues, _ training: TrainingChoices, negatives: Negatives? = nil) {
    self.init(epochs: training.epochs)
    typealias Fields = ForwardForwardFields
    goodness = values[Fields.goodness]
    loss = values[Fields.loss]
    let factor = Float(values[Fields.thresholdFactor])
    threshold =
      switch values[Fields.threshold] {
      case .perUnit: .perUnit(factor)
      case .measuredAtStart: .measuredAtStart(factor)
      case .running: .running(factor)
      }
    steepness = Float(values[Fields.steepness])
    self.negatives = negatives ?? values[Fields.negatives]
    phases =
      switch values[Fields.phases] {
      case .together: .together
      case .separate: .separate(batches: values[Fields.phaseBatches])
      }
    lastSleep = values[Fields.lastSleep] == 0 ? nil : values[Fields.lastSleep]
    label = values[Fields.label]
    labelStrength = Float(values[Fields.labelStrength])
    peerNormalisation = Float(values[Fields.peerNormalisation])
    meanMomentum = Float(values[Fields.meanMomentum])
    shifts = training.shifts
    dropout = Float(values[Fields.dropout])
    batchSize = training.batchSize
    rate = training.rate
    if let momentum = training.momentum { self.momentum = momentum }
    if let decay = training.weightDecay { weightDecay = decay }
    readoutRate = Float(values[Fields.readoutRate])
    readoutDecay = Float(values[Fields.readoutDecay])
    readoutLayers = values[Fields.readoutLayers]
    passesOn = values[Fields.passesOn]
    schedule.falls = training.falls
    inference = values[Fields.inference]
  }

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
    for (name, value) in [("momentum", momentum), ("meanMomentum", meanMomentum), ("dropout", dropout)] {
      try check(value >= 0 && value < 1, name, value, "a number in 0..<1")
    }
    try shifts?.validate()
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
    try check(
      loss == .logistic || phases == .together, "learner.ff.loss", loss.rawValue,
      "logistic when phases are separate: a pair needs both at once")
    try check(
      loss == .logistic || lastSleep == nil, "learner.ff.loss", loss.rawValue,
      "logistic with lastSleep: a pair needs negative data")
  }
}

/// What a layer's goodness is good for.
public enum GoodnessLoss: String, Sendable, Equatable, CaseIterable {
  /// Each example by itself against a threshold: log σ(steepness · (G₊ − θ)) + log σ(steepness · (θ − G₋)) (Hinton
  /// 2022).
  case logistic
  /// A positive example against the negative one of the same image, without a threshold: log σ(steepness · (G₊ − G₋))
  /// (SymBa, Lee, Song, arXiv 2303.08418).
  case pair
}

/// When positive and negative data are learned from.
public enum TrainingPhases: Sendable, Equatable {
  /// Each batch is positive and then negative, and both make one change (the released code).
  case together
  /// So many batches positive, each with its own change ("wake"), then the same batches negative ("sleep"). One batch
  /// each alternates; long phases need a low rate and a high momentum (Hinton 2022, section 5).
  case separate(batches: Int)
}

/// Which hidden layers' normalised activities a digital readout sees.
public enum ReadoutLayers: String, Sendable, CaseIterable {
  /// All but the first, or the first where it is alone (the released Forward-Forward code).
  case butFirst
  /// All of them (self-contrastive Forward-Forward, arXiv 2409.11593).
  case all

  /// The first of `count` layers that is seen.
  func first(of count: Int) -> Int { self == .butFirst && count > 1 ? 1 : 0 }
}
