/// A value of a saved state: a tree with large arrays of numbers as plain memory.
///
/// Property lists and JSON keep each number as an object of its own, which takes seconds and gigabytes for the cells of
/// a chip; this takes the time of writing the file.
indirect enum StateNode {
  case none
  case flag(Bool)
  case integer(Int64)
  case float(Float)
  case double(Double)
  case text(String)
  case floats([Float])
  case list([StateNode])
  case object([String: StateNode])
}

extension StateNode {
  /// The tree as bytes: a tag, then the value, little-endian; counts in 64 bits; keys of an object sorted, so that equal
  /// trees have equal bytes.
  func write(to bytes: inout [UInt8]) {
    switch self {
    case .none: bytes.append(0)
    case .flag(let value): bytes += [1, value ? 1 : 0]
    case .integer(let value): Self.put(2, value, &bytes)
    case .float(let value): Self.put(3, value.bitPattern, &bytes)
    case .double(let value): Self.put(4, value.bitPattern, &bytes)
    case .text(let value):
      Self.put(5, Int64(value.utf8.count), &bytes)
      bytes += value.utf8
    case .floats(let values):
      Self.put(6, Int64(values.count), &bytes)
      #if _endian(little)
        values.withUnsafeBytes { bytes += $0 }
      #else
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
      #endif
    case .list(let items):
      Self.put(7, Int64(items.count), &bytes)
      for item in items { item.write(to: &bytes) }
    case .object(let fields):
      Self.put(8, Int64(fields.count), &bytes)
      for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
        StateNode.text(key).write(to: &bytes)
        value.write(to: &bytes)
      }
    }
  }

  private static func put(_ tag: UInt8, _ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
    bytes.append(tag)
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }
}

/// Reads trees from bytes; what cannot be one is ``Damage``, never a crash.
struct StateNodeReader {
  struct Damage: Error {}

  let bytes: [UInt8]
  private(set) var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The one tree that the bytes hold.
  static func tree(_ bytes: [UInt8]) throws(Damage) -> StateNode {
    var reader = StateNodeReader(bytes)
    let tree = try reader.node(depth: 0)
    guard reader.place == bytes.count else { throw Damage() }
    return tree
  }

  private mutating func node(depth: Int) throws(Damage) -> StateNode {
    guard depth < 64 else { throw Damage() }
    switch try integer(UInt8.self) {
    case 0: return .none
    case 1: return .flag(try integer(UInt8.self) != 0)
    case 2: return .integer(try integer(Int64.self))
    case 3: return .float(Float(bitPattern: try integer(UInt32.self)))
    case 4: return .double(Double(bitPattern: try integer(UInt64.self)))
    case 5: return .text(try text())
    case 6: return .floats(try floats())
    case 7:
      var items: [StateNode] = []
      for _ in 0..<(try count(of: 1)) { items.append(try node(depth: depth + 1)) }
      return .list(items)
    case 8:
      var fields: [String: StateNode] = [:]
      for _ in 0..<(try count(of: 2)) {
        guard case .text(let key) = try node(depth: depth + 1) else { throw Damage() }
        fields[key] = try node(depth: depth + 1)
      }
      return .object(fields)
    default: throw Damage()
    }
  }

  private mutating func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws(Damage) -> Number {
    let size = MemoryLayout<Number>.size
    guard bytes.count - place >= size else { throw Damage() }
    var value: Number = 0
    for index in (0..<size).reversed() {
      value = value << 8 | Number(truncatingIfNeeded: bytes[place + index])
    }
    place += size
    return value
  }

  /// A count of things of at least `size` bytes each, which must fit into what is left.
  private mutating func count(of size: Int) throws(Damage) -> Int {
    let value = try integer(Int64.self)
    guard value >= 0, value <= Int64((bytes.count - place) / size) else { throw Damage() }
    return Int(value)
  }

  private mutating func text() throws(Damage) -> String {
    let length = try count(of: 1)
    guard let text = String(validating: bytes[place..<place + length], as: UTF8.self) else { throw Damage() }
    place += length
    return text
  }

  private mutating func floats() throws(Damage) -> [Float] {
    let count = try count(of: 4)
    let start = place
    place += 4 * count
    return bytes.withUnsafeBytes { memory in
      (0..<count).map {
        let bits = memory.loadUnaligned(fromByteOffset: start + 4 * $0, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}
