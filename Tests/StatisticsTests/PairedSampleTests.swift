import Statistics
import TestSupport
import Testing

@Suite struct PairedSampleTests {
  @Test func testsAndFitsAgreeWithSciPy() throws {
    let rows = try referenceTable("pairs")
    #expect(rows.count == 5)
    for row in rows {
      let (first, second) = (try row.list(1), try row.list(2))
      let differences = try Sample(differencesOf: first, and: second)
      let t = try differences.tTest()
      expectClose([t.statistic, t.pValue], try row.list(3), relative: 1e-9, row.name)
      let rank = try differences.signedRankTest()
      expectClose([rank.statistic, rank.pValue], try row.list(4), relative: 1e-9, "wilcoxon " + row.name)
      let welch = try Sample(first).welchTest(against: Sample(second))
      expectClose([welch.statistic, welch.pValue], try row.list(5), relative: 1e-9, row.name)

      let pairs = try PairedSample(x: first, y: second)
      let r = try pairs.pearson()
      expectClose([r.statistic, r.pValue], try row.list(6), absolute: 1e-15, relative: 1e-8, row.name)
      let interval = try pairs.correlationInterval()
      expectClose([interval.lower, interval.upper], try row.list(7), relative: 1e-9, row.name)
      let rho = try pairs.spearman()
      expectClose([rho.statistic, rho.pValue], try row.list(8), absolute: 1e-15, relative: 1e-8, row.name)
      let fit = try LinearFit(pairs)
      expectClose(
        [fit.slope, fit.slopeError, fit.intercept, fit.interceptError, fit.rSquared, fit.residualDeviation],
        try row.list(9), relative: 1e-9, row.name)
      let slope = try fit.slopeInterval()
      expectClose((slope.lower + slope.upper) / 2, fit.slope, relative: 1e-12)
      let ks = try Sample(first).kolmogorovSmirnovTest(against: Sample(second))
      expectClose([ks.statistic, ks.pValue], try row.list(10), relative: 1e-9, "ks_2samp " + row.name)
    }
  }

  @Test func badPairs() throws {
    #expect(throws: StatisticsError.tooFew(what: "pairs", count: 2, needed: 3)) {
      try PairedSample(x: [1, 2], y: [1, 2])
    }
    #expect(throws: StatisticsError.noSpread(what: "x")) {
      try LinearFit(PairedSample(x: [1, 1, 1], y: [1, 2, 3]))
    }
    #expect(throws: StatisticsError.noSpread(what: "y")) {
      try PairedSample(x: [1, 2, 3], y: [1, 1, 1]).spearman()
    }
    #expect(throws: StatisticsError.noSpread(what: "sample")) { try Sample([0.0, 0]).signedRankTest() }
    let line = try LinearFit(PairedSample(x: [1, 2, 3, 4], y: [5, 5, 5, 5]))
    #expect(line.slope == 0 && line.intercept == 5 && line.rSquared == 1)
  }
}
