import Foundation
import Testing

@testable import Datasets

/// The IDX reader against files written by Python, and against every way in which a file can be wrong.
@Suite struct IDXTests {
  /// A well-formed file of 2 × 2 × 3 bytes.
  private let good: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + [0, 1, 2, 3, 4, 5, 250, 251, 252, 253, 254, 255]

  private func failure(_ bytes: [UInt8], rank: Int = 3) -> DatasetError? {
    do throws(DatasetError) {
      _ = try IDX(bytes, rank: rank, path: "x")
      return nil
    } catch {
      return error
    }
  }

  private func reference(_ name: String) throws -> URL {
    try #require(Bundle.module.url(forResource: "Reference", withExtension: nil)).appendingPathComponent(name)
  }

  @Test func readsPlainBytes() throws {
    let file = try IDX(good, rank: 3, path: "x")
    #expect(file.dimensions == [2, 2, 3])
    #expect(file.bytes == Array(good[16...]))
    #expect(file.encoded == good)
  }

  @Test func readsWhatPythonCompressed() throws {
    let file = try IDX(contentsOf: reference("train-images-idx3-ubyte.gz"), rank: 3)
    #expect(file.dimensions == [5, 3, 4])
    let expected = (0..<60).map { (index: Int) -> UInt8 in UInt8((37 * index * index + 11 * index) % 256) }
    #expect(file.bytes == expected)
    let labels = try IDX(contentsOf: reference("train-labels-idx1-ubyte.gz"), rank: 1)
    #expect(labels.bytes == [3, 0, 2, 2, 1])
  }

  @Test func readsConcatenatedGzipMembers() throws {
    let labels = try IDX(contentsOf: reference("two-members-idx1-ubyte.gz"), rank: 1)
    #expect(labels.bytes == [3, 0, 2, 2, 1])
    // A member more than the header announces is too much, and says so.
    let member = [UInt8](try Data(contentsOf: reference("train-labels-idx1-ubyte.gz")))
    #expect(failure(member + member, rank: 1) == .trailingBytes(path: "x", expected: 13))
  }

  @Test func rejectsWrongMagic() {
    var bytes = good
    bytes[3] = 1
    #expect(failure(bytes) == .wrongMagic(path: "x", found: 0x801, expected: 0x803))
    bytes[3] = 3
    bytes[2] = 0x0D
    #expect(failure(bytes) == .wrongMagic(path: "x", found: 0xD03, expected: 0x803))
    #expect(failure(good, rank: 1) == .wrongMagic(path: "x", found: 0x803, expected: 0x801))
    #expect(failure(Array("<html><body>".utf8)) == .wrongMagic(path: "x", found: 0x3C68_746D, expected: 0x803))
  }

  @Test(arguments: 0..<28)
  func rejectsEveryTruncation(_ length: Int) {
    let expected = length < 16 ? 16 : 28
    #expect(failure(Array(good.prefix(length))) == .truncated(path: "x", expected: expected, found: length))
  }

  @Test func rejectsTrailingBytes() {
    #expect(failure(good + [0]) == .trailingBytes(path: "x", expected: 28))
  }

  @Test func rejectsHeadersThatCannotBeTrue() throws {
    var bytes = good
    bytes.replaceSubrange(4..<16, with: [UInt8](repeating: 0xFF, count: 12))
    let four = 0xFFFF_FFFF
    #expect(
      failure(bytes) == .oversizedHeader(path: "x", dimensions: [four, four, four], limit: IDX.largestCount))
    // A gzip file cannot hold more than 1032 times its length.
    let packed = [UInt8](try Data(contentsOf: reference("oversized-idx3-ubyte.gz")))
    #expect(
      failure(packed)
        == .oversizedHeader(path: "x", dimensions: [60000, 28, 28], limit: packed.count * 1032))
    bytes = good
    bytes[7] = 0
    #expect(failure(bytes) == .emptyFile(path: "x", dimensions: [0, 2, 3]))
  }

  @Test func rejectsDamagedGzip() throws {
    let bytes = [UInt8](try Data(contentsOf: reference("train-images-idx3-ubyte.gz")))
    for length in [2, 12, 30, bytes.count - 9, bytes.count - 1] {
      #expect(
        failure(Array(bytes.prefix(length)))
          == .damagedGzip(path: "x", reason: "the compressed stream ends too early"), "\(length) bytes")
    }
    for position in [25, 40, bytes.count - 6, bytes.count - 2] {
      var damaged = bytes
      damaged[position] ^= 0x55
      #expect(failure(damaged) != nil, "byte \(position)")
    }
    guard case .damagedGzip = failure(bytes + [1, 2, 3]) else {
      Issue.record("trailing bytes after the gzip stream were accepted")
      return
    }
    // Content shorter than the header says, in a sound gzip stream.
    let short = [UInt8](try Data(contentsOf: reference("short-idx3-ubyte.gz")))
    #expect(failure(short) == .truncated(path: "x", expected: 76, found: 75))
  }

  @Test func namesFilesThatCannotBeRead() throws {
    let nowhere = URL(fileURLWithPath: "/nonexistent/file")
    #expect(throws: DatasetError.unreadable(path: "/nonexistent/file", reason: "no such file; check the path")) {
      try IDX(contentsOf: nowhere, rank: 3)
    }
  }
}
