internal import CGSL

/// A number of successes among independent trials of equal probability.
public struct Proportion: Sendable, Equatable {
  /// Trials that succeeded.
  public let successes: Int
  /// All trials.
  public let trials: Int

  /// How an interval of the probability is made.
  public enum Method: String, Sendable, CaseIterable {
    /// Wilson's score interval (J. Am. Stat. Assoc. 22, 209, 1927): close to its level on average.
    case wilson
    /// Clopper and Pearson's (Biometrika 26, 404, 1934): never below its level.
    case clopperPearson
  }

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

  /// The interval of the probability of success.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for a level outside (0, 1).
  public func interval(level: Double = 0.95, method: Method = .wilson) throws(StatisticsError) -> Interval {
    try Interval.check(level: level)
    let tail = (1 - level) / 2
    let (k, n) = (Double(successes), Double(trials))
    switch method {
    case .wilson:
      let z = gsl_cdf_ugaussian_Qinv(tail)
      let center = (k + z * z / 2) / (n + z * z)
      let half = z / (n + z * z) * (k * (n - k) / n + z * z / 4).squareRoot()
      return Interval(
        lower: successes == 0 ? 0 : center - half, upper: successes == trials ? 1 : center + half, level: level)
    case .clopperPearson:
      return Interval(
        lower: successes == 0 ? 0 : try GSL.finite("beta quantile", gsl_cdf_beta_Pinv(tail, k, n - k + 1)),
        upper: successes == trials ? 1 : try GSL.finite("beta quantile", gsl_cdf_beta_Qinv(tail, k + 1, n - k)),
        level: level)
    }
  }

  /// The exact binomial test against a given probability, two-sided as twice the smaller tail.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for a probability outside 0…1.
  public func test(probability: Double) throws(StatisticsError) -> TestResult {
    guard (0...1).contains(probability) else {
      throw .outOfRange(what: "probability", value: "\(probability)", allowed: "0...1")
    }
    let n = UInt32(clamping: trials)
    guard Int(n) == trials else {
      throw .outOfRange(what: "trials", value: "\(trials)", allowed: "up to 4294967295")
    }
    let below = gsl_cdf_binomial_P(UInt32(successes), probability, n)
    let above = successes == 0 ? 1 : gsl_cdf_binomial_Q(UInt32(successes - 1), probability, n)
    return TestResult(statistic: estimate, pValue: min(1, 2 * min(below, above)))
  }
}
