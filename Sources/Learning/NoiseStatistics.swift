/// What a device card and its periphery say about the chips to come, in plain numbers: all that hardware-aware training
/// may know.
public struct NoiseStatistics: Sendable, Equatable, Codable {
  /// Standard deviation of a weight after programming and drift, relative to the largest |weight| of its layer.
  public var weightSigma: Float
  /// Share of weights that are stuck at zero, a different choice in every batch.
  public var deadShare: Float
  /// Standard deviation of an output, in the units of `activities · weights`.
  public var outputSigma: Float
  /// Inputs are held to ±inputRange and rounded to 2^inputBits − 1 even levels; nil leaves them as they are.
  public var inputRange: Float?
  public var inputBits: Int?
  /// Likewise for outputs.
  public var outputRange: Float?
  public var outputBits: Int?

  /// Perfect hardware but for what is given.
  public init(
    weightSigma: Float = 0, deadShare: Float = 0, outputSigma: Float = 0, inputRange: Float? = nil,
    inputBits: Int? = nil, outputRange: Float? = nil, outputBits: Int? = nil
  ) {
    self.weightSigma = weightSigma
    self.deadShare = deadShare
    self.outputSigma = outputSigma
    self.inputRange = inputRange
    self.inputBits = inputBits
    self.outputRange = outputRange
    self.outputBits = outputBits
  }
}
