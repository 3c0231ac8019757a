import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

/// Logistic dose–response curves: worked by hand, against SciPy, and on a population whose half-dose is known.
@Suite struct DoseResponseTests {
  /// Doses 1, 2, 4 lose 1/10, 1/2, 9/10: by symmetry the half-dose is 2, and 9 = 2^slope.
  /// A thousandth lost at doses far apart, with shares below 0 by noise: no logistic curve fits best, and ½ is out of sight.
  @Test func nothingLostHasItsHalfDoseBeyond() throws {
    let doses = [86_400.0, 31_560_000, 315_600_000].flatMap { [Double](repeating: $0, count: 5) }
    let lost = [-0.002, 0.006, 0.008].flatMap { [Double](repeating: $0, count: 5) }
    let curve = try #require(
      DoseResponse(doses: doses, responses: lost, weights: doses.map { _ in 1 }))
    #expect(curve.halfDose == .infinity)
    let steep = [-0.002, 0.006, 0.9].flatMap { [Double](repeating: $0, count: 5) }
    let seen = try #require(DoseResponse(doses: doses, responses: steep, weights: doses.map { _ in 1 }))
    #expect(seen.halfDose > 31_560_000 && seen.halfDose < 315_600_000)
  }

  @Test func workedByHand() throws {
    let curve = try #require(DoseResponse(doses: [1, 2, 4], responses: [0.1, 0.5, 0.9], weights: [1, 1, 1]))
    expectClose(curve.halfDose, 2, relative: 1e-9)
    expectClose(curve.slope, log(9) / log(2), relative: 1e-8)
    expectClose(curve.response(at: 4), 0.9, absolute: 1e-9)
    // Twice the dose throughout is twice the half-dose; weights of 0 do not count.
    let doubled = try #require(
      DoseResponse(doses: [2, 4, 8, 5], responses: [0.1, 0.5, 0.9, 0], weights: [3, 3, 3, 0]))
    expectClose(doubled.halfDose, 4, relative: 1e-9)
  }

  /// The maximum of the quasi-likelihood by `scipy.optimize` (Reference/doses.py).
  @Test func agreesWithSciPy() throws {
    for row in try referenceTable("doses") {
      let (doses, responses, expected) = (try row.list(1), try row.list(2), try row.list(3))
      let curve = try #require(
        DoseResponse(doses: doses, responses: responses, weights: doses.map { _ in 1 }), "\(row.name)")
      expectClose(curve.halfDose, expected[0], relative: 1e-5, "\(row.name)")
      expectClose(curve.slope, expected[1], relative: 1e-5, "\(row.name)")
    }
  }

  @Test func whatLiesBeyondTheDosesIsNotGuessed() throws {
    func half(_ responses: [Double]) throws -> Double {
      try #require(DoseResponse(doses: [1, 2, 4], responses: responses, weights: [1, 1, 1])).halfDose
    }
    #expect(try half([0, 0.1, 0.3]) == .infinity)
    #expect(try half([0.7, 0.8, 0.95]) == 0)
    #expect(try half([0.2, 0.1, 0.05]) == .infinity, "a response that falls")
    let step = try half([0, 0, 1])
    #expect(step > 2 && step < 4, "no slope is infinite")
    #expect(DoseResponse(doses: [1, 1], responses: [0, 1], weights: [1, 1]) == nil)
    #expect(DoseResponse(doses: [1, 2], responses: [0, 1], weights: [1, 0]) == nil)
  }

  /// Twenty pairs of chips at four doses, each pair more or less sensitive than the mean and every test noisy: the
  /// interval of the half-dose covers the true one, 3, in 93 to 97 % of 500 samples, and one 8 % off in fewer.
  @Test func coverageOfTheHalfDose() throws {
    let doses = [1.0, 2, 4, 8]
    let pairs = (0..<20).map { ChipPairs.Pair(donor: $0, recipient: 100 + $0) }
    let chips = ChipPairs(pairs.flatMap { pair in doses.map { _ in pair } })
    let all = pairs.flatMap { _ in doses }
    let key = StreamKey(seed: 18)
    var (covered, wrong) = (0, 0)
    for sample in 0..<500 {
      let draws = key.child("sample", sample)
      let sensitivity = draws.child("pairs").normals(20)
      let noise = draws.child("tests").normals(80)
      let lost = all.indices.map { index -> Double in
        let curve = 1 / (1 + pow(3 / all[index], 2))
        return curve + 0.1 * Double(sensitivity[index / 4]) * 4 * curve * (1 - curve) + 0.05 * Double(noise[index])
      }
      let interval = try chips.interval(resamples: 300, seed: UInt64(sample)) { weights in
        DoseResponse(doses: all, responses: lost, weights: weights)?.halfDose
      }
      covered += interval.contains(3) ? 1 : 0
      wrong += interval.contains(3.25) ? 1 : 0
    }
    #expect((465...485).contains(covered), "\(covered) of 500")
    #expect(wrong < 400, "\(wrong) of 500")
  }
}
