internal import CZlib
internal import Foundation

/// The members of a ZIP archive in memory, as `numpy.savez` writes them: stored or deflated, with 64-bit sizes where
/// needed.
///
/// Format: PKWARE APPNOTE.TXT 6.3. The directory at the end decides; every offset and size in it is held against the
/// file before it is used, and a member's bytes against its CRC-32. Encrypted members, archives in several parts and
/// other ways of packing are refused.
struct ZipArchive {
  struct Member {
    let name: String
    let isDeflated: Bool
    let checksum: UInt32
    let packed: Int
    let size: Int
    /// Where the local header begins.
    let offset: Int
  }

  let path: String
  let data: Data
  private(set) var members: [Member] = []

  /// Deflate (RFC 1951) cannot expand more than this: 258 bytes from 2 bits.
  private static let largestExpansion = 1032

  /// - Throws: ``NPYError/notArchive(path:reason:)``, ``NPYError/damagedMember(path:member:reason:)``.
  init(_ data: Data, path: String) throws(NPYError) {
    // Offsets below count from 0.
    self.data = data.startIndex == 0 ? data : Data(data)
    self.path = path
    let directory = try findDirectory()
    var place = directory.offset
    for _ in 0..<directory.entries {
      guard number(place, 4) == 0x0201_4B50, let nameLength = number(place + 28, 2),
        let extraLength = number(place + 30, 2), let commentLength = number(place + 32, 2),
        let name = text(place + 46, nameLength)
      else { throw .notArchive(path: path, reason: "its directory is damaged at byte \(place)") }
      members.append(try member(name, place, extra: place + 46 + nameLength, extraLength))
      place += 46 + nameLength + extraLength + commentLength
    }
    guard Set(members.map(\.name)).count == members.count else {
      throw .notArchive(path: path, reason: "two members have one name")
    }
  }

  /// The bytes of a member, unpacked and held against their checksum.
  /// - Throws: ``NPYError/damagedMember(path:member:reason:)``.
  func contents(_ member: Member) throws(NPYError) -> [UInt8] {
    func damage(_ reason: String) -> NPYError { .damagedMember(path: path, member: member.name, reason: reason) }
    guard number(member.offset, 4) == 0x0403_4B50, let nameLength = number(member.offset + 26, 2),
      let extraLength = number(member.offset + 28, 2)
    else { throw damage("no header where the directory says") }
    let start = member.offset + 30 + nameLength + extraLength
    guard start <= data.count, member.packed <= data.count - start else { throw damage("the file ends within it") }
    let packed = data[start..<start + member.packed]
    let bytes: [UInt8]
    if member.isDeflated {
      guard member.size <= Self.largestExpansion * (member.packed + 1) else {
        throw damage("\(member.size) bytes cannot come out of \(member.packed)")
      }
      guard let unpacked = Self.inflated([UInt8](packed), size: member.size) else {
        throw damage("its packed bytes are damaged")
      }
      bytes = unpacked
    } else {
      guard member.size == member.packed else { throw damage("\(member.packed) bytes are kept of \(member.size)") }
      bytes = [UInt8](packed)
    }
    guard Self.checksum(bytes) == member.checksum else { throw damage("its bytes are not those that were written") }
    return bytes
  }

