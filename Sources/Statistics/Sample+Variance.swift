internal import CGSL

extension Sample {
  /// The chi-square interval of the variance of a normal population:
  /// (n − 1) s² / χ²(1 − α/2) … (n − 1) s² / χ²(α/2) with n − 1 degrees of freedom.
  ///
  /// - Throws: ``StatisticsError`` below two values and for a level outside (0, 1).
  public func varianceInterval(level: Double = 0.95) throws(StatisticsError) -> Interval {
    try Interval.check(level: level)
    let sum = try variance() * Double(count - 1)
    let tail = (1 - level) / 2
    let high = try GSL.finite("chi-square quantile", gsl_cdf_chisq_Qinv(tail, Double(count - 1)))
    let low = try GSL.finite("chi-square quantile", gsl_cdf_chisq_Pinv(tail, Double(count - 1)))
    guard low > 0 else { throw .numerical(what: "chi-square quantile") }
    return Interval(lower: sum / high, upper: sum / low, level: level)
  }

  /// The interval of the standard deviation of a normal population: the roots of ``varianceInterval(level:)``.
  ///
  /// - Throws: ``StatisticsError`` below two values and for a level outside (0, 1).
  public func standardDeviationInterval(level: Double = 0.95) throws(StatisticsError) -> Interval {
    let interval = try varianceInterval(level: level)
    return Interval(lower: interval.lower.squareRoot(), upper: interval.upper.squareRoot(), level: level)
  }

  /// The chi-square test of a normal population's standard deviation: statistic (n − 1) s² / σ², two-sided as twice
  /// the smaller tail.
  ///
  /// - Throws: ``StatisticsError`` below two values and unless the expected deviation is above 0.
  public func varianceTest(standardDeviation expected: Double) throws(StatisticsError) -> TestResult {
    try Self.check(standardDeviation: expected)
    let statistic = try variance() * Double(count - 1) / (expected * expected)
    let freedom = Double(count - 1)
    let tail = min(gsl_cdf_chisq_P(statistic, freedom), gsl_cdf_chisq_Q(statistic, freedom))
    return TestResult(statistic: statistic, pValue: min(1, 2 * tail))
  }

  /// A test of the standard deviation of any population with a fourth moment: z = (s² − σ²) / se with
  /// se² = s⁴ (κ / n + 2 / (n − 1)), κ being the sample's excess kurtosis. For large samples (thousands).
  ///
  /// Source: the variance of s², e.g. A. M. Mood, F. A. Graybill, D. C. Boes, Introduction to the Theory of Statistics
  /// (1974), section VI.2.
  /// - Throws: ``StatisticsError`` below 100 values, without spread, and unless the expected deviation is above 0.
  public func largeSampleVarianceTest(standardDeviation expected: Double) throws(StatisticsError) -> TestResult {
    try Self.check(standardDeviation: expected)
    try require(100)
    let variance = try variance()
    let relative = try excessKurtosis() / Double(count) + 2 / Double(count - 1)
    guard relative > 0 else { throw .noSpread(what: name) }
    let z = (variance - expected * expected) / (variance * relative.squareRoot())
    return TestResult(statistic: z, pValue: 2 * gsl_cdf_ugaussian_Q(abs(z)))
  }
}
