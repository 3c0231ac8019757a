import Foundation
import Randomness
import Testing
import VectorMath

/// The vector functions against the C library in double precision.
@Suite struct VectorFunctionsTests {
  private func eights(_ values: [Float]) -> [SIMD8<Float>] {
    stride(from: 0, to: values.count - 7, by: 8).map { start in
      var vector = SIMD8<Float>.zero
      for lane in 0..<8 { vector[lane] = values[start + lane] }
      return vector
    }
  }

  /// The largest error of both forms, relative to the larger of the result and `floor`.
  private func worst(
    _ values: [Float], floor: Double, _ vector: (SIMD8<Float>) -> SIMD8<Float>, _ scalar: (Float) -> Float,
    _ exact: (Double) -> Double
  ) -> Double {
    var worst = 0.0
    for x in eights(values) {
      let y = vector(x)
      for lane in 0..<8 {
        let expected = exact(Double(x[lane]))
        for found in [y[lane], scalar(x[lane])] {
          worst = max(worst, abs(Double(found) - expected) / max(abs(expected), floor))
        }
      }
    }
    return worst
  }

  /// Numbers evenly spread over the exponents between two bounds, and the neighbours of powers of two.
  private func logarithmic(from low: Double, to high: Double) -> [Float] {
    let draws = StreamKey(seed: 11).uniforms(200_000)
    var values = draws.map { Float(low * pow(high / low, Double($0))) }
    for exponent in Int(log2(low).rounded(.up))..<Int(log2(high)) {
      let power = Float(pow(2, Double(exponent)))
      values += [power, power.nextUp, power.nextDown]
    }
    return values
  }

  @Test func logarithm() {
    let values = logarithmic(from: 1.2e-38, to: 3.4e38)
    #expect(worst(values, floor: 1e-30, { naturalLogarithm($0) }, { naturalLogarithm($0) }, { log($0) }) < 2.5e-7)
    // Near 1, where the logarithm vanishes.
    let near = StreamKey(seed: 12).uniforms(100_000).map { 0.5 + $0 }
    #expect(worst(near, floor: 1e-30, { naturalLogarithm($0) }, { naturalLogarithm($0) }, { log($0) }) < 2.5e-7)
  }

  @Test func exponentialFunction() {
    let special: [Float] = [0, -0.0, 1e-20, 0.5, -0.5, 1, -1, 8]
    let values = StreamKey(seed: 13).uniforms(200_000).map { 87.2 * (2 * $0 - 1) } + special
    #expect(worst(values, floor: 0, { exponential($0) }, { exponential($0) }, { exp($0) }) < 2.5e-7)
    // Arguments beyond are held.
    for beyond: Float in [88, 1e9, .infinity] {
      #expect(exponential(beyond) == exponential(Float(87.3)) && exponential(-beyond) == exponential(Float(-87.3)))
      #expect(exponential(SIMD8(repeating: beyond))[3] == exponential(Float(87.3)))
    }
  }

  @Test func root() {
    let values = logarithmic(from: 1.2e-38, to: 3.4e38)
    #expect(worst(values, floor: 0, { squareRoot($0) }, { squareRoot($0) }, { $0.squareRoot() }) < 2.5e-7)
    #expect(squareRoot(Float(0)) == 0 && squareRoot(SIMD8<Float>.zero) == .zero)
  }
}
