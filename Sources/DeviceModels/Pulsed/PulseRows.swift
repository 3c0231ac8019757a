internal import Randomness

/// The working memory of the pulse kernels: rows of up to 256 cells, so that everything stays in the innermost cache.
///
/// The kernels are plain loops over scalars, which the optimiser turns into vectors. All rows hang on one pointer at
/// constant distances: so it can see that they do not overlap. Offsets use `&+`, since a trap would stop it.
struct PulseRows {
  /// Cells in a row.
  static var width: Int { 256 }
  /// Cells for which one of two forms is chosen together.
  static var bundle: Int { 64 }

  static var state: Int { 0 }
  static var up: Int { 256 }
  static var down: Int { 512 }
  static var stepUp: Int { 768 }
  static var stepDown: Int { 1024 }
  static var slopeUp: Int { 1280 }
  static var slopeDown: Int { 1536 }
  static var low: Int { 1792 }
  static var high: Int { 2048 }
  /// Standard normals and uniforms of the present round.
  static var normal: Int { 2304 }
  static var uniform: Int { 2560 }
  /// Where the cells end before their bounds are applied; then the result.
  static var value: Int { 2816 }
  static var mean: Int { 3072 }
  static var variance: Int { 3328 }
  /// Whole pulses to do, and the share of up pulses among them.
  static var count: Int { 3584 }
  static var share: Int { 3840 }
  static var words: Int { 4096 }
  static var raw: Int { 4352 }
  /// Steps and relaxations at the present state, of laws that are not affine.
  static var riseStep: Int { 4608 }
  static var riseRelaxation: Int { 4864 }
  static var fallStep: Int { 5120 }
  static var fallRelaxation: Int { 5376 }
  static var size: Int { 5632 }

  /// Cells rounded up to whole groups of sixteen.
  @inline(__always)
  static func padded(_ count: Int) -> Int { (count &+ 15) & ~15 }

  @inline(__always)
  static func cell(_ rows: UnsafeMutablePointer<Float>, _ index: Int) -> CellConstants {
    CellConstants(
      stepUp: rows[index &+ stepUp], stepDown: rows[index &+ stepDown], slopeUp: rows[index &+ slopeUp],
      slopeDown: rows[index &+ slopeDown], low: rows[index &+ low], high: rows[index &+ high])
  }

  /// Standard normals of `count` cells from `start` on into the row `normal`: draws of the groups from `group` on.
  @inline(__always)
  static func fillNormals(
    _ rows: UnsafeMutablePointer<Float>, from start: Int = 0, count: Int, _ draws: DrawGroup, group: Int
  ) {
    let groups = padded(count) / 16
    let bits = UnsafeMutableRawPointer(rows + words)
    draws.storeWords(groups, from: group, first: bits, second: bits + 512, stride: 32)
    let radii = bits.assumingMemoryBound(to: UInt32.self)
    boxMuller(count: 8 * groups, radii: radii, angles: radii + 128, first: rows + raw, second: rows + raw + 128)
    let source = UnsafeRawPointer(rows + raw)
    let target = UnsafeMutableRawPointer(rows + normal + start)
    for part in 0..<groups {
      target.storeBytes(
        of: source.load(fromByteOffset: 32 &* part, as: SIMD8<Float>.self), toByteOffset: 64 &* part,
        as: SIMD8<Float>.self)
      target.storeBytes(
        of: source.load(fromByteOffset: 512 &+ 32 &* part, as: SIMD8<Float>.self), toByteOffset: 64 &* part &+ 32,
        as: SIMD8<Float>.self)
    }
  }

  /// Uniforms in (0, 1), likewise into any row.
  @inline(__always)
  static func fillUniforms(_ row: UnsafeMutablePointer<Float>, count: Int, _ draws: DrawGroup, group: Int) {
    let target = UnsafeMutableRawPointer(row)
    draws.storeWords(padded(count) / 16, from: group, first: target, second: target + 32, stride: 64)
    for index in 0..<padded(count) {
      row[index] = Float(bitPattern: row[index].bitPattern &>> 9 | 0x3F80_0000) - (1 - 0x1p-24)
    }
  }

  /// Random words, likewise.
  @inline(__always)
  static func fillWords(_ row: UnsafeMutablePointer<UInt32>, count: Int, _ draws: DrawGroup, group: Int) {
    let target = UnsafeMutableRawPointer(row)
    draws.storeWords(padded(count) / 16, from: group, first: target, second: target + 32, stride: 64)
  }
}
