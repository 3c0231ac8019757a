import Foundation
import Learning
import Randomness
import TestSupport
import Testing

@Suite struct HybridMaskTests {
  /// n = 2,000 masks of 28 × 28, pixels more than six from the edge.
  ///
  /// Blurred bits are nearly normal, so pixels d apart agree with probability ½ + asin(ρ)/π (Sheppard 1899), with ρ the
  /// autocorrelation of the kernel: [¼, ½, ¼] six times is binomial, ρ(d) = C(24, 12 + d) / C(24, 12). A fifth or a
  /// seventh repetition would lie four times the tolerance away.
  @Test func agreesOverDistanceAsTheory() {
    let key = StreamKey(seed: 13)
    let count = 2000
    var lit = 0
    var total = 0
    var agreements: [Int: Int] = [:]
    for index in 0..<count {
      let mask = HybridMask.draw(pixels: 784, key: key.child("mask", index))
      for y in 7..<14 {
        for x in 7..<14 {
          total += 1
          if mask[y * 28 + x] { lit += 1 }
          for d in [1, 3, 6] {
            if mask[y * 28 + x] == mask[y * 28 + x + d] { agreements[d, default: 0] += 1 }
            if mask[y * 28 + x] == mask[(y + d) * 28 + x] { agreements[d, default: 0] += 1 }
          }
        }
      }
    }
    // Neighbouring pixels go together: a mask counts for two or three independent ones.
    expectClose(Double(lit) / Double(total), 0.5, absolute: 0.03)
    func theory(_ d: Int, repetitions: Int) -> Double {
      let n = Double(4 * repetitions)
      let half = n / 2
      let ratio = exp(2 * lgamma(half + 1) - lgamma(half + Double(d) + 1) - lgamma(half - Double(d) + 1))
      return 0.5 + asin(ratio) / .pi
    }
    for d in [1, 3, 6] {
      let found = Double(agreements[d] ?? 0) / Double(2 * total)
      expectClose(found, theory(d, repetitions: 6), absolute: d == 1 ? 0.003 : 0.01, "distance \(d)")
    }
    let nearest = Double(agreements[1] ?? 0) / Double(2 * total)
    #expect(abs(nearest - theory(1, repetitions: 5)) > 0.006 && abs(nearest - theory(1, repetitions: 7)) > 0.006)
  }

  @Test func needsASquare() throws {
    #expect(HybridMask.side(pixels: 784) == 28)
    #expect(HybridMask.side(pixels: 783) == nil)
    var settings = ForwardForwardSettings(epochs: 1)
    settings.negatives = .hybridImages
    #expect(
      throws: LearningError.badSetting(
        name: "learner.ff.negatives", value: "hybridImages for 20 pixels", allowed: "it with square images only")
    ) { try ForwardForward(layers: SampleTask.layers([20, 8]), settings: settings, key: StreamKey(seed: 1)) }
  }
}
