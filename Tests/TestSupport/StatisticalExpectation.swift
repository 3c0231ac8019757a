public import Statistics
public import Testing

/// Statistical expectations of one test: deterministic draws of a stated number against a stated law.
///
/// A true law passes with p above `significance / comparisons`: 10⁻⁴ divided among all comparisons that one test
/// function makes (Bonferroni). The twin of each expectation demands that the same draws reject a wrong law at that
/// same level, which shows that their number suffices; by custom the wrong law is 5 % off.
public struct StatisticalExpectation: Sendable {
  /// The family-wise probability of rejecting true laws.
  public let significance: Double
  /// Number of comparisons in the family.
  public let comparisons: Int

  public init(comparisons: Int, significance: Double = 1e-4) {
    precondition(comparisons >= 1 && significance > 0 && significance < 1)
    self.comparisons = comparisons
    self.significance = significance
  }

  /// The p-value below which a law is rejected.
  public var threshold: Double { significance / Double(comparisons) }

  /// Expects a test not to reject.
  public func accepts(
    _ result: TestResult, _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      result.pValue > threshold, "\(comment): rejected, p \(result.pValue), statistic \(result.statistic)",
      sourceLocation: sourceLocation)
  }

  /// Expects a test to reject.
  public func rejects(
    _ result: TestResult, _ comment: String = "", sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      result.pValue < threshold,
      "\(comment): a wrong law is not rejected, p \(result.pValue), statistic \(result.statistic)",
      sourceLocation: sourceLocation)
  }

  /// Expects the mean to be `expected` and not `wrong` (Student's t-test).
  public func mean(
    of values: [Double], is expected: Double, not wrong: Double, _ comment: String = "mean",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let sample = try Sample(values, name: comment)
    accepts(try sample.tTest(mean: expected), comment, sourceLocation: sourceLocation)
    rejects(try sample.tTest(mean: wrong), comment, sourceLocation: sourceLocation)
  }

  /// Expects the standard deviation of normal values to be `expected`, and neither 5 % smaller nor 5 % larger
  /// (chi-square test); about 20,000 values are needed for the latter.
  public func normalDeviation(
    of values: [Double], is expected: Double, _ comment: String = "standard deviation",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let sample = try Sample(values, name: comment)
    accepts(try sample.varianceTest(standardDeviation: expected), comment, sourceLocation: sourceLocation)
    for factor in [0.95, 1.05] {
      rejects(
        try sample.varianceTest(standardDeviation: expected * factor), "\(comment), \(factor) times",
        sourceLocation: sourceLocation)
    }
  }

  /// Expects the standard deviation of values of any law to be `expected`, and neither 5 % smaller nor 5 % larger
  /// (by the sample's own kurtosis); for large samples.
  public func deviation(
    of values: [Double], is expected: Double, _ comment: String = "standard deviation",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let sample = try Sample(values, name: comment)
    accepts(try sample.largeSampleVarianceTest(standardDeviation: expected), comment, sourceLocation: sourceLocation)
    for factor in [0.95, 1.05] {
      rejects(
        try sample.largeSampleVarianceTest(standardDeviation: expected * factor), "\(comment), \(factor) times",
        sourceLocation: sourceLocation)
    }
  }

  /// Expects the values to follow a normal law (Kolmogorov–Smirnov and Anderson–Darling, so count two comparisons), and
  /// not one whose standard deviation is 5 % smaller or larger; about 60,000 values are needed for the latter.
  public func normal(
    _ values: [Double], mean: Double, standardDeviation: Double, _ comment: String = "normal law",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let law = try NormalDistribution(mean: mean, standardDeviation: standardDeviation)
    try distribution(
      values, is: law.cumulative,
      not: [0.95, 1.05].map { factor in
        try NormalDistribution(mean: mean, standardDeviation: standardDeviation * factor).cumulative
      },
      comment, sourceLocation: sourceLocation)
  }

  /// Expects the values to follow a continuous law given by its cumulative distribution function
  /// (Kolmogorov–Smirnov and Anderson–Darling, so count two comparisons) and none of the wrong ones (by the latter).
  public func distribution(
    _ values: [Double], is cumulative: (Double) -> Double, not wrong: [(Double) -> Double],
    _ comment: String = "law", sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let sample = try Sample(values, name: comment)
    accepts(
      try sample.kolmogorovSmirnovTest(cumulative: cumulative), "\(comment), Kolmogorov-Smirnov",
      sourceLocation: sourceLocation)
    accepts(
      try sample.andersonDarlingTest(cumulative: cumulative), "\(comment), Anderson-Darling",
      sourceLocation: sourceLocation)
    for (index, law) in wrong.enumerated() {
      rejects(
        try sample.andersonDarlingTest(cumulative: law), "\(comment), wrong law \(index)",
        sourceLocation: sourceLocation)
    }
  }

  /// Expects two samples to come from one continuous law, and the first not to come from that of `wrong`, the second
  /// sample spoilt on purpose (two-sample Kolmogorov–Smirnov).
  public func sameDistribution(
    _ first: [Double], _ second: [Double], not wrong: [Double], _ comment: String = "same law",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let sample = try Sample(first, name: comment)
    accepts(
      sample.kolmogorovSmirnovTest(against: try Sample(second)), comment, sourceLocation: sourceLocation)
    rejects(
      sample.kolmogorovSmirnovTest(against: try Sample(wrong)), comment, sourceLocation: sourceLocation)
  }
}
