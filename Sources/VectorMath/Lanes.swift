/// Eight copies of a number. Operators that mix vectors and scalars are generic in the standard library: the optimiser
/// takes their lanes apart in long formulas, whole vectors it leaves whole. So every constant below is a vector.
@inlinable @inline(__always)
public func lanes(_ value: Float) -> SIMD8<Float> { SIMD8(repeating: value) }

@inlinable @inline(__always)
public func lanes(_ value: Int32) -> SIMD8<Int32> { SIMD8(repeating: value) }

@inlinable @inline(__always)
public func lanes(_ value: UInt32) -> SIMD8<UInt32> { SIMD8(repeating: value) }

/// The smaller of two numbers in every lane; the second where the first is NaN.
@inlinable @inline(__always)
public func minimum(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
  b.replacing(with: a, where: a .< b)
}

/// The larger of two numbers in every lane; the second where the first is NaN.
@inlinable @inline(__always)
public func maximum(_ a: SIMD8<Float>, _ b: SIMD8<Float>) -> SIMD8<Float> {
  b.replacing(with: a, where: a .> b)
}

/// Rounds to the nearest whole number, ties to even. Only for |v| < 2²².
@inlinable @inline(__always)
public func roundedToEven(_ v: SIMD8<Float>) -> SIMD8<Float> {
  let magic: SIMD8<Float> = lanes(12_582_912)  // 1.5 · 2²³
  return (v + magic) - magic
}

/// v held to low…high; NaN stays NaN.
@inlinable @inline(__always)
public func held(_ v: SIMD8<Float>, _ low: SIMD8<Float>, _ high: SIMD8<Float>) -> SIMD8<Float> {
  maximum(low, minimum(high, v))
}

/// Counts, lane by lane, where `wanted` lies more than ½ from `held`: there ¼ − excess² has its sign bit set.
///
/// Bits instead of a comparison, whose mask the compiler would take apart lane by lane.
@inlinable @inline(__always)
public func countExcess(_ count: inout SIMD8<UInt32>, _ wanted: SIMD8<Float>, _ held: SIMD8<Float>) {
  let excess = wanted - held
  let inside = lanes(0.25) - excess * excess
  count = count &+ (unsafeBitCast(inside, to: SIMD8<UInt32>.self) &>> SIMD8<UInt32>(repeating: 31))
}

/// The sum over all lanes.
@inlinable
public func total(_ count: SIMD8<UInt32>) -> Int { count.indices.reduce(0) { $0 + Int(count[$1]) } }
