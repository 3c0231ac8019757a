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

  /// Checks that every number can be used.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)`` for the first that cannot.
  public func validate() throws(LearningError) {
    for (name, value) in [("weightSigma", weightSigma), ("outputSigma", outputSigma)]
    where !(value >= 0 && value.isFinite) {
      throw .badSetting(name: name, value: "\(value)", allowed: "a number of 0 or more")
    }
    guard deadShare >= 0, deadShare <= 1 else {
      throw .badSetting(name: "deadShare", value: "\(deadShare)", allowed: "a number in 0...1")
    }
    for (name, range, bits) in [("input", inputRange, inputBits), ("output", outputRange, outputBits)] {
      if let range, !(range > 0 && range.isFinite) {
        throw .badSetting(name: name + "Range", value: "\(range)", allowed: "a number above 0, or none")
      }
      if let bits, !(2...16).contains(bits) || range == nil {
        throw .badSetting(name: name + "Bits", value: "\(bits)", allowed: "2...16 together with a range, or none")
      }
    }
  }
}
