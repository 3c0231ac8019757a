import Randomness

/// Rounds to the nearest whole number, ties to even. Only for |v| < 2²².
@inline(__always)
func roundedToEven(_ v: SIMD8<Float>) -> SIMD8<Float> {
  let magic = lanes(12_582_912)  // 1.5 · 2²³
  return (v + magic) - magic
}

/// v held to low…high; NaN stays NaN.
@inline(__always)
func held(_ v: SIMD8<Float>, _ low: SIMD8<Float>, _ high: SIMD8<Float>) -> SIMD8<Float> {
  maximum(low, minimum(high, v))
}

/// Counts, lane by lane, where `wanted` lies more than ½ from `held`: there ¼ − excess² has its sign bit set.
///
/// Bits instead of a comparison, whose mask the compiler would take apart lane by lane.
@inline(__always)
func countExcess(_ count: inout SIMD8<UInt32>, _ wanted: SIMD8<Float>, _ held: SIMD8<Float>) {
  let excess = wanted - held
  let inside = lanes(0.25) - excess * excess
  count = count &+ (unsafeBitCast(inside, to: SIMD8<UInt32>.self) &>> SIMD8<UInt32>(repeating: 31))
}

/// The sum over all lanes.
func total(_ count: SIMD8<UInt32>) -> Int { count.indices.reduce(0) { $0 + Int(count[$1]) } }
