public import VectorMath

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

  /// Sixteen uniforms in the open interval (0, 1), on a grid of 2⁻²³.
  @inlinable @inline(__always)
  public func uniforms(_ group: Int) -> (SIMD8<Float>, SIMD8<Float>) {
    let words = words(group)
    return (uniform(words.0), uniform(words.1))
  }

  /// Sixteen standard normals by the Box–Muller transform; the largest possible is 6.76.
  ///
  /// For whole rows ``fillNormals(_:count:from:)`` is cheaper.
  @inlinable @inline(__always)
  public func normals(_ group: Int) -> (SIMD8<Float>, SIMD8<Float>) {
    let bits = words(group)
    return withUnsafeTemporaryAllocation(byteCount: 128, alignment: 32) { scratch in
      let base = scratch.baseAddress!
      base.storeBytes(of: bits.0, as: SIMD8<UInt32>.self)
      base.storeBytes(of: bits.1, toByteOffset: 32, as: SIMD8<UInt32>.self)
      let words = base.assumingMemoryBound(to: UInt32.self)
      let values = (base + 64).assumingMemoryBound(to: Float.self)
      boxMuller(count: 8, radii: words, angles: words + 8, first: values, second: values + 8)
      return (
        base.load(fromByteOffset: 64, as: SIMD8<Float>.self), base.load(fromByteOffset: 96, as: SIMD8<Float>.self)
      )
    }
  }
}

/// 23 of 32 bits as a number in the open interval (0, 1): the middle of one of 2²³ equal parts.
@inlinable @inline(__always)
public func uniform(_ words: SIMD8<UInt32>) -> SIMD8<Float> {
  unitInterval(words) - lanes(1 - 0x1p-24)
}

/// The upper 23 bits as the mantissa of a number in 1..<2: bit operations only, where the library's conversion from
/// integers takes a call per lane.
@inlinable @inline(__always)
func unitInterval(_ words: SIMD8<UInt32>) -> SIMD8<Float> {
  unsafeBitCast((words &>> lanes(9)) | lanes(0x3F80_0000), to: SIMD8<Float>.self)
}
