/// The Philox 4×32 counter-based generator with ten rounds: a pure function from (key, counter) to 128 random bits.
///
/// Source: Salmon, Moraes, Dror, Shaw, SC'11, doi 10.1145/2063384.2063405; constants as in the Random123 library, whose
/// known-answer vectors the tests use.
public enum Philox4x32 {
  /// Multipliers and Weyl increments of the published generator.
  @inlinable static var multiplier0: UInt64 { 0xD251_1F53 }
  @inlinable static var multiplier1: UInt64 { 0xCD9E_8D57 }
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
  /// - Returns: words 0 and 2 interleaved by block (w0 of block 0, w2 of block 0, w0 of block 1, …), and likewise
  ///   words 1 and 3.
  @inlinable @inline(__always)
  public static func fourBlocks(
    first: UInt32, rest: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> (even: SIMD8<UInt32>, odd: SIMD8<UInt32>) {
    let lanes = SIMD4<UInt64>(repeating: UInt64(first)) &+ SIMD4<UInt64>(0, 1, 2, 3)
    let words = rounds(lanes, rest: rest, key: key)
    return (unsafeBitCast(words.even, to: SIMD8<UInt32>.self), unsafeBitCast(words.odd, to: SIMD8<UInt32>.self))
  }

  /// Eight counters that differ in the first word only: as ``fourBlocks(first:rest:key:)`` for four and the next four,
  /// in vectors of twice the width, for which a round is as many instructions.
  @inlinable @inline(__always)
  public static func eightBlocks(
    first: UInt32, rest: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> (even: SIMD16<UInt32>, odd: SIMD16<UInt32>) {
    let lanes = SIMD8<UInt64>(repeating: UInt64(first)) &+ SIMD8<UInt64>(0, 1, 2, 3, 4, 5, 6, 7)
    let words = rounds(lanes, rest: rest, key: key)
    return (unsafeBitCast(words.even, to: SIMD16<UInt32>.self), unsafeBitCast(words.odd, to: SIMD16<UInt32>.self))
  }

  /// Four counters of any words at once, each word in the lower half of a 64-bit lane.
  /// - Returns: the words of the results, lane by lane, the upper halves zero.
  @inlinable @inline(__always)
  public static func fourBlocks(
    _ c0: SIMD4<UInt64>, _ c1: SIMD4<UInt64>, _ c2: SIMD4<UInt64>, _ c3: SIMD4<UInt64>, key: SIMD2<UInt32>
  ) -> (SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>, SIMD4<UInt64>) {
    let mask = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    let words = rounds(c0, c1, c2, c3, key: key)
    return (words.0 & mask, words.1 & mask, words.2 & mask, words.3 & mask)
  }

  /// Ten rounds for counters that differ in the first word only; words 0 and 2 of each lane's result, and words 1 and 3,
  /// in its two halves.
  @inlinable @inline(__always)
  static func rounds<Lanes: SIMD>(
    _ counters: Lanes, rest: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> (even: Lanes, odd: Lanes) where Lanes.Scalar == UInt64 {
    let mask = Lanes(repeating: 0xFFFF_FFFF)
    let words = rounds(
      counters, Lanes(repeating: UInt64(rest[1])), Lanes(repeating: UInt64(rest[2])), Lanes(repeating: UInt64(rest[3])),
      key: key)
    return ((words.0 & mask) | (words.2 &<< 32), (words.1 & mask) | (words.3 &<< 32))
  }

  /// Ten rounds with each 32-bit word in a 64-bit lane, so that one vector multiply gives both halves of the product.
  /// Upper halves of lanes may hold anything: the products take only the lower ones.
  @inlinable @inline(__always)
  static func rounds<Lanes: SIMD>(
    _ w0: Lanes, _ w1: Lanes, _ w2: Lanes, _ w3: Lanes, key: SIMD2<UInt32>
  ) -> (Lanes, Lanes, Lanes, Lanes) where Lanes.Scalar == UInt64 {
    let mask = Lanes(repeating: 0xFFFF_FFFF)
    let weyl0 = Lanes(repeating: 0x9E37_79B9)
    let weyl1 = Lanes(repeating: 0xBB67_AE85)
    let multiplier0 = Lanes(repeating: Self.multiplier0)
    let multiplier1 = Lanes(repeating: Self.multiplier1)
    var (c0, c1, c2, c3) = (w0, w1, w2, w3)
    var k0 = Lanes(repeating: UInt64(key[0]))
    var k1 = Lanes(repeating: UInt64(key[1]))
    for _ in 0..<10 {
      let even = (c0 & mask) &* multiplier0
      let odd = (c2 & mask) &* multiplier1
      c0 = (odd &>> 32) ^ c1 ^ k0
      c2 = (even &>> 32) ^ c3 ^ k1
      c1 = odd
      c3 = even
      k0 &+= weyl0
      k1 &+= weyl1
    }
    return (c0, c1, c2, c3)
  }
}

/// The Philox 4×64 counter-based generator with ten rounds.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC'11,
/// doi 10.1145/2063384.2063405. NumPy's `Philox` is this function. Used here to derive stream keys, where the 128-bit
/// key matters and speed does not.
public enum Philox4x64 {
  /// Ten rounds of the bijection that `key` selects, applied to a 256-bit counter.
  public static func block(counter: SIMD4<UInt64>, key: SIMD2<UInt64>) -> SIMD4<UInt64> {
    var state = counter
    var roundKey = key
    for _ in 0..<10 {
      let even = state[0].multipliedFullWidth(by: 0xD2E7_470E_E14C_6C93)
      let odd = state[2].multipliedFullWidth(by: 0xCA5A_8263_9512_1157)
      state = SIMD4(
        odd.high ^ state[1] ^ roundKey[0], odd.low, even.high ^ state[3] ^ roundKey[1], even.low)
      roundKey &+= SIMD2(0x9E37_79B9_7F4A_7C15, 0xBB67_AE85_84CA_A73B)
    }
    return state
  }
}
