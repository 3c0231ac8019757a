internal import CGSL

/// A straight line y = intercept + slope · x by least squares, with the standard errors that follow from the residuals.
public struct LinearFit: Sendable, Equatable {
  public let intercept: Double
  public let slope: Double
  /// Standard error of the intercept.
  public let interceptError: Double
  /// Standard error of the slope.
  public let slopeError: Double
  /// Standard deviation of the residuals, √(Σ r² / (n − 2)).
  public let residualDeviation: Double
  /// The share of the variance of y that the line explains; 1 where y has none.
  public let rSquared: Double
  /// Number of points.
  public let count: Int

  /// - Throws: ``StatisticsError/noSpread(what:)`` where all x are equal.
  public init(_ points: PairedSample) throws(StatisticsError) {
    let (x, y) = (points.x, points.y)
    count = points.count
    guard gsl_stats_max(x, 1, count) > gsl_stats_min(x, 1, count) else { throw .noSpread(what: "x") }
    var (intercept, slope, covariance00, covariance01, covariance11, squares) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    try GSL.check(
      "linear fit",
      gsl_fit_linear(
        x, 1, y, 1, count, &intercept, &slope, &covariance00, &covariance01, &covariance11, &squares))
    self.intercept = try GSL.finite("linear fit", intercept)
    self.slope = try GSL.finite("linear fit", slope)
    interceptError = covariance00.squareRoot()
    slopeError = covariance11.squareRoot()
    residualDeviation = (squares / Double(count - 2)).squareRoot()
    let total = gsl_stats_tss(y, 1, count)
    rSquared = total > 0 ? 1 - squares / total : 1
  }

  /// Student's interval of the slope.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for a level outside (0, 1).
  public func slopeInterval(level: Double = 0.95) throws(StatisticsError) -> Interval {
    try interval(slope, slopeError, level)
  }

  /// Student's interval of the intercept.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for a level outside (0, 1).
  public func interceptInterval(level: Double = 0.95) throws(StatisticsError) -> Interval {
    try interval(intercept, interceptError, level)
  }

  private func interval(_ value: Double, _ error: Double, _ level: Double) throws(StatisticsError) -> Interval {
    try Interval.check(level: level)
    let half = try GSL.finite("t quantile", gsl_cdf_tdist_Qinv((1 - level) / 2, Double(count - 2))) * error
    return Interval(lower: value - half, upper: value + half, level: level)
  }
}
