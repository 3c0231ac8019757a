internal import CZlib

/// Reads the decompressed bytes of a gzip file (RFC 1952) piece by piece, so that a header can be judged before memory
/// is taken for what follows it. Several members one after the other are one stream, as the format says.
final class GzipReader {
  /// Deflate (RFC 1951) cannot expand more than this: 258 bytes from 2 bits, 1032 : 1.
  static let largestExpansion = 1032

  private let path: String
  private let input: [UInt8]
  private let stream: UnsafeMutablePointer<z_stream>
  private var consumed = 0
  private var finished = false

  /// A reader over the bytes of a whole file.
  init(_ input: [UInt8], path: String) throws(DatasetError) {
    self.path = path
    self.input = input
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15 bits of window, and 16 for the gzip wrapper.
    let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .damagedGzip(path: path, reason: "zlib status \(status) at the start") }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Fills as much of `target` as the stream still holds; fewer bytes than asked for mean the end.
  /// - Throws: `DatasetError.damagedGzip` on a damaged, cut or foreign stream.
  func read(into target: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    guard let base = target.bindMemory(to: UInt8.self).baseAddress else { return 0 }
    var written = 0
    while written < target.count, !finished {
      let room = min(target.count - written, Int(UInt32.max / 2))
      let available = min(input.count - consumed, Int(UInt32.max / 2))
      let status = input.withUnsafeBufferPointer { bytes -> Int32 in
        stream.pointee.next_in = bytes.baseAddress.map { UnsafeMutablePointer(mutating: $0 + consumed) }
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = base + written
        stream.pointee.avail_out = UInt32(room)
        return inflate(stream, Z_NO_FLUSH)
      }
      consumed += available - Int(stream.pointee.avail_in)
      written += room - Int(stream.pointee.avail_out)
      switch status {
      case Z_OK: break
      case Z_STREAM_END where consumed == input.count: finished = true
      case Z_STREAM_END: inflateReset(stream)
      case Z_BUF_ERROR: throw .damagedGzip(path: path, reason: "the compressed stream ends too early")
      default: throw .damagedGzip(path: path, reason: Self.message(stream.pointee.msg, status))
      }
    }
    return written
  }

  /// All bytes that are left.
  /// - Throws: as ``read(into:)``.
  func rest() throws(DatasetError) -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      var failure: DatasetError?
      let found = piece.withUnsafeMutableBytes { target -> Int in
        do throws(DatasetError) { return try read(into: target) } catch {
          failure = error
          return 0
        }
      }
      if let failure { throw failure }
      guard found > 0 else { return bytes }
      bytes += piece[..<found]
    }
  }

  private static func message(_ text: UnsafePointer<CChar>?, _ status: Int32) -> String {
    text.map { String(cString: $0) } ?? "zlib status \(status)"
  }
}
