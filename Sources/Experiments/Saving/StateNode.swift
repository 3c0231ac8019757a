internal import NumPyFiles

/// A value of a saved state: a tree with large arrays of numbers as plain memory.
///
/// Encoders of the library keep each number as an object of its own, which takes seconds and gigabytes for the cells of
/// a chip; this takes the time of writing the file.
indirect enum StateNode {
  case none
  case flag(Bool)
  case integer(Int64)
  case double(Double)
  case text(String)
  case floats([Float])
  case list([StateNode])
  case object([String: StateNode])

  /// A text that is no such tree's, or arrays that it names and that are not there.
  struct Damage: Error {}
}

extension StateNode {
  /// The key under which JSON names an array; no property of Swift is called like this.
  private static let arrayKey = "$array"

  /// The tree as JSON, its arrays taken out: each leaves its name behind, the path of keys that leads to it. Numbers are
  /// written with all their digits, those that are none as texts; keys are sorted, so that equal trees are equal texts.
  func json(path: [String] = [], taking arrays: inout [(name: String, values: [Float])]) -> JSONText {
    switch self {
    case .none: return .null
    case .flag(let value): return .flag(value)
    case .integer(let value): return .number("\(value)")
    case .double(let value): return value.isFinite ? .number("\(value)") : .text("\(value)")
    case .text(let value): return .text(value)
    case .floats(let values):
      // Enumerations with one unnamed value say `_0` for it, which names nothing.
      let name = path.filter { $0 != "_0" }.joined(separator: ".")
      arrays.append((name, values))
      return .object([JSONText.Member(key: Self.arrayKey, value: .text(name))])
    case .list(let items):
      return .list(items.enumerated().map { $1.json(path: path + ["\($0)"], taking: &arrays) })
    case .object(let fields):
      return .object(
        fields.sorted { $0.key < $1.key }.map { key, value in
          JSONText.Member(key: key, value: value.json(path: path + [key], taking: &arrays))
        })
    }
  }

  /// The tree of a JSON value.
  /// - Throws: ``Damage`` for whole numbers beyond ±2⁵³ and arrays that are not there.
  init(_ json: JSONText, arrays: [String: [Float]]) throws(Damage) {
    switch json {
    case .null: self = .none
    case .flag(let value): self = .flag(value)
    case .text(let value): self = .text(value)
    case .number(let digits):
      // Counters stay far below 2⁵³; a larger one was not written by this program, and adding to it might not end well.
      if let value = Int64(digits), value.magnitude <= 1 << 53 {
        self = .integer(value)
      } else if let value = Double(digits), digits.contains(where: { ".eE".contains($0) }) {
        self = .double(value)
      } else {
        throw Damage()
      }
    case .list(let items):
      var nodes: [StateNode] = []
      for item in items { nodes.append(try StateNode(item, arrays: arrays)) }
      self = .list(nodes)
    case .object(let members):
      if members.count == 1, members[0].key == Self.arrayKey {
        guard case .text(let name) = members[0].value, let values = arrays[name] else { throw Damage() }
        self = .floats(values)
        return
      }
      var fields: [String: StateNode] = [:]
      for member in members { fields[member.key] = try StateNode(member.value, arrays: arrays) }
      self = .object(fields)
    }
  }
}
