/// The header of one file: type, order and shape, checked against each other and against the size of the file.
struct NPYHeader: Equatable {
  var type: NPYElementType
  var isFortranOrder: Bool
  var shape: [Int]
  /// Number of elements, the product of `shape` (1 for rank 0).
  var count: Int
  /// Where the data begin.
  var dataOffset: Int

  /// Reads the header that opens `bytes`, a whole file.
  ///
  /// - Throws: ``NPYError`` for anything that is not a header as NumPy writes it, or whose data would not fill the rest
  ///   of the file exactly.
  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(NPYError) {
    guard bytes.count >= 10, bytes.prefix(6).elementsEqual(NPY.magic) else {
      let opening = bytes.prefix(6).map { byte in
        (32..<127).contains(byte) ? String(UnicodeScalar(byte)) : "\\x" + String(byte, radix: 16)
      }.joined()
      throw .notNPY(path: path, found: bytes.isEmpty ? "nothing (0 bytes)" : "'\(opening)' (\(bytes.count) bytes)")
    }
    let (major, minor) = (Int(bytes[6]), Int(bytes[7]))
    guard (1...3).contains(major), minor == 0 else {
      throw .unsupportedVersion(path: path, major: major, minor: minor)
    }
    let start = major == 1 ? 10 : 12
    let sizeFieldEnd = min(start, bytes.count)
    let length = bytes[8..<sizeFieldEnd].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard start <= bytes.count, length <= bytes.count - start else {
      throw .malformedHeader(
        path: path, offset: 8, reason: "a header of \(length) bytes is announced in a file of \(bytes.count)")
    }
    var parser = NPYHeaderParser(bytes: bytes, position: start, end: start + length, path: path)
    let fields = try parser.dictionary()

    guard let type = NPYElementType(descr: fields.descr) else {
      throw .unsupportedType(path: path, descr: "'\(fields.descr)'")
    }
    self.type = type
    isFortranOrder = fields.isFortranOrder
    shape = fields.shape
    dataOffset = start + length
    var product = 1
    var byteCount = type.kind.byteCount
    for length in fields.shape where length > 0 {
      let (elements, _) = product.multipliedReportingOverflow(by: length)
      let (total, overflow) = byteCount.multipliedReportingOverflow(by: length)
      guard !overflow else {
        throw .badShape(path: path, shape: NPYError.text(shape), reason: "more bytes than an address can count")
      }
      (product, byteCount) = (elements, total)
    }
    count = fields.shape.contains(0) ? 0 : product
    let expected = count * type.kind.byteCount
    let found = bytes.count - dataOffset
    if found < expected {
      throw .truncated(
        path: path, shape: shape, type: type.description, expectedBytes: expected, foundBytes: found)
    }
    if found > expected {
      throw .extraBytes(
        path: path, shape: shape, type: type.description, expectedBytes: expected, foundBytes: found)
    }
  }

  /// The whole header of an array of floats in C order, magic and padding included, as `numpy.save` writes it.
  ///
  /// After the dictionary NumPy leaves room for the first axis to grow to 21 digits, then pads with spaces to a
  /// multiple of 64 bytes, the last byte being a newline.
  static func encoded(_ kind: NPYKind, shape: [Int]) -> [UInt8] {
    encoded(descr: NPYElementType(kind: kind).description, shape: shape)
  }

  /// The same of an array whose element type has that name.
  static func encoded(descr: String, shape: [Int]) -> [UInt8] {
    var text = "{'descr': '\(descr)', 'fortran_order': False, 'shape': \(NPYError.text(shape)), }"
    if let first = shape.first { text += String(repeating: " ", count: 21 - String(first).count) }
    text += String(repeating: " ", count: 64 - (10 + text.utf8.count + 1) % 64) + "\n"
    let length = text.utf8.count
    precondition(length < 1 << 16, "a shape of \(shape.count) axes does not fit a header of version 1.0")
    return NPY.magic + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
  }
}
