import Foundation
import Randomness
import Testing

/// Known answers of Random123 (its kat_vectors file) and of NumPy's Philox bit generator.
@Suite struct PhiloxTests {
  @Test func philox4x32MatchesRandom123() {
    let cases: [(SIMD4<UInt32>, SIMD2<UInt32>, SIMD4<UInt32>)] = [
      (.zero, .zero, SIMD4(0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8)),
      (
        SIMD4(repeating: .max), SIMD2(repeating: .max),
        SIMD4(0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD)
      ),
      (
        SIMD4(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344), SIMD2(0xA409_3822, 0x299F_31D0),
        SIMD4(0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1)
      ),
    ]
    for (counter, key, answer) in cases {
      #expect(Philox4x32.block(counter: counter, key: key) == answer)
    }
  }

  @Test func fourBlocksEqualFourSingleBlocks() {
    let key = SIMD2<UInt32>(0xA409_3822, 0x299F_31D0)
    for first: UInt32 in [0, 7, 0xFFFF_FFFC, 0xFFFF_FFFE] {
      let rest = SIMD4<UInt32>(0, 5, 0x85A3_08D3, 99)
      let blocks = Philox4x32.fourBlocks(first: first, rest: rest, key: key)
      for index in 0..<4 {
        let single = Philox4x32.block(
          counter: SIMD4(first &+ UInt32(index), rest[1], rest[2], rest[3]), key: key)
        #expect(
          SIMD4(blocks.even[2 * index], blocks.odd[2 * index], blocks.even[2 * index + 1], blocks.odd[2 * index + 1])
            == single)
      }
    }
  }

  @Test func eightBlocksEqualTwiceFour() {
    let key = SIMD2<UInt32>(0xA409_3822, 0x299F_31D0)
    for first: UInt32 in [0, 12, 0xFFFF_FFF8, 0xFFFF_FFFC] {
      let rest = SIMD4<UInt32>(0, 5, 0x85A3_08D3, 99)
      let eight = Philox4x32.eightBlocks(first: first, rest: rest, key: key)
      let low = Philox4x32.fourBlocks(first: first, rest: rest, key: key)
      let high = Philox4x32.fourBlocks(first: first &+ 4, rest: rest, key: key)
      #expect(eight.even.lowHalf == low.even && eight.even.highHalf == high.even)
      #expect(eight.odd.lowHalf == low.odd && eight.odd.highHalf == high.odd)
    }
  }

  /// Reference/numpy-philox.csv holds counter, key and the first block as `numpy.random.Philox` gives them.
  @Test func philox4x64MatchesNumPy() throws {
    let url = try #require(Bundle.module.url(forResource: "Reference/numpy-philox", withExtension: "csv"))
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(lines.count == 20)
    for line in lines {
      let words = try line.split(separator: ",").map { try #require(UInt64($0)) }
      let counter = SIMD4(words[0], words[1], words[2], words[3])
      let answer = Philox4x64.block(counter: counter, key: SIMD2(words[4], words[5]))
      #expect(answer == SIMD4(words[6], words[7], words[8], words[9]))
    }
  }
}
