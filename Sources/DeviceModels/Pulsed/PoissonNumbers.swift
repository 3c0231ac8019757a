internal import VectorMath

/// Poisson numbers of small means, many at a time, each from one uniform number.
package enum PoissonNumbers {
  /// The largest mean.
  package static var largestMean: Float { 32 }

  /// Draws by inversion from above: the number is at least k where the chance is below P(k or more), so that small
  /// chances decide on rare pulses to their own relative precision. At most 63 (beyond with probability 3e-7); means
  /// are right to a few 1e-6 relative.
  /// - Parameters:
  ///   - means: 0...``largestMean``.
  ///   - chances: uniform numbers in (0, 1).
  ///   - numbers: the results.
  ///   - rests: where the result is one, what of the chance is left: a new uniform number.
  ///   - tails, terms: room for `count` numbers each.
  @inline(never)
  package static func draw(
    means: UnsafePointer<Float>, chances: UnsafePointer<Float>, numbers: UnsafeMutablePointer<Float>,
    rests: UnsafeMutablePointer<Float>, count: Int, tails: UnsafeMutablePointer<Float>,
    terms: UnsafeMutablePointer<Float>
  ) {
    for index in 0..<count {
      let mean = means[index]
      let some = oneMinusExponential(mean)
      let one = mean * (1 - some)
      let chance = chances[index]
      let several = some - one
      numbers[index] = chance < some ? 1 : 0
      rests[index] = clamped((chance - several) / (one > 0 ? one : 1), 1e-8, 1 - 0x1p-24)
      tails[index] = several
      terms[index] = one
    }
    for k in 2..<64 {
      let before = Float(k - 1)
      let inverse = 1 / Float(k)
      var any: UInt32 = 0
      for index in 0..<count {
        let weight: Float = means[index] > before ? 1 : (terms[index] > 1e-8 ? 1 : 0)
        let beyond = chances[index] < tails[index] ? weight : 0
        any |= beyond.bitPattern
        numbers[index] += beyond
        let next = terms[index] * means[index] * inverse
        terms[index] = next
        tails[index] -= next
      }
      if any == 0 { return }
    }
  }
}

/// 1 − e^{−x} for x ≥ 0, to 3e-7 relative however small x is.
@inline(__always)
private func oneMinusExponential(_ x: Float) -> Float {
  let series = 1 - x * 0.25 * (1 - x * 0.2 * (1 - x * 0.166_666_67 * (1 - x * 0.142_857_14)))
  return x < 0.5 ? x * (1 - x * 0.5 * (1 - x * 0.333_333_33 * series)) : 1 - exponential(-x)
}
