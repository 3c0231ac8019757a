import Randomness
import Statistics
import Testing

/// Intervals that draw chips, on populations whose answer is known.
@Suite struct ChipPairsTests {
  private func everyPair(_ chips: Int) -> [ChipPairs.Pair] {
    (0..<chips).flatMap { donor in
      (0..<chips).filter { $0 != donor }.map { ChipPairs.Pair(donor: donor, recipient: $0) }
    }
  }

  private func mean(_ values: [Double], _ weights: [Double]) -> Double? {
    let total = weights.reduce(0, +)
    return total > 0 ? zip(weights, values).reduce(0) { $0 + $1.0 * $1.1 } / total : nil
  }

  /// Donors, recipients and pairs each have an effect of their own; the mean over the population is 0. The interval
  /// over chips covers it in 93 to 97 % of 500 samples of twelve chips, one over pairs, which share chips, in far less.
  @Test func coverageOverChips() throws {
    let pairs = everyPair(12)
    let chips = ChipPairs(pairs)
    #expect(chips.units == 12 && !chips.drawsGroups)
    let key = StreamKey(seed: 16)
    var (covered, naive) = (0, 0)
    for sample in 0..<500 {
      let draws = key.child("sample", sample)
      let donors = draws.child("donors").normals(12)
      let recipients = draws.child("recipients").normals(12)
      let noise = draws.child("pairs").normals(pairs.count)
      let values = pairs.indices.map {
        Double(donors[pairs[$0].donor] + recipients[pairs[$0].recipient] + noise[$0])
      }
      let interval = try chips.interval(resamples: 400, seed: UInt64(sample)) { mean(values, $0) }
      covered += interval.contains(0) ? 1 : 0
      let overPairs = try Bootstrap(resamples: 400, seed: UInt64(sample), method: .percentile)
        .interval(of: Sample(values))
      naive += overPairs.contains(0) ? 1 : 0
    }
    #expect((465...485).contains(covered), "\(covered) of 500")
    #expect(naive < 350, "\(naive) of 500")
  }

  /// Pairs that share no chip are groups of their own, and their mean is an ordinary one.
  @Test func groupsAreDrawnAsWholes() throws {
    let pairs = (0..<10).map { ChipPairs.Pair(donor: $0, recipient: 100 + $0) }
    let chips = ChipPairs(pairs + pairs)
    #expect(chips.units == 10 && chips.drawsGroups)
    let key = StreamKey(seed: 17)
    var covered = 0
    for sample in 0..<500 {
      let draws = key.child("sample", sample).normals(10)
      // The same pair twice, as at two doses: no more chips than ten.
      let values = (draws + draws).map { Double($0) }
      let interval = try chips.interval(resamples: 400, seed: UInt64(sample)) { mean(values, $0) }
      covered += interval.contains(0) ? 1 : 0
    }
    #expect((460...490).contains(covered), "\(covered) of 500")
  }

  @Test func fewChipsAreRefused() throws {
    #expect(throws: StatisticsError.tooFew(what: "chips", count: 2, needed: 3)) {
      try ChipPairs([.init(donor: 1, recipient: 2)]).interval { _ in 0 }
    }
    #expect(throws: StatisticsError.numerical(what: "bootstrap over chips")) {
      try ChipPairs(everyPair(4)).interval(resamples: 100) { _ in nil }
    }
  }

  @Test func drawsFollowFromTheSeedAlone() throws {
    let pairs = everyPair(9)
    let values = StreamKey(seed: 3).normals(pairs.count).map { Double($0) }
    let chips = ChipPairs(pairs)
    let first = try chips.interval(seed: 4) { mean(values, $0) }
    #expect(try chips.interval(seed: 4) { mean(values, $0) } == first)
    #expect(try chips.interval(seed: 5) { mean(values, $0) } != first)
  }
}
