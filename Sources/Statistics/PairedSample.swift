internal import CGSL

/// Pairs (x, y) of finite numbers.
public struct PairedSample: Sendable, Equatable {
  /// The first of each pair.
  public let x: [Double]
  /// The second of each pair.
  public let y: [Double]

  /// - Throws: ``StatisticsError`` for values that do not pair, fewer than three pairs, and NaN or infinity.
  public init(x: [Double], y: [Double]) throws(StatisticsError) {
    guard x.count == y.count else { throw .unequalCounts(what: "pairs", first: x.count, second: y.count) }
    self.x = try Sample(x, name: "x").values
    self.y = try Sample(y, name: "y").values
    guard x.count >= 3 else { throw .tooFew(what: "pairs", count: x.count, needed: 3) }
  }

  /// Number of pairs.
  public var count: Int { x.count }

  /// Pearson's correlation and the two-sided p-value of no correlation between normal variables, by
  /// t = r √((n − 2) / (1 − r²)).
  ///
  /// - Throws: ``StatisticsError/noSpread(what:)``.
  public func pearson() throws(StatisticsError) -> TestResult { try Self.correlation(x, y) }

  private static func correlation(_ x: [Double], _ y: [Double]) throws(StatisticsError) -> TestResult {
    guard gsl_stats_max(x, 1, x.count) > gsl_stats_min(x, 1, x.count) else { throw .noSpread(what: "x") }
    guard gsl_stats_max(y, 1, y.count) > gsl_stats_min(y, 1, y.count) else { throw .noSpread(what: "y") }
    let r = min(1, max(-1, try GSL.finite("correlation", gsl_stats_correlation(x, 1, y, 1, x.count))))
    let freedom = Double(x.count - 2)
    let t = abs(r) * (freedom / (1 - r * r)).squareRoot()
    return TestResult(statistic: r, pValue: t.isFinite ? 2 * gsl_cdf_tdist_Q(t, freedom) : 0)
  }
}
