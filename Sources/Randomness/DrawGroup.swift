/// Sixteen draws of one stream at a time: the kernel below every bulk fill, for use inside fused loops.
///
/// Draw `index` belongs to group `index / 16`; within a group, draws 0…7 are the lanes of the first vector and 8…15
/// those of the second. Lane `l` comes from Philox block `4 * group + l / 2`, words `2 * (l % 2)` (first vector) and
/// `2 * (l % 2) + 1` (second).
public struct DrawGroup: Sendable {
  @usableFromInline let key: SIMD2<UInt32>
  @usableFromInline let rest: SIMD4<UInt32>

  /// The draws of `key` at `step` (a read's or a write's running number; the same step gives the same draws).
  @inlinable public init(_ key: StreamKey, step: UInt32 = 0) {
    self.key = SIMD2(UInt32(truncatingIfNeeded: key.bits[0]), UInt32(truncatingIfNeeded: key.bits[0] &>> 32))
    rest = SIMD4(
      0, step, UInt32(truncatingIfNeeded: key.bits[1]), UInt32(truncatingIfNeeded: key.bits[1] &>> 32))
  }

  /// Sixteen words of 32 uniform bits.
  @inlinable @inline(__always)
  public func words(_ group: Int) -> (SIMD8<UInt32>, SIMD8<UInt32>) {
    let blocks = Philox4x32.fourBlocks(first: UInt32(truncatingIfNeeded: group &* 4), rest: rest, key: key)
    return (blocks.even, blocks.odd)
  }

  /// Sixteen uniforms in the open interval (0, 1), on a grid of 2⁻²⁴.
  @inlinable @inline(__always)
  public func uniforms(_ group: Int) -> (SIMD8<Float>, SIMD8<Float>) {
    let words = words(group)
    return (uniform(words.0), uniform(words.1))
  }

  /// Sixteen standard normals by the Box–Muller transform; the largest possible is 6.66.
  @inlinable @inline(__always)
  public func normals(_ group: Int) -> (SIMD8<Float>, SIMD8<Float>) {
    let words = words(group)
    return boxMuller(words.0, words.1)
  }
}

/// 24 of 32 bits as a number in the open interval (0, 1).
@inlinable @inline(__always)
public func uniform(_ words: SIMD8<UInt32>) -> SIMD8<Float> {
  let integers = unsafeBitCast(words &>> 8, to: SIMD8<Int32>.self)
  return (SIMD8<Float>(integers) + 0.5) * 0x1p-24
}

/// Two vectors of independent standard normals from two of random bits.
///
/// Source: G. E. P. Box, M. E. Muller, Ann. Math. Stat. 29, 610 (1958): √(−2 ln u) times cosine and sine of a uniform
/// angle. u has 31 bits and keeps full relative precision near 0, so the tails reach 6.66 σ. The angle is drawn in
/// −45°…45°; one bit exchanges cosine and sine and another flips the larger one, which covers the circle evenly.
@inlinable @inline(__always)
public func boxMuller(_ radiusBits: SIMD8<UInt32>, _ angleBits: SIMD8<UInt32>) -> (SIMD8<Float>, SIMD8<Float>) {
  let integers = unsafeBitCast(radiusBits &>> 1, to: SIMD8<Int32>.self)
  let radius = squareRoot(-2 * naturalLogarithm((SIMD8<Float>(integers) + 0.5) * 0x1p-31))
  // Uniform in ±π/4 from the upper 30 bits.
  let angle =
    SIMD8<Float>(unsafeBitCast(angleBits & 0xFFFF_FFFC, to: SIMD8<Int32>.self)) * (Float.pi / 4 * 0x1p-31)
  let square = angle * angle
  let sine = angle * (1 + square * (-1.666_666_6e-1 + square * (8.333_331_5e-3 + square * -1.951_529_6e-4)))
  let cosineTail = square * (4.166_664_6e-2 + square * (-1.388_731_6e-3 + square * 2.443_315_7e-5))
  let cosine = 1 + square * (-0.5 + cosineTail)
  let flipped = unsafeBitCast(
    unsafeBitCast(cosine, to: SIMD8<UInt32>.self) ^ (angleBits &<< 31), to: SIMD8<Float>.self)
  let exchange = (angleBits & 2) .!= 0
  let first = flipped.replacing(with: sine, where: exchange)
  let second = sine.replacing(with: flipped, where: exchange)
  return (radius * first, radius * second)
}
