import Foundation

/// Damages files, the same way for the same seed.
struct Mutator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64.
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }

  mutating func below(_ count: Int) -> Int { count > 0 ? Int(next() % UInt64(count)) : 0 }

  /// What people and programs write where a number is due.
  private static let words: [String] = [
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e308", "1e-308", "-1", "0", "-0", "nan",
    "inf", "1e400", "", "null", "none", "true", "~", "[]", "{}", "\"", "'", ",", ";", ":", "\t", "\n", "\r\n",
    "\u{FEFF}",
    "\u{0}", "0,2", "1...9999999", "1 uS", "5 kOhm", "3 parsecs", "&a", "*a", "<<:", "#", "--- ", "💾", "\u{1B}[31m",
  ]

  /// A copy with one to eight injuries, mostly few: what is quite broken is refused at the door.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for _ in 0...[0, 0, 0, 1, 1, 2, 4, 7][below(8)] { injure(&result) }
    return result
  }

  private mutating func injure(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else {
      bytes = [UInt8(truncatingIfNeeded: next())]
      return
    }
    let place = below(bytes.count)
    let length = 1 + below(min(bytes.count - place, 1 << below(10)))
    switch below(18) {
    case 0: bytes[place] ^= 1 << UInt8(below(8))
    case 1: bytes[place] = UInt8(truncatingIfNeeded: next())
    case 2: bytes[place] = [0, 0xFF, 0x7F, 0x80, 0x20, 0x0A, 0x2D, 0x39][below(8)]
    case 3: bytes.removeSubrange(place..<place + length)
    case 4: bytes.insert(contentsOf: Array(bytes[place..<place + length]), at: below(bytes.count))
    case 5: bytes.removeLast(bytes.count - place)
    case 6: bytes.append(contentsOf: (0..<length).map { _ in UInt8(truncatingIfNeeded: next()) })
    case 7:
      // A 32-bit number of either byte order at an end of its range.
      let values: [UInt32] = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, UInt32(truncatingIfNeeded: next())]
      let value = values[below(values.count)]
      for index in 0..<4 where place + index < bytes.count {
        bytes[place + index] = UInt8(truncatingIfNeeded: value >> UInt32(8 * index))
      }
    default:
      // A number of the text, or any place, becomes a word.
      let word = Array(Self.words[below(Self.words.count)].utf8)
      var start = place
      while start < bytes.count, !isDigit(bytes[start]) { start += 1 }
      var end = start
      while end < bytes.count, isDigit(bytes[end]) || bytes[end] == 0x2E { end += 1 }
      if start == end { (start, end) = (place, place) }
      bytes.replaceSubrange(start..<end, with: word)
    }
  }

  private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
