internal import VectorMath

/// Pairs of independent standard normals from pairs of random words.
///
/// Source: G. E. P. Box, M. E. Muller, Ann. Math. Stat. 29, 610 (1958): √(−2 ln u) times cosine and sine of a uniform
/// angle. u has all 32 bits and keeps full relative precision near 0, so the tails reach 6.76 σ. The angle is drawn in
/// −45°…45°; one bit exchanges cosine and sine and another flips the larger one, which covers the circle evenly.
///
/// A plain loop over scalars: the optimiser makes vectors of it, which it does not of long formulas on `SIMD8<Float>`,
/// whose operators are generic over lanes.
/// - Parameters:
///   - radii, angles: `count` words each.
///   - first, second: `count` normals each; may not overlap the words.
@inline(never)
public func boxMuller(
  count: Int, radii: UnsafePointer<UInt32>, angles: UnsafePointer<UInt32>, first: UnsafeMutablePointer<Float>,
  second: UnsafeMutablePointer<Float>
) {
  for index in 0..<count {
    // Both halves as 2²³ + h, exactly: the word becomes a float with one rounding.
    let word = radii[index]
    let high = Float(bitPattern: word >> 16 | 0x4B00_0000) - 8_388_608
    let low = Float(bitPattern: word & 0xFFFF | 0x4B00_0000) - 8_388_607.5
    let radius = squareRoot(-2 * naturalLogarithm(high * 0x1p-16 + low * 0x1p-32))
    let bits = angles[index]
    let angle = (Float(bitPattern: bits >> 9 | 0x3F80_0000) - 1.5) * (Float.pi / 2)
    let square = angle * angle
    let sine = ((square * -1.951_529_6e-4 + 8.333_331_5e-3) * square - 1.666_666_6e-1) * square * angle + angle
    let cosine =
      (((square * 2.443_315_7e-5 - 1.388_731_6e-3) * square + 4.166_664_6e-2) * square - 0.5) * square + 1
    let flipped = cosine.bitPattern ^ bits << 31
    let sineBits = sine.bitPattern
    // All ones where bit 1 asks for the exchange; x ^ ((x ^ y) & m) picks y there.
    let exchange = UInt32(bitPattern: Int32(bitPattern: bits << 30) >> 31)
    let difference = (flipped ^ sineBits) & exchange
    first[index] = radius * Float(bitPattern: flipped ^ difference)
    second[index] = radius * Float(bitPattern: sineBits ^ difference)
  }
}
