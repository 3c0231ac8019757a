/// Makes values of a ``StateNode``.
enum StateDecoder {
  /// - Throws: `StateNode.Damage` or `DecodingError` for a tree that is not such a value's.
  static func value<Value: Decodable>(_ type: Value.Type, from node: StateNode) throws -> Value {
    let found: Any? =
      switch node {
      case .flag(let value): value
      case .double(let value): type == Float.self ? Float(value) as Any : value as Any
      case .text(let value): number(value, type) ?? value as Any
      case .floats(let value): value
      case .integer(let value): (type as? any FixedWidthInteger.Type).flatMap { integer(value, $0) }
      case .none, .list, .object: nil
      }
    if let value = found as? Value { return value }
    if isPlain(type) { throw StateNode.Damage() }
    return try Value(from: Decoding(node: node))
  }

  /// Infinities and what is no number stand as texts where a number is wanted.
  private static func number(_ text: String, _ type: Any.Type) -> Any? {
    if type == Double.self { return Double(text) }
    return type == Float.self ? Float(text) : nil
  }

  private static func integer<Number: FixedWidthInteger>(_ value: Int64, _ type: Number.Type) -> Any? {
    if type == UInt64.self || type == UInt.self { return Number(truncatingIfNeeded: value) }
    return Number(exactly: value)
  }

  /// Types that must have been found as they are: asking them to decode themselves would lead back here.
  private static func isPlain(_ type: Any.Type) -> Bool {
    type is any FixedWidthInteger.Type || type == Bool.self || type == Float.self || type == Double.self
      || type == String.self || type == [Float].self
  }

  private struct Decoding: Decoder {
    let node: StateNode
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
      guard case .object(let fields) = node else { throw StateNode.Damage() }
      return KeyedDecodingContainer(Keyed<Key>(fields: fields))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
      guard case .list(let items) = node else { throw StateNode.Damage() }
      return Unkeyed(items: items)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { Single(node: node) }
  }

  private struct Keyed<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: [String: StateNode]
    var codingPath: [any CodingKey] { [] }
    var allKeys: [Key] { fields.keys.sorted().compactMap { Key(stringValue: $0) } }

    private func node(_ key: any CodingKey) throws -> StateNode {
      guard let node = fields[key.stringValue] else { throw StateNode.Damage() }
      return node
    }

    func contains(_ key: Key) -> Bool { fields[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { if case .none = try node(key) { true } else { false } }
    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
      try value(type, from: node(key))
    }
    func nestedContainer<Inner: CodingKey>(
      keyedBy type: Inner.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Inner> {
      try Decoding(node: node(key)).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
      try Decoding(node: node(key)).unkeyedContainer()
    }
    func superDecoder() throws -> any Decoder { Decoding(node: fields["super"] ?? .none) }
    func superDecoder(forKey key: Key) throws -> any Decoder { Decoding(node: try node(key)) }
  }

  private struct Unkeyed: UnkeyedDecodingContainer {
    let items: [StateNode]
    var currentIndex = 0
    var codingPath: [any CodingKey] { [] }
    var count: Int? { items.count }
    var isAtEnd: Bool { currentIndex >= items.count }

    init(items: [StateNode]) { self.items = items }

    private mutating func next() throws -> StateNode {
      guard !isAtEnd else { throw StateNode.Damage() }
      currentIndex += 1
      return items[currentIndex - 1]
    }

    mutating func decodeNil() throws -> Bool {
      guard !isAtEnd else { throw StateNode.Damage() }
      guard case .none = items[currentIndex] else { return false }
      currentIndex += 1
      return true
    }
    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try value(type, from: next()) }
    mutating func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) throws -> KeyedDecodingContainer<Inner> {
      try Decoding(node: next()).container(keyedBy: type)
    }
    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
      try Decoding(node: next()).unkeyedContainer()
    }
    mutating func superDecoder() throws -> any Decoder { Decoding(node: try next()) }
  }

  private struct Single: SingleValueDecodingContainer {
    let node: StateNode
    var codingPath: [any CodingKey] { [] }

    func decodeNil() -> Bool { if case .none = node { true } else { false } }
    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try value(type, from: node) }
  }
}
