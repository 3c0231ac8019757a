/// A JSON value (RFC 8259) whose numbers stay the text they were written as, so that no bit of them is lost.
///
/// Strict: one value and nothing behind it, keys that appear once, at most 64 levels, valid UTF-8, no lone halves of
/// surrogate pairs. Nothing is allocated that the text does not hold.
package indirect enum JSONText: Sendable, Equatable {
  case null
  case flag(Bool)
  /// As written: `-1.5e-3`.
  case number(String)
  case text(String)
  case list([JSONText])
  /// In the order of the text.
  case object([Member])

  package struct Member: Sendable, Equatable {
    package let key: String
    package let value: JSONText

    package init(key: String, value: JSONText) {
      self.key = key
      self.value = value
    }
  }

  /// Where a text stops being JSON, and why.
  package struct Damage: Error, Equatable {
    package let offset: Int
    package let reason: String
  }

  /// The value that `bytes` hold, white space around it allowed.
  /// - Throws: ``Damage``.
  package init(_ bytes: some Collection<UInt8>) throws(Damage) {
    var reader = JSONReader(bytes: Array(bytes))
    self = try reader.whole()
  }

  /// The value of a key; nil where this is no object or has no such key.
  package subscript(key: String) -> JSONText? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The value as compact text.
  package var encoded: String {
    var text = ""
    write(to: &text)
    return text
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .flag(let value): text += value ? "true" : "false"
    case .number(let digits): text += digits
    case .text(let value): Self.quote(value, &text)
    case .list(let items):
      text += "["
      for (index, item) in items.enumerated() {
        if index > 0 { text += "," }
        item.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { text += "," }
        Self.quote(member.key, &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func quote(_ value: String, _ text: inout String) {
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}

/// Reads one JSON value from bytes.
private struct JSONReader {
  let bytes: [UInt8]
  var place = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func whole() throws(JSONText.Damage) -> JSONText {
    let value = try value(depth: 0)
    skipSpace()
    guard place == bytes.count else { throw damage("more than one value") }
    return value
  }

  private func damage(_ reason: String) -> JSONText.Damage { JSONText.Damage(offset: place, reason: reason) }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ character: Character) -> Bool {
    guard place < bytes.count, bytes[place] == character.asciiValue else { return false }
    place += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONText.Damage) -> JSONText {
    guard depth < 64 else { throw damage("more than 64 levels") }
    skipSpace()
    guard place < bytes.count else { throw damage("the text ends where a value is due") }
    switch bytes[place] {
    case UInt8(ascii: "{"): return try object(depth)
    case UInt8(ascii: "["): return try list(depth)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .flag(true))
    case UInt8(ascii: "f"): return try word("false", .flag(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: JSONText) throws(JSONText.Damage) -> JSONText {
    guard bytes[place...].starts(with: word.utf8) else { throw damage("no value begins like this") }
    place += word.utf8.count
    return value
  }

  private mutating func list(_ depth: Int) throws(JSONText.Damage) -> JSONText {
    place += 1
    var items: [JSONText] = []
    skipSpace()
    if take("]") { return .list(items) }
    repeat {
      items.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw damage("',' or ']' is due") }
    return .list(items)
  }

  private mutating func object(_ depth: Int) throws(JSONText.Damage) -> JSONText {
    place += 1
    var members: [JSONText.Member] = []
    var keys: Set<String> = []
    skipSpace()
    if take("}") { return .object(members) }
    repeat {
      skipSpace()
      guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { throw damage("a key in quotes is due") }
      let key = try string()
      guard keys.insert(key).inserted else { throw damage("the key '\(key)' is there twice") }
      skipSpace()
      guard take(":") else { throw damage("':' is due") }
      members.append(JSONText.Member(key: key, value: try value(depth: depth + 1)))
      skipSpace()
    } while take(",")
    guard take("}") else { throw damage("',' or '}' is due") }
    return .object(members)
  }

  private mutating func number() throws(JSONText.Damage) -> JSONText {
    let start = place
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    return .number(String(decoding: bytes[start..<place], as: UTF8.self))
  }

  private mutating func digits() throws(JSONText.Damage) {
    let start = place
    while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) { place += 1 }
    guard place > start else { throw damage("a digit is due") }
  }

  private mutating func string() throws(JSONText.Damage) -> String {
    place += 1
    var content: [UInt8] = []
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      let byte = bytes[place]
      guard byte >= 0x20 else { throw damage("a control character in a text") }
      place += 1
      if byte == UInt8(ascii: "\\") { content += try escape() } else { content.append(byte) }
    }
    guard take("\"") else { throw damage("a text without end") }
    guard let text = String(validating: content, as: UTF8.self) else { throw damage("a text that is not UTF-8") }
    return text
  }

  private mutating func escape() throws(JSONText.Damage) -> [UInt8] {
    guard place < bytes.count else { throw damage("a text without end") }
    let letter = Character(UnicodeScalar(bytes[place]))
    place += 1
    let plain: [Character: UInt8] = [
      "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 0x08, "f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09,
    ]
    if let byte = plain[letter] { return [byte] }
    guard letter == "u" else { throw damage("an unknown escape") }
    var code = try hexadecimal()
    if (0xD800..<0xDC00).contains(code), take("\\"), take("u") {
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw damage("half of a surrogate pair") }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = UnicodeScalar(code) else { throw damage("half of a surrogate pair") }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func hexadecimal() throws(JSONText.Damage) -> UInt32 {
    guard place + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16),
      !bytes[place..<place + 4].contains(UInt8(ascii: "+"))
    else { throw damage("four hexadecimal digits are due") }
    place += 4
    return code
  }
}
