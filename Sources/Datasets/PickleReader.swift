/// Reads Python pickles that hold numbers, texts, lists, tuples, dictionaries and NumPy arrays of bytes, such as the
/// batches of the Python version of CIFAR-10. Nothing is executed: what a pickle would call is kept as a name, and of all
/// such objects only NumPy arrays can be asked for their content.
///
/// Opcodes as in Python's `pickletools` (protocols 0 to 4, as far as such files use them).
struct PickleReader {
  /// A value of a pickle.
  indirect enum Value {
    case none
    case flag(Bool)
    case number(Int)
    /// A text or bytes, which Python 2 does not tell apart.
    case bytes([UInt8])
    case tuple([Value])
    case list(List)
    case dictionary(Table)
    case name(String)
    case object(Object)
  }

  /// A list, which the memo may name while it still grows.
  final class List { var items: [Value] = [] }
  /// A dictionary.
  final class Table { var items: [(key: Value, value: Value)] = [] }
  /// What a call would have made, and the state it would have been given.
  final class Object {
    let maker: String
    let arguments: [Value]
    var state: Value = .none
    init(maker: String, arguments: [Value]) {
      self.maker = maker
      self.arguments = arguments
    }
  }

  private let bytes: [UInt8]
  private let path: String
  private var place = 0
  private var stack: [Value] = []
  private var marks: [Int] = []
  private var memo: [Int: Value] = [:]

  private init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// The value that a pickle holds.
  ///
  /// - Throws: `DatasetError.badPickle` with the place in the file.
  static func read(_ bytes: [UInt8], path: String) throws(DatasetError) -> Value {
    var reader = PickleReader(bytes, path: path)
    return try reader.run()
  }

  private func failure(_ reason: String) -> DatasetError { .badPickle(path: path, place: place, reason: reason) }

  private mutating func run() throws(DatasetError) -> Value {
    while true {
      let code = try take(1)[0]
      if code == 0x2E { return try pop() }  // STOP
      try execute(code)
    }
  }

  private mutating func execute(_ code: UInt8) throws(DatasetError) {
    switch Character(UnicodeScalar(code)) {
    case "\u{80}": _ = try take(1)  // PROTO
    case "\u{95}": _ = try take(8)  // FRAME
    case "N": stack.append(.none)
    case "\u{88}": stack.append(.flag(true))
    case "\u{89}": stack.append(.flag(false))
    case "K": stack.append(.number(Int(try take(1)[0])))
    case "M": stack.append(.number(try whole(2)))
    case "J": stack.append(.number(Int(Int32(truncatingIfNeeded: try whole(4)))))
    case "U", "C", "\u{8C}": stack.append(.bytes(try take(Int(try take(1)[0]))))
    case "T", "B", "X": stack.append(.bytes(try take(try whole(4))))
    case "\u{8E}", "\u{8D}": stack.append(.bytes(try take(try whole(8))))
    case "(": marks.append(stack.count)
    case "]": stack.append(.list(List()))
    case "}": stack.append(.dictionary(Table()))
    case ")": stack.append(.tuple([]))
    case "t": stack.append(.tuple(try popMark()))
    case "\u{85}": stack.append(.tuple(try pop(1)))
    case "\u{86}": stack.append(.tuple(try pop(2)))
    case "\u{87}": stack.append(.tuple(try pop(3)))
    case "l":
      let list = List()
      list.items = try popMark()
      stack.append(.list(list))
    case "a", "e":
      // Taken off the stack before the list below is looked for.
      let items = try code == 0x61 ? pop(1) : popMark()
      try append(items)
    case "s", "u":
      let items = try code == 0x73 ? pop(2) : popMark()
      try set(items)
    case "q": memo[Int(try take(1)[0])] = try top()
    case "r": memo[try whole(4)] = try top()
    case "\u{94}": memo[memo.count] = try top()
    case "h": try recall(Int(try take(1)[0]))
    case "j": try recall(try whole(4))
    case "c": stack.append(.name(try line() + "." + line()))
    case "\u{93}":  // STACK_GLOBAL
      let parts = try pop(2).map { String(decoding: Self.text($0) ?? [], as: UTF8.self) }
      stack.append(.name(parts.joined(separator: ".")))
    case "R":
      let call = try pop(2)
      guard case .name(let maker) = call[0], case .tuple(let arguments) = call[1] else { throw failure("no call") }
      stack.append(.object(Object(maker: maker, arguments: arguments)))
    case "b":
      let state = try pop()
      guard case .object(let object) = try top() else { throw failure("a state without an object") }
      object.state = state
    default: throw failure("opcode 0x\(String(code, radix: 16)) is not read here")
    }
  }

