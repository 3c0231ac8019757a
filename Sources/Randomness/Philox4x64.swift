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
