internal import Foundation

/// A value of JSON.
package enum JSONNode: Sendable, Equatable, Decodable {
  case null
  case boolean(Bool)
  case number(Double)
  case text(String)
  case list([JSONNode])
  case object([String: JSONNode])

  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let list = try? value.decode([JSONNode].self) {
      self = .list(list)
    } else {
      self = .object(try value.decode([String: JSONNode].self))
    }
  }

  /// - Throws: ``RequestFault`` 400.
  package static func read(_ bytes: [UInt8]) throws(RequestFault) -> JSONNode {
    // Depth first: a decoder that recurses must not be led deeper than a room's questions ever go.
    var depth = 0
    for byte in bytes {
      if byte == 91 || byte == 123 { depth += 1 }
      if byte == 93 || byte == 125 { depth -= 1 }
      guard depth <= 8 else { throw RequestFault(400, "The JSON is nested more than 8 deep.") }
    }
    do {
      return try JSONDecoder().decode(JSONNode.self, from: Data(bytes))
    } catch {
      throw RequestFault(400, "The body is no JSON that can be read.")
    }
  }

  /// What it is, for messages.
  var kind: String {
    switch self {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .number(let value): value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
    case .text(let text): "'\(text.prefix(40))'"
    case .list(let list): "a list of \(list.count)"
    case .object: "an object"
    }
  }
}
