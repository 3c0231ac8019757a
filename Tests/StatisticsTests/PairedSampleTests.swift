import Statistics
import TestSupport
import Testing

@Suite struct PairedSampleTests {
  @Test func testsAgreeWithSciPy() throws {
    let rows = try referenceTable("pairs")
    #expect(rows.count == 5)
    for row in rows {
      let (first, second) = (try row.list(1), try row.list(2))
      let differences = try Sample(differencesOf: first, and: second)
      let t = try differences.tTest()
      expectClose([t.statistic, t.pValue], try row.list(3), relative: 1e-9, row.name)

      let pairs = try PairedSample(x: first, y: second)
      let r = try pairs.pearson()
      expectClose([r.statistic, r.pValue], try row.list(6), absolute: 1e-15, relative: 1e-8, row.name)
      let ks = try Sample(first).kolmogorovSmirnovTest(against: Sample(second))
      expectClose([ks.statistic, ks.pValue], try row.list(10), relative: 1e-9, "ks_2samp " + row.name)
    }
  }

  @Test func badPairs() throws {
    #expect(throws: StatisticsError.tooFew(what: "pairs", count: 2, needed: 3)) {
      try PairedSample(x: [1, 2], y: [1, 2])
    }
    #expect(throws: StatisticsError.noSpread(what: "x")) {
      try PairedSample(x: [1, 1, 1], y: [1, 2, 3]).pearson()
    }
    #expect(throws: StatisticsError.noSpread(what: "y")) {
      try PairedSample(x: [1, 2, 3], y: [1, 1, 1]).pearson()
    }
  }
}
