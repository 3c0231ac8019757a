import Foundation
import Randomness
import Testing
import VectorMath

/// The functions of pulsed updates against the C library in double precision, within the errors that they state.
@Suite struct ScalarFunctionsTests {
  /// The largest relative error over 100 000 arguments between two bounds.
  private func worst(
    _ low: Float, _ high: Float, _ found: (Float) -> Float, _ exact: (Double) -> Double
  ) -> Double {
    StreamKey(seed: 21).uniforms(100_000).reduce(0) { worst, share in
      let x = low + (high - low) * share
      let expected = exact(Double(x))
      return max(worst, abs(Double(found(x)) - expected) / max(abs(expected), 1e-30))
    }
  }

  @Test func exponentialMinusOneKeepsItsDigitsNearZero() {
    #expect(worst(-4, 4, { exponentialMinusOne($0) }, { expm1($0) }) < 5.2e-6)
    #expect(worst(-8, 8, { exponentialMinusOne($0) }, { expm1($0) }) < 4e-4)
    #expect(worst(1e-7, 1e-5, { exponentialMinusOne($0) }, { expm1($0) }) < 1e-6)
    #expect(worst(-3, 3, { roughExponentialMinusOne($0) }, { expm1($0) }) < 1e-3)
    #expect(exponentialMinusOne(1e9) == exponentialMinusOne(16))
  }

  @Test func inverseRootOfNormalNumbers() {
    for power: Float in [1e-30, 1, 1e30] {
      #expect(worst(power, 4 * power, { inverseRoot($0) }, { 1 / $0.squareRoot() }) < 5e-6)
    }
    #expect(inverseRoot(0).isFinite && inverseRoot(0) > 1e18)
  }

  @Test func magnitudesAndBounds() {
    #expect(magnitude(-3) == 3 && magnitude(3) == 3 && magnitude(-0.0).sign == .plus)
    #expect(clamped(5, -1, 2) == 2 && clamped(-5, -1, 2) == -1 && clamped(0.5, -1, 2) == 0.5)
  }

  /// A shifted log-normal has the skewness asked for, within what 400 000 draws can tell (heavy tails included), and
  /// mean 0 and variance 1; asked for 5 % more, the third moment is seen to be off.
  @Test(arguments: [Float(-1), 0.2, 0.5, 1])
  func shapedVariablesHaveTheirSkewness(skewness: Float) {
    let count = 400_000
    let draws = StreamKey(seed: 22).normals(count).map { Double(shaped($0, skewness)) }
    let mean = draws.reduce(0, +) / Double(count)
    let variance = draws.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let cubes = draws.map { pow(($0 - mean) / variance.squareRoot(), 3) }
    let third = cubes.reduce(0, +) / Double(count)
    let error = (cubes.reduce(0) { $0 + ($1 - third) * ($1 - third) } / Double(count * count)).squareRoot()
    #expect(abs(mean) < 5 / Double(count).squareRoot() && abs(variance - 1) < 0.02)
    // The fit of s is right to 1.5 %.
    #expect(abs(third - Double(skewness)) < 5 * error + 0.015 * Double(abs(skewness)))
    let wrong = Double(skewness) * 1.5
    #expect(abs(third - wrong) > 5 * error + 0.015 * abs(wrong))
  }
}
