/// What an experiment on variation, or one die, changes in a model.
public struct PulseVariation: Sendable, Equatable {
  /// Multiplies every spread from cell to cell.
  public var deviceToDevice: Double
  /// Multiplies the spread from pulse to pulse and the write noise.
  public var cycleToCycle: Double
  /// Multiplies the slopes of the linear law and NeuroSim's labels (held to ±9), and the mean asymmetry.
  public var nonlinearity: Double
  /// Multiplies the difference of steps up and down: the mean asymmetry and, in the linear law, the difference of the
  /// slopes around their mean. Without effect where ``PulseModel/hasAsymmetry`` is false.
  public var asymmetry: Double
  /// The die's own factor on every step.
  public var dieStepGain: Double
  /// The die's own addition to the asymmetry.
  public var dieAsymmetry: Double
  /// Relative deviation of the steps at the last row and column of an array from its middle, and the array's columns (0:
  /// no gradients, for cells whose places are not known).
  public var rowSlope = 0.0, columnSlope = 0.0
  public var columns = 0

  public init(
    deviceToDevice: Double = 1, cycleToCycle: Double = 1, nonlinearity: Double = 1, asymmetry: Double = 1,
    dieStepGain: Double = 1, dieAsymmetry: Double = 0
  ) {
    self.deviceToDevice = deviceToDevice
    self.cycleToCycle = cycleToCycle
    self.nonlinearity = nonlinearity
    self.asymmetry = asymmetry
    self.dieStepGain = dieStepGain
    self.dieAsymmetry = dieAsymmetry
  }
}
