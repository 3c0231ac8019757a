/// Standard deviations from cell to cell; see ``PulseModel`` for what each multiplies.
public struct PulseSpread: Sendable, Equatable {
  public var step = 0.0
  public var stepIsLogNormal = false
  public var asymmetry = 0.0
  public var maximum = 0.0, minimum = 0.0
  /// Of the linear law's slopes, or of NeuroSim's labels.
  public var slopeUp = 0.0, slopeDown = 0.0

  public init(
    step: Double = 0, stepIsLogNormal: Bool = false, asymmetry: Double = 0, maximum: Double = 0, minimum: Double = 0,
    slopeUp: Double = 0, slopeDown: Double = 0
  ) {
    self.step = step
    self.stepIsLogNormal = stepIsLogNormal
    self.asymmetry = asymmetry
    self.maximum = maximum
    self.minimum = minimum
    self.slopeUp = slopeUp
    self.slopeDown = slopeDown
  }
}
