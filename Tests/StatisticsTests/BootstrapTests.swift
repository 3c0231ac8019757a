import Statistics
import TestSupport
import Testing

@Suite struct BootstrapTests {
  /// SciPy's ends from 200,000 resamples; ours from 100,000 differ by their own scatter, about 1 % of the width.
  @Test func intervalsAgreeWithSciPy() throws {
    let sample = try Sample(referenceTable("samples")[3].list(1))
    let statistics: [String: ([Double]) -> Double] = [
      "mean": Bootstrap.mean,
      "median": { values in
        let sorted = values.sorted()
        return (sorted[24] + sorted[25]) / 2
      },
      "sd": { values in
        let mean = Bootstrap.mean(values)
        return (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)).squareRoot()
      },
    ]
    for row in try referenceTable("bootstrap") {
      let statistic = try #require(statistics[row.name])
      let expected = try row.list(1)
      for (index, method) in [Bootstrap.Method.percentile, .biasCorrectedAccelerated].enumerated() {
        let bootstrap = Bootstrap(resamples: 100_000, seed: 11, method: method)
        let found = try bootstrap.interval(of: sample, statistic: statistic)
        let width = expected[2 * index + 1] - expected[2 * index]
        expectClose(
          [found.lower, found.upper], Array(expected[2 * index...2 * index + 1]), absolute: 0.02 * width,
          "\(row.name) \(method)")
      }
    }
  }

  @Test func drawsFollowFromTheSeedAlone() throws {
    let sample = try Sample(referenceTable("samples")[1].list(1))
    let first = try Bootstrap(resamples: 1000, seed: 4).interval(of: sample)
    #expect(try Bootstrap(resamples: 1000, seed: 4).interval(of: sample) == first)
    #expect(try Bootstrap(resamples: 1000, seed: 5).interval(of: sample) != first)
  }

  /// The 90 % interval of a mean of 30 normal values covers it in about 90 % of 1000 samples, and not in 95 %.
  @Test func coverage() throws {
    // Normal values by inversion of a Weyl sequence in scrambled order.
    let normal = try NormalDistribution()
    var state: UInt64 = 99
    var covered = 0
    for seed in 0..<1000 {
      var values: [Double] = []
      for _ in 0..<30 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        values.append(try normal.quantile((Double(state >> 12) + 0.5) * 0x1p-52))
      }
      let interval = try Bootstrap(resamples: 500, seed: UInt64(seed)).interval(of: Sample(values), level: 0.9)
      covered += interval.contains(0) ? 1 : 0
    }
    let share = try Proportion(successes: covered, trials: 1000)
    // The percentile family is known to fall short by 1 to 2 % at n = 30.
    #expect(try share.test(probability: 0.885).pValue > 1e-4, "\(covered) of 1000")
    #expect(try share.test(probability: 0.95).pValue < 1e-4, "\(covered) of 1000")
  }

  @Test func differencesAndEdgeCases() throws {
    let row = try referenceTable("pairs")[1]
    let differences = try Sample(differencesOf: row.list(1), and: row.list(2))
    let interval = try Bootstrap(seed: 1).interval(of: differences)
    let student = try differences.meanInterval()
    expectClose(interval.lower, student.lower, absolute: 0.1 * (student.upper - student.lower))
    expectClose(interval.upper, student.upper, absolute: 0.1 * (student.upper - student.lower))
    let constant = try Bootstrap(resamples: 200, seed: 1).interval(of: Sample([2.0, 2, 2]))
    #expect(constant.lower == 2 && constant.upper == 2)
    #expect(throws: StatisticsError.outOfRange(what: "bootstrap resamples", value: "10", allowed: "at least 100")) {
      try Bootstrap(resamples: 10, seed: 1).interval(of: differences)
    }
    #expect(throws: StatisticsError.tooFew(what: "sample", count: 1, needed: 2)) {
      try Bootstrap(seed: 1).interval(of: Sample([1.0]))
    }
  }
}
