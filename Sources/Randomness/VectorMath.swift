/// Natural logarithm of positive normal numbers, eight at a time, to about 1e-7 relative.
///
/// Method and coefficients: Cephes `logf` (S. L. Moshier): x = 2ᵉ·m with m in √½…√2, a polynomial of degree 8 in m − 1.
/// Zero, negative, subnormal, infinite and NaN arguments give meaningless numbers.
@inlinable @inline(__always)
public func naturalLogarithm(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let bits = unsafeBitCast(x, to: SIMD8<Int32>.self)
  let exponent = (bits &- 0x3F35_04F3) &>> 23
  let fraction = unsafeBitCast(bits &- (exponent &<< 23), to: SIMD8<Float>.self) - 1
  let e = SIMD8<Float>(exponent)
  var p = SIMD8<Float>(repeating: 7.037_683_629_2e-2)
  p = p * fraction - 1.151_461_031_0e-1
  p = p * fraction + 1.167_699_874_0e-1
  p = p * fraction - 1.242_014_084_6e-1
  p = p * fraction + 1.424_932_278_7e-1
  p = p * fraction - 1.666_805_766_5e-1
  p = p * fraction + 2.000_071_476_5e-1
  p = p * fraction - 2.499_999_399_3e-1
  p = p * fraction + 3.333_333_117_4e-1
  let square = fraction * fraction
  let low = p * fraction * square + e * -2.121_944_4e-4 - 0.5 * square
  return low + fraction + e * 0.693_359_375
}

/// The exponential function, eight at a time, to about 1e-7 relative; arguments are held to ±87.3.
///
/// Method and coefficients: Cephes `expf` (S. L. Moshier): eˣ = 2ⁿ·eʳ with |r| ≤ ½ ln 2.
@inlinable @inline(__always)
public func exponential(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let held = x.clamped(lowerBound: SIMD8(repeating: -87.3), upperBound: SIMD8(repeating: 87.3))
  let magic: Float = 12_582_912  // 1.5 · 2²³: adding and subtracting it rounds to the nearest integer
  let n = (held * 1.442_695_04 + magic) - magic
  let r = held - n * 0.693_359_375 - n * -2.121_944_4e-4
  var p = SIMD8<Float>(repeating: 1.987_569_150e-4)
  p = p * r + 1.398_199_950_7e-3
  p = p * r + 8.333_451_907_3e-3
  p = p * r + 4.166_579_589_4e-2
  p = p * r + 1.666_666_545_9e-1
  p = p * r + 5.000_000_120_1e-1
  let power = SIMD8<Int32>(n) &+ 127
  return (p * r * r + r + 1) * unsafeBitCast(power &<< 23, to: SIMD8<Float>.self)
}

/// The square root of non-negative numbers, eight at a time, to 2e-7 relative; 0 gives 0.
///
/// Three Newton steps on the reciprocal root from an exponent-halving start: the library's own root falls back to a
/// call per lane on Linux, which this kernel cannot afford. Negative, infinite and NaN arguments give meaningless
/// numbers.
@inlinable @inline(__always)
public func squareRoot(_ x: SIMD8<Float>) -> SIMD8<Float> {
  let half = 0.5 * x
  var r = unsafeBitCast(0x5F37_5A86 &- (unsafeBitCast(x, to: SIMD8<Int32>.self) &>> 1), to: SIMD8<Float>.self)
  r = r * (1.5 - half * r * r)
  r = r * (1.5 - half * r * r)
  r = r * (1.5 - half * r * r)
  return x * r
}
