/// What every learner is told: how long, in what portions and how fast to learn.
public struct TrainingSettings: Sendable, Equatable, Codable {
  /// Examples per change.
  public var batchSize = 100
  /// Rate of weights and biases: W ← W + rate · V, V the running mean of changes.
  public var rate: Float
  /// Share of the running mean of changes that a batch leaves in place.
  public var momentum: Float = 0.9
  /// Weight decay per unit of rate, where the substrate knows its weights.
  public var weightDecay: Float = 0.001
  /// How the rates fall.
  public var schedule: RateSchedule
  /// How training images are shifted; nil leaves them.
  public var shifts: ImageShifts?

  /// The defaults with a schedule of `epochs`.
  public init(epochs: Int, rate: Float) {
    self.rate = rate
    schedule = RateSchedule(epochs: epochs)
  }

  /// Checks that every number can be used.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)`` for the first that cannot.
  public func validate() throws(LearningError) {
    for (name, value) in [("rate", rate), ("weightDecay", weightDecay)] where !(value >= 0 && value.isFinite) {
      throw .badSetting(name: name, value: "\(value)", allowed: "a number of 0 or more")
    }
    guard momentum >= 0, momentum < 1 else {
      throw .badSetting(name: "momentum", value: "\(momentum)", allowed: "a number in 0..<1")
    }
    guard batchSize >= 1 else { throw .badSetting(name: "batchSize", value: "\(batchSize)", allowed: "1 or more") }
    guard schedule.epochs >= 1 else {
      throw .badSetting(name: "schedule.epochs", value: "\(schedule.epochs)", allowed: "1 or more")
    }
    try shifts?.validate()
  }
}

/// What a configuration says to every learner; what is nil is left to the learner.
public struct TrainingChoices: Sendable, Equatable {
  /// Passes through the training examples.
  public var epochs: Int
  /// Examples per change.
  public var batchSize: Int
  /// The rate of the weights.
  public var rate: Float
  /// Share of the running mean of changes that a batch leaves.
  public var momentum: Float?
  /// Weight decay per unit of rate.
  public var weightDecay: Float?
  /// Whether the rate falls in the second half.
  public var falls: Bool
  /// How training images are shifted; nil leaves them.
  public var shifts: ImageShifts?

  /// See the properties.
  public init(
    epochs: Int, batchSize: Int = 100, rate: Float, momentum: Float? = nil, weightDecay: Float? = nil,
    falls: Bool = true, shifts: ImageShifts? = nil
  ) {
    self.epochs = epochs
    self.batchSize = batchSize
    self.rate = rate
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.falls = falls
    self.shifts = shifts
  }

  /// The same as settings, with the given values for what is left to the learner.
  public func settings(momentum: Float = 0.9, weightDecay: Float = 0.001) -> TrainingSettings {
    var settings = TrainingSettings(epochs: epochs, rate: rate)
    settings.batchSize = batchSize
    settings.momentum = self.momentum ?? momentum
    settings.weightDecay = self.weightDecay ?? weightDecay
    settings.schedule.falls = falls
    settings.shifts = shifts
    return settings
  }
}
