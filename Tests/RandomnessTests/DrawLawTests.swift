import Foundation
import Randomness
import Statistics
import TestSupport
import Testing

/// The law of normal and uniform draws.
@Suite struct DrawLawTests {
  private let key = StreamKey(seed: 20_260_101)

  /// Two million normals: Kolmogorov–Smirnov, Anderson–Darling and standard deviation accept N(0, 1) and reject one
  /// 5 % wider or narrower.
  @Test func normalsAreNormal() throws {
    let values = key.child("normal").normals(2_000_000).map(Double.init)
    let expectation = StatisticalExpectation(comparisons: 6)
    try expectation.normal(values, mean: 0, standardDeviation: 1)
    try expectation.normalDeviation(of: values, is: 1)
    try expectation.mean(of: values, is: 0, not: 0.05)
  }

  /// Moments up to the eighth of four million normals, within 4.9 standard errors of 1, 3, 15, 105 (even) and 0 (odd).
  @Test func moments() {
    let values = key.child("moments").normals(4_000_000).map(Double.init)
    let n = Double(values.count)
    var sums = [Double](repeating: 0, count: 9)
    for value in values {
      var power = 1.0
      for order in 1...8 {
        power *= value
        sums[order] += power
      }
    }
    func doubleFactorial(_ k: Int) -> Double { stride(from: k, to: 0, by: -2).reduce(1) { $0 * Double($1) } }
    for order in 1...8 {
      let expected = order % 2 == 0 ? doubleFactorial(order - 1) : 0
      let variance = doubleFactorial(2 * order - 1) - expected * expected
      #expect(abs(sums[order] / n - expected) < 4.9 * (variance / n).squareRoot(), "moment \(order)")
    }
    // The twin: a law 5 % wider has moments far from these.
    #expect(abs(sums[2] / n * 1.05 * 1.05 - 1) > 4.9 * (2 / n).squareRoot())
  }

  /// Ten million normals reach as far as they must: counts beyond 3, 4, 4.5 and 5 σ on either side, within 4.9 Poisson
  /// deviations; tails of a 5 % wider law are rejected at 4 σ.
  @Test func tails() throws {
    let values = key.child("tails").normals(10_000_000)
    func count(_ limit: Float, _ sign: Float) -> Double { Double(values.count { sign * $0 > limit }) }
    for limit: Float in [3, 4, 4.5, 5] {
      let expected = 10_000_000 * 0.5 * erfc(Double(limit) / 2.0.squareRoot())
      for sign: Float in [1, -1] {
        #expect(
          abs(count(limit, sign) - expected) < 4.9 * expected.squareRoot() + 1, "beyond \(sign * limit) sigma")
      }
    }
    let wide = 10_000_000 * 0.5 * erfc(4 / 1.05 / 2.0.squareRoot())
    #expect(abs(count(4, 1) - wide) > 4.9 * wide.squareRoot())
    #expect(values.allSatisfy { abs($0) <= 6.77 })
  }

  /// Neighbouring draws, and the two that one Box–Muller pair gives, know nothing of each other: correlations of values
  /// and of squares of two million pairs within 4.9 standard errors.
  @Test(arguments: [1, 2, 7, 8, 15, 16, 128])
  func lagsAreUncorrelated(lag: Int) {
    let count = 2_000_000
    let values = key.child("lags").normals(count + lag).map(Double.init)
    var (product, squares) = (0.0, 0.0)
    for index in 0..<count {
      product += values[index] * values[index + lag]
      squares += (values[index] * values[index] - 1) * (values[index + lag] * values[index + lag] - 1)
    }
    #expect(abs(product) < 4.9 * Double(count).squareRoot())
    #expect(abs(squares) < 4.9 * 2 * Double(count).squareRoot())
  }

  /// Two million uniforms: the even law by Kolmogorov–Smirnov and by chi-square over 256 parts; one 5 % narrower is
  /// rejected. None is 0 or 1.
  @Test func uniformsAreEven() throws {
    let values = key.child("uniform").uniforms(2_000_000)
    #expect(values.allSatisfy { $0 > 0 && $0 < 1 })
    let expectation = StatisticalExpectation(comparisons: 3)
    try expectation.distribution(
      values.map(Double.init), is: { min(max($0, 0), 1) }, not: [{ min(max(0.5 + ($0 - 0.5) / 0.95, 0), 1) }])
    var counts = [Double](repeating: 0, count: 256)
    for value in values { counts[Int(value * 256)] += 1 }
    let expected = 2_000_000.0 / 256
    let chiSquare = counts.reduce(0) { $0 + ($1 - expected) * ($1 - expected) / expected }
    // Mean 255, standard deviation √510 = 22.6.
    #expect(abs(chiSquare - 255) < 4.5 * 22.6)
  }

  /// All 32 bits of the words are fair: 2²⁰ words, each bit within 4.9 standard errors of one half.
  @Test func bitsAreFair() {
    var words = WordSequence(key.child("bits"))
    var ones = [Int](repeating: 0, count: 32)
    let count = 1 << 20
    for _ in 0..<count {
      let word = words.nextWord()
      for bit in 0..<32 where word >> UInt32(bit) & 1 == 1 { ones[bit] += 1 }
    }
    for bit in 0..<32 { #expect(abs(ones[bit] - count / 2) < 2508, "bit \(bit)") }
  }
}
