/// A parser for the one dictionary literal that a header may hold. It accepts the three fields in any order, each
/// exactly once, and nothing else; it looks at every byte at most once.
struct NPYHeaderParser {
  let bytes: UnsafeRawBufferPointer
  var position: Int
  let end: Int
  let path: String

  /// The three fields.
  struct Fields {
    var descr: String
    var isFortranOrder: Bool
    var shape: [Int]
  }

  /// Reads `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` and the white space after it.
  mutating func dictionary() throws(NPYError) -> Fields {
    var descr: String?
    var isFortranOrder: Bool?
    var shape: [Int]?
    try expect("{")
    while true {
      skipSpace()
      if next == UInt8(ascii: "}") { break }
      let keyPosition = position
      let key = try quoted()
      try expect(":")
      switch key {
      case "descr" where descr == nil: descr = try typeName()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default:
        throw failure("the key '\(key)' is unknown or stands there twice", at: keyPosition)
      }
      skipSpace()
      guard next == UInt8(ascii: ",") else { break }
      position += 1
    }
    try expect("}")
    skipSpace()
    guard position == end else { throw failure("something follows the dictionary") }
    guard let descr, let isFortranOrder, let shape else {
      throw failure("of the keys 'descr', 'fortran_order' and 'shape' one is missing")
    }
    return Fields(descr: descr, isFortranOrder: isFortranOrder, shape: shape)
  }

  private var next: UInt8? { position < end ? bytes[position] : nil }

  private func failure(_ reason: String, at offset: Int? = nil) -> NPYError {
    .malformedHeader(path: path, offset: offset ?? position, reason: reason)
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D { position += 1 }
  }

  private mutating func expect(_ character: Unicode.Scalar) throws(NPYError) {
    skipSpace()
    guard next == UInt8(ascii: character) else { throw failure("'\(character)' expected") }
    position += 1
  }

  /// A quoted text of printable ASCII without escapes, of at most 64 characters.
  private mutating func quoted() throws(NPYError) -> String {
    skipSpace()
    guard let quote = next, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw failure("a quoted text expected")
    }
    position += 1
    var text = ""
    while let byte = next, byte != quote {
      guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\"), text.utf8.count < 64 else {
        throw failure("a short text of printable characters expected")
      }
      text.unicodeScalars.append(UnicodeScalar(byte))
      position += 1
    }
    guard next == quote else { throw failure("the closing quote is missing") }
    position += 1
    return text
  }

  /// The value of `descr`: a text, or a list for structured types, which are not read here.
  private mutating func typeName() throws(NPYError) -> String {
    skipSpace()
    if next == UInt8(ascii: "[") { throw .unsupportedType(path: path, descr: "'[...]' (a structure)") }
    return try quoted()
  }

  private mutating func boolean() throws(NPYError) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where bytes[position..<end].starts(with: word.utf8) {
      position += word.utf8.count
      return value
    }
    throw failure("True or False expected")
  }

  /// A tuple of integers: `()`, `(3,)`, `(3, 4)`, `(3, 4,)`.
  private mutating func tuple() throws(NPYError) -> [Int] {
    try expect("(")
    var lengths: [Int] = []
    while true {
      skipSpace()
      if next == UInt8(ascii: ")") { break }
      lengths.append(try length())
      guard lengths.count <= NPY.highestRank else { throw failure("more than \(NPY.highestRank) axes") }
      skipSpace()
      if next == UInt8(ascii: ",") {
        position += 1
      } else if lengths.count == 1 {
        throw failure("a tuple of one number needs a comma")
      } else {
        break
      }
    }
    try expect(")")
    return lengths
  }

  /// One axis: decimal digits, with the `L` that Python 2 wrote after long integers.
  private mutating func length() throws(NPYError) -> Int {
    let start = position
    if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { position += 1 }
    var value = 0
    var overflows = false
    let digits = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tenfold.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      overflows = overflows || overflow || carry
      value = sum
      position += 1
    }
    guard position > digits else { throw failure("a whole number expected", at: start) }
    let text = String(decoding: bytes[start..<min(position, start + 40)], as: UTF8.self)
    if overflows { throw .badShape(path: path, shape: "(… \(text) …)", reason: "an axis does not fit 64 bits") }
    if text.hasPrefix("-") { throw .badShape(path: path, shape: "(… \(text) …)", reason: "an axis is negative") }
    if next == UInt8(ascii: "L") { position += 1 }
    return value
  }
}
