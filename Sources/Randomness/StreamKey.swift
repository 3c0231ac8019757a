/// The name of one stream of random numbers. A draw is a pure function of key, step and index, so thread count, batch
/// size and order change nothing.
///
/// `StreamKey(seed: 1).child("chip", 7).child("tile", 2, 3).child("readNoise")`: every purpose has a child of its own,
/// and adding a purpose leaves the other streams as they were. Keys have 128 bits and are derived with Philox 4×64;
/// draws come from Philox 4×32, whose counter is (block of the index, step, the key's second half).
public struct StreamKey: Sendable, Hashable, CustomStringConvertible {
  /// The 128 bits of the key.
  public let bits: SIMD2<UInt64>

  /// The root key of a seed.
  public init(seed: UInt64) {
    self.init(bits: Self.derive(from: SIMD2(seed, 0x6D6F_7274_616C), label: "seed", 0, 0))  // "mortal"
  }

  /// A key of given bits, as read from a saved state.
  public init(bits: SIMD2<UInt64>) { self.bits = bits }

  /// The key of one purpose below this one, with up to two indices (serial number, row and column of a tile, …).
  public func child(_ label: String, _ first: Int = 0, _ second: Int = 0) -> StreamKey {
    StreamKey(bits: Self.derive(from: bits, label: label, first, second))
  }

  public var description: String {
    [bits[0], bits[1]].map { word in
      let hex = String(word, radix: 16)
      return String(repeating: "0", count: 16 - hex.count) + hex
    }.joined()
  }

  /// Philox 4×64 with the parent as key and the label's 64-bit FNV-1a hash and length and both indices as counter.
  private static func derive(from parent: SIMD2<UInt64>, label: String, _ first: Int, _ second: Int) -> SIMD2<UInt64> {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    let block = Philox4x64.block(
      counter: SIMD4(
        hash, UInt64(label.utf8.count), UInt64(bitPattern: Int64(first)), UInt64(bitPattern: Int64(second))),
      key: parent)
    return SIMD2(block[0], block[1])
  }
}
