package import Foundation

/// An array of numbers with a name and a shape, in C order (last axis fastest).
package struct Tensor: Sendable, Equatable {
  /// The numbers in their own type.
  package enum Values: Sendable, Equatable {
    case float32([Float])
    case float64([Double])
    case int32([Int32])
    case int64([Int64])
    case uint8([UInt8])

    package var count: Int {
      switch self {
      case .float32(let values): values.count
      case .float64(let values): values.count
      case .int32(let values): values.count
      case .int64(let values): values.count
      case .uint8(let values): values.count
      }
    }

    /// As the format names the type.
    package var type: String {
      switch self {
      case .float32: "F32"
      case .float64: "F64"
      case .int32: "I32"
      case .int64: "I64"
      case .uint8: "U8"
      }
    }
  }

  package let name: String
  /// The length of each axis; empty for a single number.
  package let shape: [Int]
  package let values: Values

  /// - Precondition: the product of `shape` is the number of values.
  package init(name: String, shape: [Int], values: Values) {
    precondition(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == values.count, "\(values.count) values for shape \(shape)")
    self.name = name
    self.shape = shape
    self.values = values
  }
}

/// Files of named arrays as Hugging Face's `safetensors` writes them, which NumPy, PyTorch and JAX open.
///
/// Format: eight bytes with the length of the header, a JSON object {name: {dtype, shape, data_offsets}} with texts
/// under `__metadata__`, then the numbers, little-endian, without gaps.
/// Source: the `safetensors` repository, README "Format" (version 0.4 and later; headers of up to 100 MB).
/// Read and written: F32, F64, I32, I64, U8. Every offset is held against the shape and the size of the file before
/// anything is taken, and numbers that no entry or two entries claim are refused, as the reference implementation does.
package struct SafeTensors: Sendable, Equatable {
  /// In the order of the data.
  package var tensors: [Tensor]
  /// What the file says about itself.
  package var metadata: [String: String]

  package init(tensors: [Tensor], metadata: [String: String] = [:]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// The array of a name; nil where there is none.
  package subscript(name: String) -> Tensor? { tensors.first { $0.name == name } }

  static let largestHeader = 100_000_000

  /// The whole file, byte for byte as the reference implementation writes it: arrays by type, large numbers first, then
  /// by name, so that each is aligned; the header padded to a multiple of eight bytes.
  /// - Precondition: names differ and none is `__metadata__`.
  package func encoded() -> Data {
    let order = tensors.sorted { ($1.values.rank, $0.name) < ($0.values.rank, $1.name) }
    precondition(Set(order.map(\.name)).count == order.count, "two arrays of one name")
    var members: [JSONText.Member] = []
    if !metadata.isEmpty {
      let texts = metadata.sorted { $0.key < $1.key }.map { JSONText.Member(key: $0.key, value: .text($0.value)) }
      members.append(.init(key: "__metadata__", value: .object(texts)))
    }
    var offset = 0
    for tensor in order {
      precondition(tensor.name != "__metadata__", "an array named __metadata__")
      let end = offset + tensor.values.count * tensor.values.numberSize
      func numbers(_ values: [Int]) -> JSONText { .list(values.map { .number("\($0)") }) }
      members.append(
        .init(
          key: tensor.name,
          value: .object([
            .init(key: "dtype", value: .text(tensor.values.type)), .init(key: "shape", value: numbers(tensor.shape)),
            .init(key: "data_offsets", value: numbers([offset, end])),
          ])))
      offset = end
    }
    var header = JSONText.object(members).encoded
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    var data = Data(capacity: 8 + header.utf8.count + offset)
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { data.append(contentsOf: $0) }
    data.append(contentsOf: header.utf8)
    for tensor in order { tensor.values.append(to: &data) }
    return data
  }

  /// Writes the file, by way of `OutputFile`.
  /// - Throws: ``NPYError/output(_:)``.
  package func write(to path: String) throws(NPYError) { try NPY.save(encoded(), to: path) }

  /// The contents of a file at `path`.
  /// - Throws: ``NPYError`` for a missing, foreign, damaged or truncated file and for types that are not read.
  package static func read(_ path: String) throws(NPYError) -> SafeTensors {
    try SafeTensors(NPY.contents(of: path), named: path)
  }

  /// The contents of `data`, a whole file; `path` stands in messages.
  /// - Throws: ``NPYError``, as for a file.
  package init(_ data: Data, named path: String) throws(NPYError) {
    let size = data.count
    guard size >= 8 else { throw .notSafeTensors(path: path, reason: "\(size) bytes, the length of a header is 8") }
    let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(min(size - 8, Self.largestHeader)) else {
      throw .notSafeTensors(path: path, reason: "a header of \(length) bytes is announced in a file of \(size)")
    }
    let start = data.startIndex + 8 + Int(length)
    let header: JSONText
    do { header = try JSONText(data[(data.startIndex + 8)..<start]) } catch {
      throw .notSafeTensors(path: path, reason: "its header is not JSON at byte \(8 + error.offset): \(error.reason)")
    }
    guard case .object(let members) = header else {
      throw .notSafeTensors(path: path, reason: "its header is no JSON object")
    }
    metadata = [:]
    var entries: [Entry] = []
    for member in members {
      if member.key == "__metadata__" {
        metadata = try Self.metadata(member.value, path)
      } else {
        entries.append(try Entry(member, path))
      }
    }
    entries.sort { ($0.begin, $0.end) < ($1.begin, $1.end) }
    var place = 0
    for entry in entries {
      guard entry.begin == place else {
        throw .damagedTensors(
          path: path, tensor: entry.name, reason: "its data begin at byte \(entry.begin), where \(place) is due")
      }
      place = entry.end
    }
    guard place == size - 8 - Int(length) else {
      throw .damagedTensors(
        path: path, tensor: entries.last?.name ?? "",
        reason: "the data are \(size - 8 - Int(length)) bytes, not \(place)")
    }
    tensors = data[start...].withUnsafeBytes { bytes in
      entries.map { entry in
        Tensor(
          name: entry.name, shape: entry.shape,
          values: Tensor.Values(entry.type, UnsafeRawBufferPointer(rebasing: bytes[entry.begin..<entry.end])))
      }
    }
  }

  private static func metadata(_ value: JSONText, _ path: String) throws(NPYError) -> [String: String] {
    guard case .object(let members) = value else {
      throw .notSafeTensors(path: path, reason: "__metadata__ is no JSON object")
    }
    var texts: [String: String] = [:]
    for member in members {
      guard case .text(let text) = member.value else {
        throw .notSafeTensors(path: path, reason: "__metadata__.\(member.key) is no text")
      }
      texts[member.key] = text
    }
    return texts
  }
}

/// What the header says of one array, held against itself.
private struct Entry {
  let name: String
  let type: String
  let shape: [Int]
  let begin: Int
  let end: Int

  init(_ member: JSONText.Member, _ path: String) throws(NPYError) {
    name = member.key
    func damage(_ reason: String) -> NPYError { .damagedTensors(path: path, tensor: member.key, reason: reason) }
    func whole(_ value: JSONText?) -> [Int]? {
      guard case .list(let items)? = value else { return nil }
      var numbers: [Int] = []
      for item in items {
        guard case .number(let text) = item, let number = Int(text), number >= 0 else { return nil }
        numbers.append(number)
      }
      return numbers
    }
    guard case .text(let type)? = member.value["dtype"] else { throw damage("no dtype") }
    guard let size = Tensor.Values.sizes[type] else {
      throw .unsupportedTensor(path: path, tensor: name, type: type)
    }
    guard let shape = whole(member.value["shape"]) else { throw damage("no shape of whole numbers") }
    guard let offsets = whole(member.value["data_offsets"]), offsets.count == 2, offsets[0] <= offsets[1] else {
      throw damage("no data_offsets [begin, end]")
    }
    var bytes = size
    for length in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: length)
      guard !overflow else { throw damage("shape \(shape) has more bytes than an address can count") }
      bytes = product
    }
    guard offsets[1] - offsets[0] == bytes else {
      throw damage("shape \(shape) of \(type) needs \(bytes) bytes, data_offsets name \(offsets[1] - offsets[0])")
    }
    (self.type, self.shape, begin, end) = (type, shape, offsets[0], offsets[1])
  }
}

