/// Natural logarithm of one positive normal number to about 1e-7 relative (Cephes `logf`), for loops that the
/// optimiser turns into vectors.
@inlinable @inline(__always)
public func naturalLogarithm(_ x: Float) -> Float {
  let bits = Int32(bitPattern: x.bitPattern)
  let scale = (bits &- 0x3F35_04F3) & Int32(bitPattern: 0xFF80_0000)
  let f = Float(bitPattern: UInt32(bitPattern: bits &- scale)) - 1
  let e = Float(bitPattern: UInt32(bitPattern: (scale >> 23) &+ 0x4B40_0000)) - 12_582_912
  var p: Float = 7.037_683_629_2e-2
  p = p * f - 1.151_461_031_0e-1
  p = p * f + 1.167_699_874_0e-1
  p = p * f - 1.242_014_084_6e-1
  p = p * f + 1.424_932_278_7e-1
  p = p * f - 1.666_805_766_5e-1
  p = p * f + 2.000_071_476_5e-1
  p = p * f - 2.499_999_399_3e-1
  p = p * f + 3.333_333_117_4e-1
  let square = f * f
  return p * f * square + e * -2.121_944_4e-4 - 0.5 * square + f + e * 0.693_359_375
}

/// The exponential of one number to about 1e-7 relative, for loops that the optimiser turns into vectors; arguments
/// are held to ±87.3. Method and coefficients: Cephes `expf`.
@inlinable @inline(__always)
public func exponential(_ x: Float) -> Float {
  let held = x < -87.3 ? -87.3 : (x > 87.3 ? 87.3 : x)
  let shifted = held * 1.442_695_04 + 12_582_912
  let n = shifted - 12_582_912
  let r = held - n * 0.693_359_375 - n * -2.121_944_4e-4
  var p: Float = 1.987_569_150e-4
  p = p * r + 1.398_199_950_7e-3
  p = p * r + 8.333_451_907_3e-3
  p = p * r + 4.166_579_589_4e-2
  p = p * r + 1.666_666_545_9e-1
  p = p * r + 5.000_000_120_1e-1
  let power = Int32(bitPattern: shifted.bitPattern) &- (0x4B40_0000 - 127)
  return (p * r * r + r + 1) * Float(bitPattern: UInt32(bitPattern: power << 23))
}

/// The square root of one non-negative number to 2e-7 relative, for loops that the optimiser turns into vectors (the
/// library's root keeps it from doing so); 0 gives 0.
@inlinable @inline(__always)
public func squareRoot(_ x: Float) -> Float {
  let half = 0.5 * x
  var r = Float(bitPattern: 0x5F37_5A86 &- (x.bitPattern >> 1))
  r = r * (1.5 - half * r * r)
  r = r * (1.5 - half * r * r)
  r = r * (1.5 - half * r * r)
  return x * r
}

/// |x| without a branch.
@inlinable @inline(__always)
public func magnitude(_ x: Float) -> Float { Float(bitPattern: x.bitPattern & 0x7FFF_FFFF) }

/// x held to low…high; NaN becomes `low`.
@inlinable @inline(__always)
public func clamped(_ x: Float, _ low: Float, _ high: Float) -> Float {
  let raised = x > low ? x : low
  return raised > high ? high : raised
}

/// eˣ − 1 without the cancellation near 0, to 5.2e-6 relative below |x| = 4 and to 4e-4 below 8; arguments are held to
/// ±16. A polynomial of degree 5 at x/16, four times doubled by y(2x) = y(2 + y): half the work of a reduction to powers
/// of two.
@inlinable @inline(__always)
public func exponentialMinusOne(_ x: Float) -> Float {
  let t = 0.062_5 * clamped(x, -16, 16)
  return doubled(t * (1 + t * (0.5 + t * (0.166_666_67 + t * (0.041_666_67 + t * 0.008_333_333)))))
}

/// The same of degree 3, for |x| below about 7 and a tenth of a percent.
@inlinable @inline(__always)
public func roughExponentialMinusOne(_ x: Float) -> Float {
  let t = 0.062_5 * x
  return doubled(t * (1 + t * (0.5 + t * 0.166_666_67)))
}

/// From e^{x/16} − 1 to eˣ − 1.
@inlinable @inline(__always)
func doubled(_ y: Float) -> Float {
  let y2 = y * (2 + y)
  let y4 = y2 * (2 + y2)
  let y8 = y4 * (2 + y4)
  return y8 * (2 + y8)
}

/// 1/√x to 5e-6 relative for positive normal numbers; large but finite for 0.
@inlinable @inline(__always)
public func inverseRoot(_ x: Float) -> Float {
  let half = 0.5 * x
  var r = Float(bitPattern: 0x5F37_5A86 &- (x.bitPattern >> 1))
  r = r * (1.5 - half * r * r)
  return r * (1.5 - half * r * r)
}

/// A variable of mean 0, variance 1 and the given skewness (held to ±6) from a standard normal: a shifted log-normal
/// (e^{sz − s²/2} − 1)/√(e^{s²} − 1), skewness 3v + v³ with v² = e^{s²} − 1. s and v by fits right to 1.5 % and 0.1 %.
@inlinable @inline(__always)
public func shaped(_ z: Float, _ skewness: Float) -> Float {
  let size = clamped(magnitude(skewness), 0.03, 6)
  let bent = 1 + 0.292_6 * size
  let s = size * bent / (3 * bent + 0.234_9 * size * size)
  let s2 = s * s
  let v = s * (1 + s2 * (0.25 + s2 * (0.052_083_33 + s2 * 0.007_812_5)))
  let sign = skewness.bitPattern & 0x8000_0000
  let turned = Float(bitPattern: z.bitPattern ^ sign)
  let value = roughExponentialMinusOne(s * (turned - 0.5 * s)) / v
  return Float(bitPattern: value.bitPattern ^ sign)
}
