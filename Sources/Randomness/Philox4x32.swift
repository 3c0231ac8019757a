/// The Philox 4×32 counter-based generator with ten rounds: a pure function from (key, counter) to 128 random bits.
///
/// Source: Salmon, Moraes, Dror, Shaw, SC'11, doi 10.1145/2063384.2063405; constants as in the Random123 library, whose
/// known-answer vectors the tests use.
public enum Philox4x32 {
  /// Multipliers and Weyl increments of the published generator.
  static let multiplier0: UInt64 = 0xD251_1F53
  static let multiplier1: UInt64 = 0xCD9E_8D57
  static let weyl0: UInt32 = 0x9E37_79B9
  static let weyl1: UInt32 = 0xBB67_AE85

  /// Ten rounds for one counter: the plain form, the oracle of ``fourBlocks(counter:key:)``.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var state = counter
    var roundKey = key
    for _ in 0..<10 {
      let even = UInt64(state[0]) &* multiplier0
      let odd = UInt64(state[2]) &* multiplier1
      state = SIMD4(
        UInt32(odd >> 32) ^ state[1] ^ roundKey[0], UInt32(truncatingIfNeeded: odd),
        UInt32(even >> 32) ^ state[3] ^ roundKey[1], UInt32(truncatingIfNeeded: even))
      roundKey &+= SIMD2(weyl0, weyl1)
    }
    return state
  }

  /// Four counters that differ in the first word only (`first` … `first + 3`), at once.
  ///
  /// Each 32-bit word travels in a 64-bit lane, so that one vector multiply gives both halves of the product.
  /// - Returns: words 0 and 2 interleaved by block (w0 of block 0, w2 of block 0, w0 of block 1, …), and likewise
  ///   words 1 and 3.
  @inlinable @inline(__always)
  public static func fourBlocks(
    first: UInt32, rest: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> (even: SIMD8<UInt32>, odd: SIMD8<UInt32>) {
    let mask = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    var c0 = (SIMD4<UInt64>(repeating: UInt64(first)) &+ SIMD4<UInt64>(0, 1, 2, 3)) & mask
    var c1 = SIMD4<UInt64>(repeating: UInt64(rest[1]))
    var c2 = SIMD4<UInt64>(repeating: UInt64(rest[2]))
    var c3 = SIMD4<UInt64>(repeating: UInt64(rest[3]))
    var k0 = key[0]
    var k1 = key[1]
    let m0 = SIMD4<UInt64>(repeating: 0xD251_1F53)
    let m1 = SIMD4<UInt64>(repeating: 0xCD9E_8D57)
    for _ in 0..<10 {
      let even = (c0 & mask) &* m0
      let odd = (c2 & mask) &* m1
      c0 = (odd &>> 32) ^ c1 ^ SIMD4<UInt64>(repeating: UInt64(k0))
      c2 = (even &>> 32) ^ c3 ^ SIMD4<UInt64>(repeating: UInt64(k1))
      c1 = odd & mask
      c3 = even & mask
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (
      unsafeBitCast(c0 | (c2 &<< 32), to: SIMD8<UInt32>.self), unsafeBitCast(c1 | (c3 &<< 32), to: SIMD8<UInt32>.self)
    )
  }
}