  static func text(_ value: Value) -> [UInt8]? { if case .bytes(let bytes) = value { bytes } else { nil } }

  private mutating func take(_ count: Int) throws(DatasetError) -> [UInt8] {
    guard count >= 0, count <= bytes.count - place else { throw failure("the file ends") }
    defer { place += count }
    return Array(bytes[place..<place + count])
  }

  private mutating func whole(_ count: Int) throws(DatasetError) -> Int {
    let number = try take(count).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let value = Int(exactly: number) else { throw failure("a length of \(number)") }
    return value
  }

  private mutating func line() throws(DatasetError) -> String {
    let rest = bytes[place...].prefix { $0 != 0x0A }
    guard rest.endIndex < bytes.count else { throw failure("the file ends") }
    place = rest.endIndex + 1
    return String(decoding: rest, as: UTF8.self)
  }

  private func top() throws(DatasetError) -> Value {
    guard let last = stack.last else { throw failure("an empty stack") }
    return last
  }

  private mutating func pop() throws(DatasetError) -> Value { try pop(1)[0] }

  private mutating func pop(_ count: Int) throws(DatasetError) -> [Value] {
    guard stack.count - (marks.last ?? 0) >= count else { throw failure("an empty stack") }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popMark() throws(DatasetError) -> [Value] {
    guard let mark = marks.popLast() else { throw failure("no mark") }
    defer { stack.removeLast(stack.count - mark) }
    return Array(stack[mark...])
  }

  private mutating func recall(_ index: Int) throws(DatasetError) {
    guard let value = memo[index] else { throw failure("nothing was kept as \(index)") }
    stack.append(value)
  }

  private func append(_ items: [Value]) throws(DatasetError) {
    guard case .list(let list) = try top() else { throw failure("no list to append to") }
    list.items += items
  }

  private func set(_ items: [Value]) throws(DatasetError) {
    guard case .dictionary(let table) = try top(), items.count.isMultiple(of: 2) else {
      throw failure("no dictionary to fill")
    }
    for index in stride(from: 0, to: items.count, by: 2) { table.items.append((items[index], items[index + 1])) }
  }
}

extension PickleReader.Value {
  /// The value of a key of a dictionary.
  subscript(key: String) -> PickleReader.Value? {
    guard case .dictionary(let table) = self else { return nil }
    return table.items.last { PickleReader.text($0.key).map { String(decoding: $0, as: UTF8.self) } == key }?.value
  }

  /// A list of whole numbers.
  var numbers: [Int]? {
    guard case .list(let list) = self else { return nil }
    var numbers: [Int] = []
    for item in list.items {
      guard case .number(let number) = item else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The shape and content of a NumPy array of unsigned bytes, row after row.
  var byteArray: (shape: [Int], bytes: [UInt8])? {
    // (version, shape, dtype, whether columns come first, content)
    guard case .object(let array) = self, array.maker.hasSuffix("multiarray._reconstruct"),
      case .tuple(let state) = array.state, state.count == 5, case .tuple(let sides) = state[1],
      case .object(let type) = state[2], type.maker == "numpy.dtype", let first = type.arguments.first,
      let word = PickleReader.text(first), String(decoding: word, as: UTF8.self) == "u1",
      case .flag(false) = state[3], let bytes = PickleReader.text(state[4])
    else { return nil }
    var shape: [Int] = []
    for side in sides {
      guard case .number(let number) = side, number > 0 else { return nil }
      shape.append(number)
    }
    let (count, overflow) = shape.reduce((1, false)) { product, side in
      let next = product.0.multipliedReportingOverflow(by: side)
      return (next.partialValue, product.1 || next.overflow)
    }
    guard !overflow, count == bytes.count else { return nil }
    return (shape, bytes)
  }
}
