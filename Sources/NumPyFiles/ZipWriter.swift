internal import CZlib
internal import Foundation

/// Builds a ZIP archive in memory.
struct ZipWriter {
  private var data = Data()
  private var directory = Data()
  private var entries = 0

  /// Adds a member, deflated where that is asked for; dated 1 January 1980, so that equal contents give equal bytes.
  mutating func add(_ name: String, _ bytes: [UInt8], deflated: Bool) {
    let packed = deflated ? Self.deflated(bytes) : bytes
    let offset = data.count
    let isWide = max(bytes.count, packed.count, offset) >= 0xFFFF_FFFF
    var common: [UInt8] = []
    Self.put(isWide ? 45 : 20, 2, &common)  // version needed
    Self.put(0x0800, 2, &common)  // names are UTF-8
    Self.put(deflated ? 8 : 0, 2, &common)
    Self.put(0, 2, &common)
    Self.put(33, 2, &common)  // 1 January 1980
    Self.put(Int(ZipArchive.checksum(bytes)), 4, &common)
    Self.put(isWide ? 0xFFFF_FFFF : packed.count, 4, &common)
    Self.put(isWide ? 0xFFFF_FFFF : bytes.count, 4, &common)
    Self.put(name.utf8.count, 2, &common)
    func extra(withOffset: Bool) -> [UInt8] {
      guard isWide else { return [] }
      var field: [UInt8] = []
      Self.put(1, 2, &field)
      Self.put(withOffset ? 24 : 16, 2, &field)
      Self.put(bytes.count, 8, &field)
      Self.put(packed.count, 8, &field)
      if withOffset { Self.put(offset, 8, &field) }
      return field
    }
    var local: [UInt8] = [0x50, 0x4B, 3, 4] + common
    Self.put(extra(withOffset: false).count, 2, &local)
    data.append(contentsOf: local + Array(name.utf8) + extra(withOffset: false))
    data.append(contentsOf: packed)

    var central: [UInt8] = [0x50, 0x4B, 1, 2]
    Self.put(isWide ? 45 : 20, 2, &central)
    central += common
    Self.put(extra(withOffset: true).count, 2, &central)
    Self.put(0, 2, &central)  // comment
    Self.put(0, 2, &central)  // part
    Self.put(0, 2, &central)
    Self.put(0, 4, &central)
    Self.put(isWide ? 0xFFFF_FFFF : offset, 4, &central)
    directory.append(contentsOf: central + Array(name.utf8) + extra(withOffset: true))
    entries += 1
  }

  /// The whole archive.
  func finished() -> Data {
    var end: [UInt8] = []
    let (offset, size) = (data.count, directory.count)
    let isWide = offset >= 0xFFFF_FFFF || entries >= 0xFFFF
    if isWide {
      end += [0x50, 0x4B, 6, 6]
      Self.put(44, 8, &end)
      Self.put(45, 2, &end)
      Self.put(45, 2, &end)
      Self.put(0, 8, &end)
      for value in [entries, entries, size, offset] { Self.put(value, 8, &end) }
      end += [0x50, 0x4B, 6, 7]
      Self.put(0, 4, &end)
      Self.put(offset + size, 8, &end)
      Self.put(1, 4, &end)
    }
    end += [0x50, 0x4B, 5, 6]
    Self.put(0, 4, &end)
    Self.put(isWide ? 0xFFFF : entries, 2, &end)
    Self.put(isWide ? 0xFFFF : entries, 2, &end)
    Self.put(isWide ? 0xFFFF_FFFF : size, 4, &end)
    Self.put(isWide ? 0xFFFF_FFFF : offset, 4, &end)
    Self.put(0, 2, &end)
    return data + directory + Data(end)
  }

  private static func put(_ value: Int, _ size: Int, _ bytes: inout [UInt8]) {
    for index in 0..<size { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }

  /// A raw deflate stream at zlib's default level.
  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    // zlib keeps the address of this: it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    let status = deflateInit2_(
      stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    precondition(status == Z_OK, "zlib status \(status)")
    defer { deflateEnd(stream) }
    var input = bytes
    var packed: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    input.withUnsafeMutableBufferPointer { source in
      var consumed = 0
      var status = Z_OK
      while status == Z_OK {
        let available = min(source.count - consumed, 1 << 30)
        let isLast = consumed + available == source.count
        buffer.withUnsafeMutableBufferPointer { target in
          stream.pointee.next_in = source.baseAddress.map { $0 + consumed }
          stream.pointee.avail_in = UInt32(available)
          stream.pointee.next_out = target.baseAddress
          stream.pointee.avail_out = UInt32(target.count)
          status = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
          consumed += available - Int(stream.pointee.avail_in)
          packed.append(contentsOf: target[..<(target.count - Int(stream.pointee.avail_out))])
        }
      }
      precondition(status == Z_STREAM_END, "zlib status \(status)")
    }
    return packed
  }
}
