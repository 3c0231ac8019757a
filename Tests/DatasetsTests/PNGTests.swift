import CZlib
import Matrices
import Testing

@testable import Datasets

/// PNG files taken apart by the standard's rules, with a checksum and an inflater that are not the writer's.
@Suite struct PNGTests {
  private struct Chunk: Equatable {
    let name: String
    let content: [UInt8]
  }

  private func number(_ bytes: some Sequence<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

  /// CRC-32 bit by bit, as annex D of the standard defines it.
  private func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(0xFFFF_FFFF as UInt32) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest & 1 == 1 ? rest >> 1 ^ 0xEDB8_8320 : rest >> 1 }
    }
  }

  private func chunks(_ file: [UInt8]) throws -> [Chunk] {
    try #require(Array(file.prefix(8)) == [137, 80, 78, 71, 13, 10, 26, 10])
    var chunks: [Chunk] = []
    var position = 8
    while position < file.count {
      let length = Int(number(file[position..<position + 4]))
      let body = Array(file[position + 4..<position + 8 + length])
      #expect(number(file[position + 8 + length..<position + 12 + length]) == crc(body))
      chunks.append(Chunk(name: String(decoding: body[..<4], as: UTF8.self), content: Array(body[4...])))
      position += 12 + length
    }
    return chunks
  }

  @Test(arguments: [(1, 1), (3, 5), (257, 2), (40, 300)])
  func holdsThePixels(_ width: Int, _ height: Int) throws {
    let pixels = (0..<width * height).map { index in UInt8(truncatingIfNeeded: index * index * 31 + index / 7) }
    let parts = try chunks(PNG.encode(pixels: pixels, width: width, height: height))
    #expect(parts.map(\.name) == ["IHDR", "IDAT", "IEND"])
    #expect(number(parts[0].content[..<4]) == UInt32(width))
    #expect(number(parts[0].content[4..<8]) == UInt32(height))
    #expect(parts[0].content[8...] == [8, 0, 0, 0, 0])
    var length = uLong((width + 1) * height)
    var rows = [UInt8](repeating: 99, count: Int(length))
    #expect(uncompress(&rows, &length, parts[1].content, uLong(parts[1].content.count)) == Z_OK)
    #expect(Int(length) == rows.count)
    for row in 0..<height {
      #expect(rows[row * (width + 1)] == 0)
      #expect(rows[row * (width + 1) + 1..<(row + 1) * (width + 1)] == pixels[row * width..<(row + 1) * width])
    }
  }

  @Test func contactSheetShowsEachClassInItsRow() {
    let set = LabelledImages(
      name: "n", images: Matrix(rows: 3, columns: 4, elements: [0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1]),
      labels: [1, 0, 1], height: 2, width: 2, classes: 2)
    let sheet = ContactSheet(set, columns: 2, magnification: 1, gap: 1)
    #expect(sheet.width == 7 && sheet.height == 7)
    let g: UInt8 = 96
    #expect(
      sheet.pixels == [
        g, g, g, g, g, g, g,
        g, 255, 255, g, g, g, g,
        g, 255, 255, g, g, g, g,
        g, g, g, g, g, g, g,
        g, 0, 255, g, 0, 0, g,
        g, 255, 0, g, 0, 255, g,
        g, g, g, g, g, g, g,
      ])
  }
}
