/// Natural logarithm of positive normal numbers, eight at a time, to about 1e-7 relative.
///
/// Method and coefficients: Cephes `logf` (S. L. Moshier): x = 2ᵉ·m with m in √½…√2, a polynomial of degree 8 in m − 1.
/// Zero, negative, subnormal, infinite and NaN arguments give meaningless numbers.
@inlinable @inline(__always)
public func naturalLogarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
  let scale = (bits &- lanes(0x3F35_04F3)) & lanes(Int32(bitPattern: 0xFF80_0000))
  let fraction = unsafeBitCast(bits &- scale, to: SIMD8<Float>.self) - lanes(1)
  // 1.5 · 2²³ + e has e in its lowest bits: an integer becomes a float without a conversion.
  let e = unsafeBitCast((scale &>> lanes(23)) &+ lanes(0x4B40_0000), to: SIMD8<Float>.self) - lanes(12_582_912)
  var p = lanes(7.037_683_629_2e-2)
  p = p * fraction - lanes(1.151_461_031_0e-1)
  p = p * fraction + lanes(1.167_699_874_0e-1)
  p = p * fraction - lanes(1.242_014_084_6e-1)
  p = p * fraction + lanes(1.424_932_278_7e-1)
  p = p * fraction - lanes(1.666_805_766_5e-1)
  p = p * fraction + lanes(2.000_071_476_5e-1)
  p = p * fraction - lanes(2.499_999_399_3e-1)
  p = p * fraction + lanes(3.333_333_117_4e-1)
  let square = fraction * fraction
  let low = p * fraction * square + e * lanes(-2.121_944_4e-4) - lanes(0.5) * square
  return low + fraction + e * lanes(0.693_359_375)
}

/// The exponential function, eight at a time, to about 1e-7 relative; arguments are held to ±87.3.
///
/// Method and coefficients: Cephes `expf` (S. L. Moshier): eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2.
@inlinable @inline(__always)
public func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let held = minimum(maximum(x, lanes(-87.3)), lanes(87.3))
  // 1.5 · 2²³: adding it rounds to the nearest integer, which the lowest bits then hold.
  let magic: SIMD8<Float> = lanes(12_582_912)
  let shifted = held * lanes(1.442_695_04) + magic
  let n = shifted - magic
  let r = held - n * lanes(0.693_359_375) - n * lanes(-2.121_944_4e-4)
  var p = lanes(1.987_569_150e-4)
  p = p * r + lanes(1.398_199_950_7e-3)
  p = p * r + lanes(8.333_451_907_3e-3)
  p = p * r + lanes(4.166_579_589_4e-2)
  p = p * r + lanes(1.666_666_545_9e-1)
  p = p * r + lanes(5.000_000_120_1e-1)
  let power = unsafeBitCast(shifted, to: SIMD8<Int32>.self) &- lanes(0x4B40_0000 - 127)
  let scale = unsafeBitCast(power &<< lanes(23), to: SIMD8<Float>.self)
  return (p * r * r + r + lanes(1)) * scale
}

/// The square root of non-negative numbers, eight at a time, to 2e-7 relative; 0 gives 0.
///
/// Three Newton steps on the reciprocal root from an exponent-halving start: the library's own root falls back to a
/// call per lane on Linux, which this kernel cannot afford. Negative, infinite and NaN arguments give meaningless
/// numbers.
@inlinable @inline(__always)
public func squareRoot(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let half = lanes(0.5) * x
  let threeHalves = lanes(1.5)
  var r = unsafeBitCast(
    lanes(0x5F37_5A86) &- (unsafeBitCast(x, to: SIMD8<Int32>.self) &>> lanes(1)), to: SIMD8<Float>.self)
  r = r * (threeHalves - half * r * r)
  r = r * (threeHalves - half * r * r)
  r = r * (threeHalves - half * r * r)
  return x * r
}
