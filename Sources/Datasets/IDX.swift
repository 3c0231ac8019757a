public import Foundation
internal import Matrices
internal import OutputFiles

/// The IDX format of MNIST: big-endian magic number 0x0000TTDD (TT the element type, 0x08 for unsigned bytes; DD the
/// number of dimensions), the dimensions as 32-bit big-endian numbers, then the elements.
///
/// Source: Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database of handwritten digits", section on file formats.
/// Here: unsigned bytes in one dimension (labels), three (images × rows × columns) or four (coloured images), plain or
/// compressed with gzip, which is recognised by its first two bytes and not by the file's name.
public struct IDX: Sendable, Equatable {
  /// The sizes, outermost first: [count], [count, height, width] or, of coloured images, [count, height, width, colours]
  /// or [count, colours, height, width].
  public let dimensions: [Int]
  /// The elements, `dimensions` multiplied in number.
  public let bytes: [UInt8]

  /// The largest number of elements that is read: 2³⁰, twenty times the training images of MNIST.
  public static let largestCount = 1 << 30

  /// An array of given bytes; their number must be the product of `dimensions`.
  public init(dimensions: [Int], bytes: [UInt8]) {
    precondition(bytes.count == dimensions.reduce(1, *), "\(bytes.count) bytes for \(dimensions)")
    self.dimensions = dimensions
    self.bytes = bytes
  }

  /// Reads a file of `rank` dimensions. The header is judged before memory is taken for the elements.
  ///
  /// - Throws: `DatasetError` naming the file: `.unreadable`, `.wrongMagic`, `.oversizedHeader`, `.emptyFile`,
  ///   `.truncated`, `.trailingBytes` or `.damagedGzip`.
  public init(contentsOf file: URL, rank: Int) throws(DatasetError) {
    let data: [UInt8]
    do throws(InputFault) { data = [UInt8](try InputFile.contents(of: file.path)) } catch {
      throw .unreadable(path: file.path, reason: error.reason)
    }
    try self.init(data, rank: rank, path: file.path)
  }

  /// Reads the content of a file, plain or compressed. See ``init(contentsOf:rank:)``.
  public init(_ data: [UInt8], rank: Int, path: String) throws(DatasetError) {
    precondition(rank > 0 && rank < 256, "\(rank) dimensions")
    let isGzip = data.count >= 2 && data[0] == 0x1F && data[1] == 0x8B
    let headerCount = 4 + 4 * rank
    if isGzip {
      let reader = try GzipReader(data, path: path)
      let header = try Self.take(headerCount, from: reader)
      let limit = min(Self.largestCount, data.count * GzipReader.largestExpansion)
      dimensions = try Self.dimensions(header, rank: rank, path: path, limit: limit)
      let count = dimensions.reduce(1, *)
      let content = try Self.take(count, from: reader)
      guard content.count == count else {
        throw .truncated(path: path, expected: headerCount + count, found: headerCount + content.count)
      }
      guard try Self.take(1, from: reader).isEmpty else {
        throw .trailingBytes(path: path, expected: headerCount + count)
      }
      bytes = content
    } else {
      dimensions = try Self.dimensions(
        Array(data.prefix(headerCount)), rank: rank, path: path, limit: Self.largestCount)
      let expected = headerCount + dimensions.reduce(1, *)
      guard data.count >= expected else { throw .truncated(path: path, expected: expected, found: data.count) }
      guard data.count == expected else { throw .trailingBytes(path: path, expected: expected) }
      bytes = Array(data[headerCount...])
    }
  }

  /// The number of dimensions that a file announces; nil where it begins like no IDX file of unsigned bytes.
  static func rank(of file: URL) throws(DatasetError) -> Int? {
    let data: [UInt8]
    do { data = [UInt8](try Data(contentsOf: file, options: .mappedIfSafe)) } catch {
      throw .unreadable(path: file.path, reason: "cannot be read as a file")
    }
    let isGzip = data.count >= 2 && data[0] == 0x1F && data[1] == 0x8B
    let magic = isGzip ? try take(4, from: GzipReader(data, path: file.path)) : Array(data.prefix(4))
    guard magic.count == 4, magic[0] == 0, magic[1] == 0, magic[2] == 8 else { return nil }
    return Int(magic[3])
  }

  /// The content of a plain IDX file.
  public var encoded: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(4 + 4 * dimensions.count + bytes.count)
    for number in [0x0800 + dimensions.count] + dimensions {
      for shift in [24, 16, 8, 0] { result.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    return result + bytes
  }

  private static func take(_ count: Int, from reader: GzipReader) throws(DatasetError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var failure: DatasetError?
    let found = bytes.withUnsafeMutableBytes { target -> Int in
      do throws(DatasetError) { return try reader.read(into: target) } catch {
        failure = error
        return 0
      }
    }
    if let failure { throw failure }
    bytes.removeLast(count - found)
    return bytes
  }

  private static func dimensions(
    _ header: [UInt8], rank: Int, path: String, limit: Int
  ) throws(DatasetError) -> [Int] {
    func number(_ index: Int) -> UInt32 {
      header[4 * index..<4 * index + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
    let expectedMagic = 0x0800 + UInt32(rank)
    if header.count >= 4, number(0) != expectedMagic {
      throw .wrongMagic(path: path, found: number(0), expected: expectedMagic)
    }
    guard header.count == 4 + 4 * rank else {
      throw .truncated(path: path, expected: 4 + 4 * rank, found: header.count)
    }
    let dimensions = (1...rank).map { Int(number($0)) }
    var count = 1
    for dimension in dimensions {
      let (next, overflow) = count.multipliedReportingOverflow(by: max(1, dimension))
      guard !overflow, next <= limit else {
        throw .oversizedHeader(path: path, dimensions: dimensions, limit: limit)
      }
      count = next
    }
    guard !dimensions.contains(0) else { throw .emptyFile(path: path, dimensions: dimensions) }
    // The bytes, and each of them as a number of four.
    do throws(MemoryShortage) {
      let shape = dimensions.map(String.init).joined(separator: " x ")
      try MachineMemory.require(5 * Double(count), for: "\(path), \(shape)")
    } catch {
      throw .tooLarge(error)
    }
    return dimensions
  }
}
