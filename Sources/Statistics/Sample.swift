internal import CGSL

/// At least one finite number, drawn from one population: what every estimator here starts from.
public struct Sample: Sendable, Equatable {
  /// The numbers, in the order given.
  public let values: [Double]
  /// What they are, for messages.
  public let name: String

  /// - Throws: ``StatisticsError/tooFew(what:count:needed:)`` without values and
  ///   ``StatisticsError/notFinite(what:index:value:)`` for the first NaN or infinity.
  public init(_ values: [Double], name: String = "sample") throws(StatisticsError) {
    GSL.ready
    guard !values.isEmpty else { throw .tooFew(what: name, count: 0, needed: 1) }
    if let index = values.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(what: name, index: index, value: "\(values[index])")
    }
    self.values = values
    self.name = name
  }

  /// - Throws: ``StatisticsError`` without values and for NaN or infinity.
  public init(_ values: [Float], name: String = "sample") throws(StatisticsError) {
    try self.init(values.map { Double($0) }, name: name)
  }

  /// The differences of paired values, first minus second.
  ///
  /// - Throws: ``StatisticsError/unequalCounts(what:first:second:)``, and for values that make no sample.
  public init(
    differencesOf first: [Double], and second: [Double], name: String = "paired differences"
  ) throws(StatisticsError) {
    guard first.count == second.count else {
      throw .unequalCounts(what: name, first: first.count, second: second.count)
    }
    try self.init(zip(first, second).map { $0 - $1 }, name: name)
  }

  /// Number of values.
  public var count: Int { values.count }

  /// The arithmetic mean.
  public var mean: Double { gsl_stats_mean(values, 1, values.count) }

  /// The smallest value.
  public var minimum: Double { gsl_stats_min(values, 1, values.count) }

  /// The largest value.
  public var maximum: Double { gsl_stats_max(values, 1, values.count) }

  /// The unbiased variance, Σ (x − mean)² / (n − 1).
  ///
  /// - Throws: ``StatisticsError/tooFew(what:count:needed:)`` below two values.
  public func variance() throws(StatisticsError) -> Double {
    try require(2)
    return gsl_stats_variance(values, 1, values.count)
  }

  /// The square root of the unbiased variance.
  ///
  /// - Throws: ``StatisticsError/tooFew(what:count:needed:)`` below two values.
  public func standardDeviation() throws(StatisticsError) -> Double { try variance().squareRoot() }

  /// The standard error of the mean, s / √n.
  ///
  /// - Throws: ``StatisticsError/tooFew(what:count:needed:)`` below two values.
  public func standardError() throws(StatisticsError) -> Double { try (variance() / Double(count)).squareRoot() }

  /// The excess kurtosis in the biased form, m₄ / m₂² − 3 (0 for a normal distribution).
  ///
  /// - Throws: ``StatisticsError`` below two values and without spread.
  public func excessKurtosis() throws(StatisticsError) -> Double {
    try require(2)
    let mean = mean
    var (second, fourth) = (0.0, 0.0)
    for value in values {
      let square = (value - mean) * (value - mean)
      second += square
      fourth += square * square
    }
    guard second > 0 else { throw .noSpread(what: name) }
    second /= Double(count)
    return fourth / Double(count) / (second * second) - 3
  }

  /// The quantile of `probability` in 0…1, interpolated linearly between order statistics (NumPy's default, type 7 of
  /// Hyndman and Fan, Am. Stat. 50, 361, 1996).
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)``.
  public func quantile(_ probability: Double) throws(StatisticsError) -> Double { try quantiles([probability])[0] }

  /// Quantiles of several probabilities; see ``quantile(_:)``.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)``.
  public func quantiles(_ probabilities: [Double]) throws(StatisticsError) -> [Double] {
    let sorted = values.sorted()
    var result: [Double] = []
    for probability in probabilities {
      guard (0...1).contains(probability) else {
        throw .outOfRange(what: "quantile of \(name)", value: "\(probability)", allowed: "0...1")
      }
      result.append(gsl_stats_quantile_from_sorted_data(sorted, 1, sorted.count, probability))
    }
    return result
  }

  /// The middle value.
  public var median: Double {
    let sorted = values.sorted()
    return gsl_stats_median_from_sorted_data(sorted, 1, sorted.count)
  }

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

  func require(_ needed: Int) throws(StatisticsError) {
    guard count >= needed else { throw .tooFew(what: name, count: count, needed: needed) }
  }
}
