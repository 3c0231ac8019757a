/// Makes a ``StateNode`` of any value that can be encoded; arrays of `Float` stay arrays.
enum StateEncoder {
  static func node<Value: Encodable>(_ value: Value) throws -> StateNode {
    switch value {
    case let value as Bool: return .flag(value)
    case let value as any FixedWidthInteger: return .integer(Int64(truncatingIfNeeded: value))
    // Every Float is a Double, and comes back as it was.
    case let value as Float: return .double(Double(value))
    case let value as Double: return .double(value)
    case let value as String: return .text(value)
    case let value as [Float]: return .floats(value)
    default:
      let place = Place()
      try value.encode(to: Encoding(place: place))
      return place.made
    }
  }

  /// Where one value's node comes into being.
  private final class Place {
    var node = StateNode.none
    var items: [Place]?
    var fields: [String: Place]?

    init(_ node: StateNode = .none) { self.node = node }

    var made: StateNode {
      if let fields { return .object(fields.mapValues(\.made)) }
      if let items { return .list(items.map(\.made)) }
      return node
    }

    func field(_ key: String, _ place: Place = Place()) -> Place {
      fields?[key] = place
      return place
    }

    func item(_ place: Place = Place()) -> Place {
      items?.append(place)
      return place
    }
  }

  private struct Encoding: Encoder {
    let place: Place
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
      if place.fields == nil { place.fields = [:] }
      return KeyedEncodingContainer(Keyed<Key>(place: place))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
      if place.items == nil { place.items = [] }
      return Unkeyed(place: place)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { Single(place: place) }
  }

  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let place: Place
    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { _ = place.field(key.stringValue) }
    func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
      _ = place.field(key.stringValue, Place(try node(value)))
    }
    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type, forKey key: Key) -> KeyedEncodingContainer<Inner> {
      Encoding(place: place.field(key.stringValue)).container(keyedBy: type)
    }
    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      Encoding(place: place.field(key.stringValue)).unkeyedContainer()
    }
    func superEncoder() -> any Encoder { Encoding(place: place.field("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { Encoding(place: place.field(key.stringValue)) }
  }

  private struct Unkeyed: UnkeyedEncodingContainer {
    let place: Place
    var codingPath: [any CodingKey] { [] }
    var count: Int { place.items?.count ?? 0 }

    func encodeNil() { _ = place.item() }
    func encode<Value: Encodable>(_ value: Value) throws { _ = place.item(Place(try node(value))) }
    func nestedContainer<Inner: CodingKey>(keyedBy type: Inner.Type) -> KeyedEncodingContainer<Inner> {
      Encoding(place: place.item()).container(keyedBy: type)
    }
    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { Encoding(place: place.item()).unkeyedContainer() }
    func superEncoder() -> any Encoder { Encoding(place: place.item()) }
  }

  private struct Single: SingleValueEncodingContainer {
    let place: Place
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { place.node = .none }
    func encode<Value: Encodable>(_ value: Value) throws { place.node = try node(value) }
  }
}
