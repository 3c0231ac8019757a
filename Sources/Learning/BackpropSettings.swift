/// Everything that can be chosen about ``Backprop``.
public struct BackpropSettings: Sendable, Equatable, Codable {
  /// Examples per change.
  public var batchSize = 100
  /// Rate of weights: W ← W + rate · V, V the running mean of gradients.
  public var rate: Float = 0.3
  /// Rate of the digital biases; nil takes ``rate``. Layers with an optimiser of their own (``AdamLayer``) need one.
  public var biasRate: Float?
  /// Share of the running mean of gradients that a batch leaves in place.
  public var momentum: Float = 0.9
  /// Weight decay per unit of rate, where the substrate knows its weights.
  public var weightDecay: Float = 0.0005
  /// Whether hidden activities are divided by their root mean square before they go into the next layer, as in
  /// Forward-Forward: keeps what converters see in one range however long the training.
  public var normalisesActivities = false
  /// How the rates fall.
  public var schedule: RateSchedule
  /// How training images are shifted; nil leaves them.
  public var shifts: ImageShifts?

  /// The defaults with a schedule of `epochs`.
  public init(epochs: Int) { schedule = RateSchedule(epochs: epochs) }

  /// Checks that every number can be used.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)`` for the first that cannot.
  public func validate() throws(LearningError) {
    for (name, value) in [("rate", rate), ("biasRate", biasRate ?? 0), ("weightDecay", weightDecay)]
    where !(value >= 0 && value.isFinite) {
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
