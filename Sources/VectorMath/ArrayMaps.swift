/// Element-wise work on arrays, eight lanes at a time; a short last group is padded with zeros.
@inlinable @inline(__always)
public func mapEight(_ a: [Float], _ body: (SIMD8<Float>) -> SIMD8<Float>) -> [Float] {
  mapEight(count: a.count) { body(load(a, $0, $1)) }
}

@inlinable @inline(__always)
public func mapEight(_ a: [Float], _ b: [Float], _ body: (SIMD8<Float>, SIMD8<Float>) -> SIMD8<Float>) -> [Float] {
  precondition(a.count == b.count, "arrays of \(a.count) and \(b.count) cells")
  return mapEight(count: a.count) { body(load(a, $0, $1), load(b, $0, $1)) }
}

@inlinable @inline(__always)
public func mapEight(
  _ a: [Float], _ b: [Float], _ c: [Float],
  _ body: (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>) -> SIMD8<Float>
) -> [Float] {
  precondition(a.count == b.count && a.count == c.count, "arrays of \(a.count), \(b.count) and \(c.count) cells")
  return mapEight(count: a.count) { body(load(a, $0, $1), load(b, $0, $1), load(c, $0, $1)) }
}

/// The array whose elements first ..< first + lanes are `body(first, lanes)`.
@inlinable @inline(__always)
func mapEight(count: Int, _ body: (Int, Int) -> SIMD8<Float>) -> [Float] {
  [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
    if let base = buffer.baseAddress {
      let raw = UnsafeMutableRawPointer(base)
      var first = 0
      while first + 8 <= count {
        raw.storeBytes(of: body(first, 8), toByteOffset: 4 * first, as: SIMD8<Float>.self)
        first += 8
      }
      if first < count {
        let last = body(first, count - first)
        for lane in 0..<(count - first) { base[first + lane] = last[lane] }
      }
    }
    initialized = count
  }
}

@inlinable @inline(__always)
func load(_ a: [Float], _ first: Int, _ lanes: Int) -> SIMD8<Float> {
  if lanes == 8 {
    return a.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 4 * first, as: SIMD8<Float>.self) }
  }
  var part = SIMD8<Float>.zero
  for lane in 0..<lanes { part[lane] = a[first + lane] }
  return part
}
