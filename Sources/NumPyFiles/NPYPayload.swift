/// The data part of a file, decoded into C order.
struct NPYPayload {
  let header: NPYHeader
  let bytes: UnsafeRawBufferPointer
  let path: String

  /// - Throws: ``NPYError/outOfRange(path:shape:index:value:allowed:)`` for 64-bit integers beyond ±2⁵³.
  func values() throws(NPYError) -> NPYArray.Values {
    switch header.type.kind {
    case .boolean: .floats(elements(UInt8.self) { $0 == 0 ? 0 : 1 })
    case .int8: .floats(elements(UInt8.self) { Float(Int8(bitPattern: $0)) })
    case .uint8: .floats(elements(UInt8.self) { Float($0) })
    case .int16: .floats(elements(UInt16.self) { Float(Int16(bitPattern: $0)) })
    case .uint16: .floats(elements(UInt16.self) { Float($0) })
    case .int32: .doubles(elements(UInt32.self) { Double(Int32(bitPattern: $0)) })
    case .uint32: .doubles(elements(UInt32.self) { Double($0) })
    case .int64: .doubles(try exact(elements(UInt64.self) { Int64(bitPattern: $0) }) { Double($0) })
    case .uint64: .doubles(try exact(elements(UInt64.self) { $0 }) { Double($0) })
    case .float16: .floats(elements(UInt16.self, Self.single(half:)))
    case .float32: .floats(elements(UInt32.self) { Float(bitPattern: $0) })
    case .float64: .doubles(elements(UInt64.self) { Double(bitPattern: $0) })
    }
  }

  /// The elements in C order: words of the file in the machine's byte order, each through `convert`.
  @inline(__always)
  private func elements<Word: FixedWidthInteger, Value>(_ word: Word.Type, _ convert: (Word) -> Value) -> [Value] {
    let size = MemoryLayout<Word>.size
    let isBigEndian = header.type.isBigEndian
    @inline(__always) func element(_ offset: Int) -> Value {
      let stored = bytes.loadUnaligned(fromByteOffset: header.dataOffset + offset * size, as: Word.self)
      return convert(isBigEndian ? Word(bigEndian: stored) : Word(littleEndian: stored))
    }
    return [Value](unsafeUninitializedCapacity: header.count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      if header.isFortranOrder, header.shape.count > 1, header.count > 0 {
        forEachRow { row, first, stride in
          for column in 0..<header.shape[header.shape.count - 1] {
            (base + row + column).initialize(to: element(first + column * stride))
          }
        }
      } else {
        for index in 0..<header.count { (base + index).initialize(to: element(index)) }
      }
      initialized = header.count
    }
  }

  /// Calls `body` for every run along the last axis of a Fortran-ordered array: where the run begins in C order, where
  /// it begins in the file, and its stride there.
  @inline(__always)
  private func forEachRow(_ body: (_ target: Int, _ source: Int, _ stride: Int) -> Void) {
    let outer = header.shape.dropLast()
    let rowLength = header.shape[header.shape.count - 1]
    var strides = [1]
    for length in header.shape { strides.append(strides[strides.count - 1] * length) }
    var index = [Int](repeating: 0, count: outer.count)
    var source = 0
    for row in 0..<header.count / rowLength {
      body(row * rowLength, source, strides[outer.count])
      var axis = outer.count - 1
      while axis >= 0 {
        index[axis] += 1
        source += strides[axis]
        if index[axis] < outer[axis] { break }
        source -= index[axis] * strides[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }

  private func exact<Whole: FixedWidthInteger>(
    _ values: [Whole], _ convert: (Whole) -> Double
  ) throws(NPYError) -> [Double] {
    if let index = values.firstIndex(where: { $0.magnitude > 1 << 53 }) {
      throw .outOfRange(
        path: path, shape: header.shape, index: NPYArray.position(index, shape: header.shape),
        value: "\(values[index])", allowed: "integers up to ±2^53, which Float64 holds exactly")
    }
    return values.map(convert)
  }

  /// IEEE 754 half precision to single, exactly.
  private static func single(half bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let exponent = UInt32(bits >> 10) & 0x1F
    let fraction = UInt32(bits & 0x3FF)
    switch exponent {
    case 0: return (sign == 0 ? 1 : -1) * Float(fraction) * 0x1p-24
    case 31: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
