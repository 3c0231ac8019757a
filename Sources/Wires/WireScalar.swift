/// The number types a star-mesh elimination runs in: `Double` for exact answers, `Float` for a quick refresh.
protocol WireScalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// An 8 × 8 tile plus a product: `c[r][s] = d[r][s] + Σ_q a[q][r] · b[q][s]`, the sum over q in ascending order.
  ///
  /// `a` and `b` hold `count` rows of eight with strides `strideA` and `strideB`; `c` has row stride `strideC`, `d` has
  /// `strideD` and may be `c`.
  static func addProduct(
    _ c: UnsafeMutablePointer<Self>, _ strideC: Int, _ d: UnsafePointer<Self>, _ strideD: Int,
    _ a: UnsafePointer<Self>, _ strideA: Int, _ b: UnsafePointer<Self>, _ strideB: Int, _ count: Int)
}

extension WireScalar {
  /// `target[0..<count] += factor · source[0..<count]`; count is a multiple of eight.
  @inline(__always)
  static func addScaled(
    _ target: UnsafeMutablePointer<Self>, _ factor: Self, _ source: UnsafePointer<Self>, _ count: Int
  ) {
    for start in stride(from: 0, to: count, by: 8) {
      store(load(target + start) + load(source + start) * factor, target + start)
    }
  }

  /// Copies eight numbers, as they are and times a factor.
  @inline(__always)
  static func copyScaled(
    _ source: UnsafePointer<Self>, _ factor: Self, _ plain: UnsafeMutablePointer<Self>,
    _ scaled: UnsafeMutablePointer<Self>
  ) {
    let values = load(source)
    store(values, plain)
    store(values * factor, scaled)
  }

  /// The sum of `count` (a multiple of eight) numbers in a fixed order.
  @inline(__always)
  static func sum(_ values: UnsafePointer<Self>, _ count: Int) -> Self {
    var total = SIMD8<Self>()
    for start in stride(from: 0, to: count, by: 8) { total += load(values + start) }
    return total.sum()
  }

  /// Runs a leaf's elimination program on eight arrays at once, one in each lane.
  @inline(__always)
  static func run(_ program: LeafProgram, _ slots: UnsafeMutablePointer<SIMD8<Self>>) {
    program.forEachElimination { edges, targets in
      var sum = SIMD8<Self>()
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

  @inline(__always)
  fileprivate static func load(_ from: UnsafePointer<Self>) -> SIMD8<Self> {
    UnsafeRawPointer(from).loadUnaligned(as: SIMD8<Self>.self)
  }

  @inline(__always)
  fileprivate static func store(_ value: SIMD8<Self>, _ to: UnsafeMutablePointer<Self>) {
    UnsafeMutableRawPointer(to).storeBytes(of: value, as: SIMD8<Self>.self)
  }
}

extension Double: WireScalar {
  /// Two halves of four rows: so many sums fit the registers.
  @inline(__always)
  static func addProduct(
    _ c: UnsafeMutablePointer<Double>, _ strideC: Int, _ d: UnsafePointer<Double>, _ strideD: Int,
    _ a: UnsafePointer<Double>, _ strideA: Int, _ b: UnsafePointer<Double>, _ strideB: Int, _ count: Int
  ) {
    for half in 0..<2 {
      let target = c + half * 4 * strideC
      let start = d + half * 4 * strideD
      var left = a + half * 4
      var right = b
      var sum0 = load(start)
      var sum1 = load(start + strideD)
      var sum2 = load(start + 2 * strideD)
      var sum3 = load(start + 3 * strideD)
      for _ in 0..<count {
        let row = load(right)
        sum0 += row * left[0]
        sum1 += row * left[1]
        sum2 += row * left[2]
        sum3 += row * left[3]
        left += strideA
        right += strideB
      }
      store(sum0, target)
      store(sum1, target + strideC)
      store(sum2, target + 2 * strideC)
      store(sum3, target + 3 * strideC)
    }
  }
}

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
}
