extension StreamKey {
  /// Fills `span` with standard normals: element i is draw `first + i` of this stream at `step`.
  public func fillNormals(_ span: inout MutableSpan<Float>, from first: Int = 0, step: UInt32 = 0) {
    span.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      DrawGroup(self, step: step).fillNormals(base, count: buffer.count, from: first)
    }
  }

  /// Fills `span` with uniforms in (0, 1): element i is draw `first + i` of this stream at `step`.
  public func fillUniforms(_ span: inout MutableSpan<Float>, from first: Int = 0, step: UInt32 = 0) {
    span.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      DrawGroup(self, step: step).fillUniforms(base, count: buffer.count, from: first)
    }
  }

  /// `count` standard normals from draw `first` on.
  public func normals(_ count: Int, from first: Int = 0, step: UInt32 = 0) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    var span = values.mutableSpan
    fillNormals(&span, from: first, step: step)
    return values
  }

  /// `count` uniforms in (0, 1) from draw `first` on.
  public func uniforms(_ count: Int, from first: Int = 0, step: UInt32 = 0) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    var span = values.mutableSpan
    fillUniforms(&span, from: first, step: step)
    return values
  }

  /// One standard normal.
  public func normal(at index: Int = 0, step: UInt32 = 0) -> Float { normals(1, from: index, step: step)[0] }

  /// One uniform in (0, 1).
  public func uniform(at index: Int = 0, step: UInt32 = 0) -> Float { uniforms(1, from: index, step: step)[0] }

  /// A uniformly random order of 0..<count (Fisher–Yates; bounded draws by Lemire's multiplication of 64 bits, whose
  /// bias of count / 2⁶⁴ is far below what any run can see).
  public func permutation(_ count: Int, step: UInt32 = 0) -> [Int] {
    var order = Array(0..<count)
    var words = WordSequence(self, step: step)
    for last in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(last, words.next(below: last + 1))
    }
    return order
  }
}

/// The words of one stream one after the other, for draws whose number is not known beforehand.
public struct WordSequence: RandomNumberGenerator, Sendable {
  private let group: DrawGroup
  private var index = 0
  private var words: (SIMD8<UInt32>, SIMD8<UInt32>) = (.zero, .zero)

  /// The words of `key` at `step`, from the first on.
  public init(_ key: StreamKey, step: UInt32 = 0) { group = DrawGroup(key, step: step) }

  /// The next 32 uniform bits.
  public mutating func nextWord() -> UInt32 {
    if index % 16 == 0 { words = group.words(index / 16) }
    defer { index += 1 }
    let lane = index % 16
    return lane < 8 ? words.0[lane] : words.1[lane - 8]
  }

  /// The next 64 uniform bits.
  public mutating func next() -> UInt64 {
    let low = UInt64(nextWord())
    return low | UInt64(nextWord()) << 32
  }

  /// A uniform integer in 0..<bound.
  public mutating func next(below bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

  /// A uniform number in (0, 1).
  public mutating func nextUniform() -> Float { (Float(nextWord() >> 8) + 0.5) * 0x1p-24 }
}