extension Tensor.Values {
  /// Bytes of a number by the name of its type.
  fileprivate static let sizes = ["F32": 4, "F64": 8, "I32": 4, "I64": 8, "U8": 1]

  fileprivate var numberSize: Int { Self.sizes[type] ?? 0 }

  /// The place of the type in the reference implementation's order.
  fileprivate var rank: Int { ["U8", "I32", "F32", "F64", "I64"].firstIndex(of: type) ?? 0 }

  fileprivate init(_ type: String, _ bytes: UnsafeRawBufferPointer) {
    func words<Word: FixedWidthInteger, Value>(_: Word.Type, _ convert: (Word) -> Value) -> [Value] {
      let size = MemoryLayout<Word>.size
      return (0..<bytes.count / size).map {
        convert(Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * size, as: Word.self)))
      }
    }
    switch type {
    case "F32": self = .float32(words(UInt32.self) { Float(bitPattern: $0) })
    case "F64": self = .float64(words(UInt64.self) { Double(bitPattern: $0) })
    case "I32": self = .int32(words(UInt32.self) { Int32(bitPattern: $0) })
    case "I64": self = .int64(words(UInt64.self) { Int64(bitPattern: $0) })
    case "U8": self = .uint8(Array(bytes))
    default: preconditionFailure("type \(type)")
    }
  }

  fileprivate func append(to data: inout Data) {
    func put<Word: FixedWidthInteger>(_ words: [Word]) { words.withUnsafeBytes { data.append(contentsOf: $0) } }
    switch self {
    case .float32(let values): put(values.map { $0.bitPattern.littleEndian })
    case .float64(let values): put(values.map { $0.bitPattern.littleEndian })
    case .int32(let values): put(values.map(\.littleEndian))
    case .int64(let values): put(values.map(\.littleEndian))
    case .uint8(let values): data.append(contentsOf: values)
    }
  }
}
