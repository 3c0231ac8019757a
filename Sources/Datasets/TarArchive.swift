/// The files of a tar archive (POSIX.1-1988, "ustar"), as they lie in its bytes.
struct TarArchive {
  /// Where each file's content lies, by the last part of its name.
  let files: [String: Range<Int>]

  /// Reads the headers of an archive, which must be whole: each is a block of 512 bytes with a checksum, and content is
  /// filled up to whole blocks.
  ///
  /// - Throws: `DatasetError.damagedArchive`, `.truncated`.
  init(_ bytes: [UInt8], path: String) throws(DatasetError) {
    var files: [String: Range<Int>] = [:]
    var place = 0
    while place + 512 <= bytes.count, bytes[place..<place + 512].contains(where: { $0 != 0 }) {
      let header = Array(bytes[place..<place + 512])
      guard let length = Self.octal(header[124..<136]), let sum = Self.octal(header[148..<156]),
        sum == Self.checksum(header)
      else { throw .damagedArchive(path: path, place: place) }
      let start = place + 512
      guard length <= bytes.count - start else {
        throw .truncated(path: path, expected: start + length, found: bytes.count)
      }
      // '0' and NUL are plain files; folders and notes of other kinds are passed over.
      if header[156] == 0x30 || header[156] == 0 {
        let name = String(decoding: header[..<100].prefix { $0 != 0 }, as: UTF8.self)
        if let last = name.split(separator: "/").last { files[String(last)] = start..<start + length }
      }
      place = start + (length + 511) / 512 * 512
    }
    self.files = files
  }

  /// The sum of a header's bytes, with blanks where the sum itself stands.
  private static func checksum(_ header: [UInt8]) -> Int {
    header.indices.reduce(0) { $0 + ((148..<156).contains($1) ? 0x20 : Int(header[$1])) }
  }

  /// An octal number, blanks before it and blanks or NUL behind; nil for anything else.
  private static func octal(_ field: ArraySlice<UInt8>) -> Int? {
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
  }
}
