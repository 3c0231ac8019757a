internal import CGSL

extension Sample {
  /// Student's interval of the mean: mean ± t(n − 1) · s / √n.
  ///
  /// - Throws: ``StatisticsError`` below two values and for a level outside (0, 1).
  public func meanInterval(level: Double = 0.95) throws(StatisticsError) -> Interval {
    try Interval.check(level: level)
    let error = try standardError()
    let half = try GSL.finite("t quantile", gsl_cdf_tdist_Qinv((1 - level) / 2, Double(count - 1))) * error
    return Interval(lower: mean - half, upper: mean + half, level: level)
  }

  /// Student's t-test of the mean against `expected`. With paired differences this is the paired t-test.
  ///
  /// - Throws: ``StatisticsError`` below two values and without spread.
  public func tTest(mean expected: Double = 0) throws(StatisticsError) -> TestResult {
    let error = try standardError()
    guard error > 0 else { throw .noSpread(what: name) }
    let t = (mean - expected) / error
    return TestResult(statistic: t, pValue: 2 * gsl_cdf_tdist_Q(abs(t), Double(count - 1)))
  }

  /// Welch's t-test: whether two populations of unequal variance have the same mean.
  ///
  /// - Throws: ``StatisticsError`` below two values in either sample and without spread in both.
  public func welchTest(against other: Sample) throws(StatisticsError) -> TestResult {
    let (first, second) = (try variance() / Double(count), try other.variance() / Double(other.count))
    guard first + second > 0 else { throw .noSpread(what: name) }
    let t = (mean - other.mean) / (first + second).squareRoot()
    let freedom =
      (first + second) * (first + second)
      / (first * first / Double(count - 1) + second * second / Double(other.count - 1))
    return TestResult(statistic: t, pValue: 2 * gsl_cdf_tdist_Q(abs(t), freedom))
  }

  /// The z-test of the mean against `expected`, where the population's standard deviation is known.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` unless the deviation is above 0.
  public func zTest(mean expected: Double, standardDeviation: Double) throws(StatisticsError) -> TestResult {
    try Self.check(standardDeviation: standardDeviation)
    let z = (mean - expected) / (standardDeviation / Double(count).squareRoot())
    return TestResult(statistic: z, pValue: 2 * gsl_cdf_ugaussian_Q(abs(z)))
  }

  static func check(standardDeviation: Double) throws(StatisticsError) {
    guard standardDeviation > 0, standardDeviation.isFinite else {
      throw .outOfRange(what: "standard deviation", value: "\(standardDeviation)", allowed: "a finite number above 0")
    }
  }
}
