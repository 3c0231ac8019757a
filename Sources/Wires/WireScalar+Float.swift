extension Float: WireScalar {
  @inline(__always)
  static func addProduct(
    _ c: UnsafeMutablePointer<Float>, _ strideC: Int, _ d: UnsafePointer<Float>, _ strideD: Int,
    _ a: UnsafePointer<Float>, _ strideA: Int, _ b: UnsafePointer<Float>, _ strideB: Int, _ count: Int
  ) {
    var left = a
    var right = b
    var sum0 = load(d)
    var sum1 = load(d + strideD)
    var sum2 = load(d + 2 * strideD)
    var sum3 = load(d + 3 * strideD)
    var sum4 = load(d + 4 * strideD)
    var sum5 = load(d + 5 * strideD)
    var sum6 = load(d + 6 * strideD)
    var sum7 = load(d + 7 * strideD)
    for _ in 0..<count {
      let row = load(right)
      sum0 += row * left[0]
      sum1 += row * left[1]
      sum2 += row * left[2]
      sum3 += row * left[3]
      sum4 += row * left[4]
      sum5 += row * left[5]
      sum6 += row * left[6]
      sum7 += row * left[7]
      left += strideA
      right += strideB
    }
    store(sum0, c)
    store(sum1, c + strideC)
    store(sum2, c + 2 * strideC)
    store(sum3, c + 3 * strideC)
    store(sum4, c + 4 * strideC)
    store(sum5, c + 5 * strideC)
    store(sum6, c + 6 * strideC)
    store(sum7, c + 7 * strideC)
  }

  @inline(__always)
  static func addScaled(
    _ target: UnsafeMutablePointer<Float>, _ factor: Float, _ source: UnsafePointer<Float>, _ count: Int
  ) {
    for start in stride(from: 0, to: count, by: 8) {
      store(load(target + start) + load(source + start) * factor, target + start)
    }
  }

  @inline(__always)
  static func copyScaled(
    _ source: UnsafePointer<Float>, _ factor: Float, _ plain: UnsafeMutablePointer<Float>,
    _ scaled: UnsafeMutablePointer<Float>
  ) {
    let values = load(source)
    store(values, plain)
    store(values * factor, scaled)
  }

  static func sum(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
    var total = SIMD8<Float>()
    for start in stride(from: 0, to: count, by: 8) { total += load(values + start) }
    return total.sum()
  }

  static func run(_ program: LeafProgram, _ slots: UnsafeMutablePointer<SIMD8<Float>>) {
    program.forEachElimination { edges, targets in
      var sum = SIMD8<Float>()
      for edge in edges { sum += slots[Int(edge)] }
      let inverse = 1 / sum
      var next = targets
      for first in edges.indices.dropLast() {
        let share = slots[Int(edges[first])] * inverse
        for second in (first + 1)..<edges.count {
          slots[Int(next.pointee)] += share * slots[Int(edges[second])]
          next += 1
        }
      }
    }
  }

  @inline(__always) private static func load(_ from: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(from).loadUnaligned(as: SIMD8<Float>.self)
  }

  @inline(__always) private static func store(_ value: SIMD8<Float>, _ to: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(to).storeBytes(of: value, as: SIMD8<Float>.self)
  }
}
