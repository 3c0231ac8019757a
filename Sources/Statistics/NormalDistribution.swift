internal import CGSL

/// The normal distribution.
public struct NormalDistribution: Sendable, Equatable {
  public let mean: Double
  public let standardDeviation: Double

  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` unless the deviation is finite and above 0.
  public init(mean: Double = 0, standardDeviation: Double = 1) throws(StatisticsError) {
    GSL.ready
    guard standardDeviation > 0, standardDeviation.isFinite else {
      throw .outOfRange(what: "standard deviation", value: "\(standardDeviation)", allowed: "a finite number above 0")
    }
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The probability of a value of at most `x`.
  public func cumulative(_ x: Double) -> Double { gsl_cdf_gaussian_P(x - mean, standardDeviation) }

  /// The value that is exceeded with probability 1 − `probability`; −∞ at 0, +∞ at 1.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` outside 0…1.
  public func quantile(_ probability: Double) throws(StatisticsError) -> Double {
    guard (0...1).contains(probability) else {
      throw .outOfRange(what: "probability", value: "\(probability)", allowed: "0...1")
    }
    return mean + gsl_cdf_gaussian_Pinv(probability, standardDeviation)
  }
}
