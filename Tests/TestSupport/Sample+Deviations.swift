internal import CGSL
public import Statistics

extension Sample {
  /// The chi-square test of a normal population's standard deviation: statistic (n − 1) s² / σ², two-sided as twice
  /// the smaller tail.
  ///
  /// - Throws: ``StatisticsError`` below two values and unless the expected deviation is above 0.
  public func varianceTest(standardDeviation expected: Double) throws(StatisticsError) -> TestResult {
    try check(standardDeviation: expected)
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
    try check(standardDeviation: expected)
    guard count >= 100 else { throw .tooFew(what: name, count: count, needed: 100) }
    let variance = try variance()
    let relative = try excessKurtosis() / Double(count) + 2 / Double(count - 1)
    guard relative > 0 else { throw .noSpread(what: name) }
    let z = (variance - expected * expected) / (variance * relative.squareRoot())
    return TestResult(statistic: z, pValue: 2 * gsl_cdf_ugaussian_Q(abs(z)))
  }
}

/// - Throws: `StatisticsError.outOfRange` unless the deviation is finite and above 0.
private func check(standardDeviation: Double) throws(StatisticsError) {
  guard standardDeviation > 0, standardDeviation.isFinite else {
    throw .outOfRange(what: "standard deviation", value: "\(standardDeviation)", allowed: "a finite number above 0")
  }
}

extension Proportion {
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
