import Randomness
import Testing
import VectorMath

@Suite struct FlagsTests {
  /// Every length around the width of a step, with none, few, many and all ones: the plain search is the oracle. Both
  /// ways of listing are taken (few are one in sixteen and less).
  @Test(arguments: [0, 0.02, 0.2, 0.9, 1]) func placesOfOnes(share: Float) {
    for count in 0...300 {
      let flags = StreamKey(seed: 3).child("flags", count).uniforms(count).map { $0 < share ? UInt8(1) : 0 }
      let expected = flags.indices.filter { flags[$0] == 1 }
      #expect(list(flags, as: UInt16.self) == expected, "\(count) flags")
      #expect(list(flags, as: UInt32.self) == expected, "\(count) flags")
      #expect(Flags.places(flags).map { Int($0) } == expected, "\(count) flags")
    }
  }

  /// The list, which may write one place more than there are ones and no more.
  private func list<Place: FixedWidthInteger>(_ flags: [UInt8], as: Place.Type) -> [Int] {
    let ones = flags.reduce(0) { $0 + Int($1) }
    var places = [Place](repeating: .max, count: ones + 2)
    let found = flags.withUnsafeBufferPointer { flags in
      places.withUnsafeMutableBufferPointer { places in
        // An empty array has no address.
        guard let first = flags.baseAddress else { return 0 }
        return Flags.list(first, count: flags.count, to: places.baseAddress!)
      }
    }
    #expect(places[ones + 1] == .max, "nothing behind the room for one more")
    return places.prefix(found).map { Int($0) }
  }
}
