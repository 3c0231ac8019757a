internal import CGSL

/// A number of successes among independent trials of equal probability.
public struct Proportion: Sendable, Equatable {
  /// Trials that succeeded.
  public let successes: Int
  /// All trials.
  public let trials: Int

  /// - Throws: ``StatisticsError`` without trials and for successes outside 0…trials.
  public init(successes: Int, trials: Int) throws(StatisticsError) {
    GSL.ready
    guard trials > 0 else { throw .tooFew(what: "trials", count: trials, needed: 1) }
    guard (0...trials).contains(successes) else {
      throw .outOfRange(what: "successes", value: "\(successes)", allowed: "0...\(trials), the number of trials")
    }
    self.successes = successes
    self.trials = trials
  }

  /// The share of successes.
  public var estimate: Double { Double(successes) / Double(trials) }

  /// Wilson's score interval of the probability of success (J. Am. Stat. Assoc. 22, 209, 1927), which is close to its
  /// level on average and stays within 0…1.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for a level outside (0, 1).
  public func interval(level: Double = 0.95) throws(StatisticsError) -> Interval {
    try Interval.check(level: level)
    let (k, n) = (Double(successes), Double(trials))
    let z = gsl_cdf_ugaussian_Qinv((1 - level) / 2)
    let center = (k + z * z / 2) / (n + z * z)
    let half = z / (n + z * z) * (k * (n - k) / n + z * z / 4).squareRoot()
    return Interval(
      lower: successes == 0 ? 0 : center - half, upper: successes == trials ? 1 : center + half, level: level)
  }
}
