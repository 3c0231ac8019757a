import Statistics
import TestSupport
import Testing

@Suite struct DistributionTests {
  /// D of n values i − ½ … against the uniform law, whose p-value must be SciPy's for that D.
  @Test func kolmogorovDistributionAgreesWithSciPy() throws {
    for row in try referenceTable("kolmogorov") {
      let (n, d) = (Int(try row.number(0)), try row.number(1))
      // n values of which the lowest lies at d and the others evenly above are at a distance of exactly d.
      let values = (0..<n).map { max(d, (Double($0) + 0.5) / Double(n)) }
      let found = try Sample(values).kolmogorovSmirnovTest { min(1, max(0, $0)) }
      let atLeast = max(d, 0.5 / Double(n))
      expectClose(found.statistic, atLeast, absolute: 1e-12, "n \(n), d \(d)")
      expectClose(found.pValue, try row.number(2), absolute: 1e-12, relative: n > 1000 ? 1e-3 : 1e-6, "n \(n), d \(d)")
    }
  }

  @Test func andersonDarlingAgreesWithItsSeries() throws {
    for row in try referenceTable("anderson") {
      let found = AndersonDarlingDistribution.survival(try row.number(0), n: 1_000_000_000_000)
      expectClose(found, try row.number(1), absolute: 1e-9, "A2 \(try row.number(0))")
    }
    for row in try referenceTable("anderson-small") {
      let found = AndersonDarlingDistribution.survival(try row.number(1), n: Int(try row.number(0)))
      expectClose(found, try row.number(2), absolute: 1e-3, "n \(row.name), A2 \(try row.number(1))")
    }
    // −3 − (1 · (ln 0.2 + ln 0.1) + 3 · (ln 0.5 + ln 0.5) + 5 · (ln 0.9 + ln 0.8)) / 3
    let result = try Sample([0.2, 0.5, 0.9]).andersonDarlingTest { $0 }
    expectClose(result.statistic, 0.23780880788266634, relative: 1e-12)
    // Far out nothing is left, however few the values.
    #expect(AndersonDarlingDistribution.survival(50, n: 5) < 1e-12)
    #expect(try Sample([0.2, 2]).andersonDarlingTest { min(1, $0) }.pValue == 0)
  }

  @Test func proportionsAgreeWithSciPy() throws {
    for row in try referenceTable("proportions") {
      let proportion = try Proportion(successes: Int(row.number(0)), trials: Int(row.number(1)))
      let wilson = try proportion.interval()
      expectClose([wilson.lower, wilson.upper], try row.list(2), absolute: 1e-15, relative: 1e-10, row.name)
      expectClose(try proportion.test(probability: 0.5).pValue, try row.number(4), absolute: 1e-300, relative: 1e-8)
    }
    #expect(throws: StatisticsError.tooFew(what: "trials", count: 0, needed: 1)) {
      try Proportion(successes: 0, trials: 0)
    }
    #expect(
      throws: StatisticsError.outOfRange(
        what: "successes", value: "11", allowed: "0...10, the number of trials")
    ) {
      try Proportion(successes: 11, trials: 10)
    }
  }

  @Test func holmAgreesWithItsDefinition() throws {
    for row in try referenceTable("holm") {
      expectClose(try MultipleTesting.holm(row.list(0)), try row.list(1), relative: 1e-15)
    }
    #expect(try MultipleTesting.holm([]) == [])
    #expect(throws: StatisticsError.outOfRange(what: "p-value", value: "nan", allowed: "0...1")) {
      try MultipleTesting.holm([0.1, .nan])
    }
  }
}
