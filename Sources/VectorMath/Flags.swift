/// Bytes that are 0 or 1, one for each of many cells.
public enum Flags {
  /// Lists the places of all ones, in their order.
  ///
  /// Few are looked for eight bytes at a time. Where they are many, each place is written and the next one over it if it
  /// is none: no branch, of which many cannot be foretold.
  ///
  /// - Parameter list: has room for one place more than there are ones.
  /// - Returns: how many there are.
  @inlinable @inline(__always)
  public static func list<Place: FixedWidthInteger>(
    _ flags: UnsafePointer<UInt8>, count: Int, to list: UnsafeMutablePointer<Place>
  ) -> Int {
    var found = 0
    var ones = 0
    for index in 0..<count { ones &+= Int(flags[index]) }
    if ones > count / 16 {
      for index in 0..<count {
        list[found] = Place(truncatingIfNeeded: index)
        found &+= Int(flags[index])
      }
      return found
    }
    guard ones > 0 else { return 0 }
    let bytes = UnsafeRawPointer(flags)
    for start in stride(from: 0, to: count &- 7, by: 8) {
      var eight = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      while eight != 0 {
        list[found] = Place(truncatingIfNeeded: start &+ eight.trailingZeroBitCount &>> 3)
        found &+= 1
        eight &= eight &- 1
      }
    }
    for index in (count & ~7)..<count where flags[index] != 0 {
      list[found] = Place(truncatingIfNeeded: index)
      found &+= 1
    }
    return found
  }

  /// The places of all ones among flags.
  public static func places(_ flags: [UInt8]) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: flags.count + 1) { places, count in
      count = flags.withUnsafeBufferPointer { flags in
        flags.baseAddress.map { list($0, count: flags.count, to: places.baseAddress!) } ?? 0
      }
    }
  }
}
