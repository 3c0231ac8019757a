import Statistics
import TestSupport
import Testing

@Suite struct SampleTests {
  @Test func estimatorsAndTestsAgreeWithSciPy() throws {
    let rows = try referenceTable("samples")
    #expect(rows.count == 6)
    for row in rows {
      let sample = try Sample(row.list(1), name: row.name)
      // "large" lies at 10⁶ ± 0.01: ten digits of the deviations are lost in the numbers themselves.
      let relative = row.name == "large" ? 1e-6 : 1e-11
      expectClose(sample.mean, try row.number(2), relative: 1e-14, row.name)
      expectClose(try sample.standardDeviation(), try row.number(3), relative: relative, row.name)
      expectClose(try sample.standardError(), try row.number(4), relative: relative, row.name)
      expectClose(try sample.excessKurtosis(), try row.number(6), absolute: 1e-6, relative: relative, row.name)
      expectClose(
        try sample.quantiles([0, 0.025, 0.1, 0.5, 0.77, 0.999, 1]), try row.list(7), relative: 1e-13, row.name)
      expectClose(sample.median, try sample.quantile(0.5), relative: 1e-15, row.name)
      let mean = try sample.meanInterval()
      expectClose([mean.lower, mean.upper], try row.list(8), relative: relative, row.name)
      let variance = try sample.varianceInterval()
      expectClose([variance.lower, variance.upper], try row.list(9), relative: max(relative, 1e-9), row.name)
      let deviation = try sample.standardDeviationInterval()
      expectClose(
        [deviation.lower, deviation.upper], try row.list(9).map { $0.squareRoot() }, relative: max(relative, 1e-9))
      let t = try sample.tTest(mean: 0.5)
      expectClose(
        [t.statistic, t.pValue], try row.list(10), absolute: 1e-290, relative: max(relative, 1e-9),
        row.name)
      let chi = try sample.varianceTest(standardDeviation: 2)
      expectClose(
        [chi.statistic, chi.pValue], try row.list(11), absolute: 1e-290, relative: max(relative, 1e-9),
        row.name)
    }
  }

  @Test func normalDistribution() throws {
    // 2 Φ(−1.96…) = 0.05 and Φ⁻¹ as tabulated.
    let normal = try NormalDistribution(mean: 1, standardDeviation: 2)
    expectClose(normal.cumulative(1 + 2 * 1.959963984540054), 0.975, relative: 1e-13)
    expectClose(try normal.quantile(0.025), 1 - 2 * 1.959963984540054, relative: 1e-12)
  }

  @Test func largeSampleVarianceTestKeepsItsLevelForSkewedValues() throws {
    // Exponential values by inversion of an equidistributed sequence: standard deviation 1 to 1e-4.
    let n = 100_000
    let values = (0..<n).map { index in -logarithm((Double(index) + 0.5) / Double(n)) }
    let sample = try Sample(values)
    #expect(try sample.largeSampleVarianceTest(standardDeviation: 1).pValue > 0.9)
    // σ(s²) of 100,000 exponential values is √(8/n) = 0.9 %: 5 % in σ is 11 of them, where a chi-square test would
    // claim 22.
    let wrong = try sample.largeSampleVarianceTest(standardDeviation: 1.05)
    expectClose(wrong.statistic, (1 - 1.1025) / (8 / Double(n)).squareRoot(), relative: 0.02)
  }

  /// ln x for 0 < x ≤ 1 by the series of artanh after halving, so that the test needs no library of its own.
  private func logarithm(_ x: Double) -> Double {
    let e = Double(x.exponent) + 1
    let m = x.significand / 2
    let t = (m - 1) / (m + 1)
    var (sum, power) = (0.0, t)
    for k in stride(from: 1.0, through: 61, by: 2) {
      sum += power / k
      power *= t * t
    }
    return 2 * sum + e * 0.6931471805599453
  }

  @Test func badSamples() throws {
    #expect(throws: StatisticsError.tooFew(what: "accuracy", count: 0, needed: 1)) {
      try Sample([Double](), name: "accuracy")
    }
    #expect(throws: StatisticsError.notFinite(what: "sample", index: 1, value: "nan")) { try Sample([1, Double.nan]) }
    #expect(throws: StatisticsError.notFinite(what: "sample", index: 0, value: "inf")) { try Sample([Float.infinity]) }
    let one = try Sample([3.0])
    #expect(throws: StatisticsError.tooFew(what: "sample", count: 1, needed: 2)) { try one.variance() }
    #expect(throws: StatisticsError.tooFew(what: "sample", count: 1, needed: 2)) { try one.meanInterval() }
    #expect(throws: StatisticsError.noSpread(what: "sample")) { try Sample([2.0, 2, 2]).tTest() }
    #expect(throws: StatisticsError.outOfRange(what: "quantile of sample", value: "1.5", allowed: "0...1")) {
      try one.quantile(1.5)
    }
    #expect(
      throws: StatisticsError.outOfRange(what: "confidence level", value: "1.0", allowed: "above 0 and below 1")
    ) { try Sample([1.0, 2]).meanInterval(level: 1) }
    #expect(throws: StatisticsError.unequalCounts(what: "paired differences", first: 2, second: 1)) {
      try Sample(differencesOf: [1, 2], and: [1])
    }
    #expect(
      StatisticsError.tooFew(what: "accuracy", count: 1, needed: 2).description
        == "accuracy: 1 values are too few; at least 2 are needed")
  }
}