  /// A little-endian number; nil beyond the end, and for one that `Int` cannot hold.
  private func number(_ offset: Int, _ size: Int) -> Int? {
    guard offset >= 0, offset <= data.count - size else { return nil }
    let value = data[offset..<offset + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(exactly: value)
  }

  private func text(_ offset: Int, _ length: Int) -> String? {
    guard offset <= data.count - length else { return nil }
    return String(validating: data[offset..<offset + length], as: UTF8.self)
  }

  /// The end-of-directory record, behind which a comment of up to 65535 bytes may stand.
  private func findDirectory() throws(NPYError) -> (offset: Int, entries: Int) {
    guard data.count >= 22 else { throw .notArchive(path: path, reason: "\(data.count) bytes") }
    var found: Int?
    for place in stride(from: data.count - 22, through: max(0, data.count - 22 - 65_535), by: -1)
    where number(place, 4) == 0x0605_4B50 && number(place + 20, 2) == data.count - place - 22 {
      found = place
      break
    }
    guard let end = found, var entries = number(end + 10, 2), let part = number(end + 4, 2),
      var size = number(end + 12, 4), var offset = number(end + 16, 4)
    else { throw .notArchive(path: path, reason: "no directory of a ZIP archive at its end") }
    guard part == 0 || part == 0xFFFF else { throw .notArchive(path: path, reason: "one part of several") }
    if number(end - 20, 4) == 0x0706_4B50 {
      guard let record = number(end - 12, 8), number(record, 4) == 0x0606_4B50,
        let wideEntries = number(record + 32, 8), let wideSize = number(record + 40, 8),
        let wideOffset = number(record + 48, 8)
      else { throw .notArchive(path: path, reason: "its 64-bit directory is damaged") }
      (entries, size, offset) = (wideEntries, wideSize, wideOffset)
    }
    guard offset <= end, size <= end - offset, entries <= size / 46 else {
      throw .notArchive(path: path, reason: "its directory lies outside the file")
    }
    return (offset, entries)
  }

  private func member(_ name: String, _ place: Int, extra: Int, _ extraLength: Int) throws(NPYError) -> Member {
    func damage(_ reason: String) -> NPYError { .damagedMember(path: path, member: name, reason: reason) }
    guard let flags = number(place + 8, 2), let method = number(place + 10, 2), let checksum = number(place + 16, 4),
      var packed = number(place + 20, 4), var size = number(place + 24, 4), var offset = number(place + 42, 4)
    else { throw damage("its entry in the directory is damaged") }
    guard flags & 1 == 0 else { throw damage("it is encrypted") }
    guard method == 0 || method == 8 else { throw damage("packing method \(method); stored and deflated are read") }
    // Fields of the 64-bit extension stand in for those that are full, in this order.
    var field = extra
    while field + 4 <= extra + extraLength, let tag = number(field, 2), let length = number(field + 2, 2) {
      if tag == 1 {
        var wide = field + 4
        func take(_ value: inout Int) throws(NPYError) {
          guard value == 0xFFFF_FFFF else { return }
          guard wide + 8 <= field + 4 + length, let number = number(wide, 8) else {
            throw damage("its 64-bit sizes are damaged")
          }
          value = number
          wide += 8
        }
        try take(&size)
        try take(&packed)
        try take(&offset)
      }
      field += 4 + length
    }
    return Member(
      name: name, isDeflated: method == 8, checksum: UInt32(truncatingIfNeeded: checksum), packed: packed, size: size,
      offset: offset)
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var value = crc32(0, nil, 0)
    var place = 0
    bytes.withUnsafeBufferPointer { buffer in
      while place < buffer.count {
        let part = min(buffer.count - place, 1 << 30)
        value = crc32(value, buffer.baseAddress! + place, UInt32(part))
        place += part
      }
    }
    return UInt32(truncatingIfNeeded: value)
  }

  /// Exactly `size` bytes out of a raw deflate stream; nil for anything else.
  private static func inflated(_ packed: [UInt8], size: Int) -> [UInt8]? {
    // zlib keeps the address of this: it must not move.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else { return nil }
    defer { inflateEnd(stream) }
    var input = packed
    var isWhole = false
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { target, count in
      input.withUnsafeMutableBufferPointer { source in
        var consumed = 0
        var status = Z_OK
        while status == Z_OK {
          let available = min(source.count - consumed, 1 << 30)
          let room = min(size - count, 1 << 30)
          // A byte of room is kept even when all is out, so that the end of the stream can still be read.
          var spare: UInt8 = 0
          withUnsafeMutablePointer(to: &spare) { spare in
            stream.pointee.next_in = source.baseAddress.map { $0 + consumed }
            stream.pointee.avail_in = UInt32(available)
            stream.pointee.next_out = room > 0 ? target.baseAddress.map { $0 + count } : spare
            stream.pointee.avail_out = UInt32(max(room, 1))
            status = inflate(stream, Z_NO_FLUSH)
          }
          consumed += available - Int(stream.pointee.avail_in)
          let made = max(room, 1) - Int(stream.pointee.avail_out)
          if room == 0, made > 0 { return }
          count += made
          if status == Z_OK, available == Int(stream.pointee.avail_in), made == 0 { return }
        }
        isWhole = status == Z_STREAM_END && consumed == source.count && count == size
      }
    }
    return isWhole ? bytes : nil
  }
}
