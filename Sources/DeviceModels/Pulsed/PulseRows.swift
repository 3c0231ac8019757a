internal import Randomness

/// The working memory of the pulse kernels: rows of up to 256 cells, so that everything stays in the innermost cache.
///
/// The kernels are plain loops over scalars, which the optimiser turns into vectors. All rows hang on one pointer at
/// constant distances: so it can see that they do not overlap. Offsets use `&+`, since a trap would stop it.
struct PulseRows {
  /// Cells in a slice.
  static var width: Int { 256 }
  /// Groups of sixteen cells, those that share one round of draws, in a slice.
  static var groups: Int { 16 }

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
  static var cumulated: Int { 4608 }
  static var term: Int { 4864 }
  static var total: Int { 5120 }
  static var size: Int { 5376 }

  /// The rows that pulses applied one after the other need.
  static var pulseRows: [Int] { [state, stepUp, stepDown, slopeUp, slopeDown, low, high, count, share] }

  @inline(__always)
  static func copyGroup(
    _ source: UnsafePointer<Float>, _ from: Int, to target: UnsafeMutablePointer<Float>, _ place: Int
  ) {
    UnsafeMutableRawPointer(target + 16 * place).copyMemory(from: source + 16 * from, byteCount: 64)
  }

  @inline(__always)
  static func cell(_ rows: UnsafeMutablePointer<Float>, _ index: Int) -> CellConstants {
    CellConstants(
      stepUp: rows[index &+ stepUp], stepDown: rows[index &+ stepDown], slopeUp: rows[index &+ slopeUp],
      slopeDown: rows[index &+ slopeDown], low: rows[index &+ low], high: rows[index &+ high])
  }

  /// Standard normals of some groups, sixteen cells each, into the row `normal` from `start` on.
  @inline(__always)
  static func fillNormals(
    _ rows: UnsafeMutablePointer<Float>, from start: Int, groups: Int, _ draws: DrawGroup, _ index: (Int) -> Int
  ) {
    fillWords(rows, groups: groups, draws, index)
    let bits = UnsafeMutableRawPointer(rows + words).assumingMemoryBound(to: UInt32.self)
    let half = 8 * groups
    boxMuller(count: half, radii: bits, angles: bits + 128, first: rows + raw, second: rows + raw + 128)
    spread(rows, to: normal + start, groups: groups)
  }

  /// Uniforms in (0, 1), likewise into the row `uniform`.
  @inline(__always)
  static func fillUniforms(
    _ rows: UnsafeMutablePointer<Float>, from start: Int, groups: Int, _ draws: DrawGroup, _ index: (Int) -> Int
  ) {
    for group in 0..<groups {
      let (low, high) = draws.uniforms(index(group))
      let target = UnsafeMutableRawPointer(rows + uniform + start + 16 * group)
      target.storeBytes(of: low, as: SIMD8<Float>.self)
      target.storeBytes(of: high, toByteOffset: 32, as: SIMD8<Float>.self)
    }
  }

  /// The words of each group, all first vectors in one half of the row and all second ones in the other.
  @inline(__always)
  private static func fillWords(
    _ rows: UnsafeMutablePointer<Float>, groups: Int, _ draws: DrawGroup, _ index: (Int) -> Int
  ) {
    let target = UnsafeMutableRawPointer(rows + words)
    for group in 0..<groups {
      let (low, high) = draws.words(index(group))
      target.storeBytes(of: low, toByteOffset: 32 * group, as: SIMD8<UInt32>.self)
      target.storeBytes(of: high, toByteOffset: 512 + 32 * group, as: SIMD8<UInt32>.self)
    }
  }

  @inline(__always)
  private static func spread(_ rows: UnsafeMutablePointer<Float>, to row: Int, groups: Int) {
    let source = UnsafeRawPointer(rows + raw)
    let target = UnsafeMutableRawPointer(rows + row)
    for group in 0..<groups {
      target.storeBytes(
        of: source.load(fromByteOffset: 32 * group, as: SIMD8<Float>.self), toByteOffset: 64 * group,
        as: SIMD8<Float>.self)
      target.storeBytes(
        of: source.load(fromByteOffset: 512 + 32 * group, as: SIMD8<Float>.self), toByteOffset: 64 * group + 32,
        as: SIMD8<Float>.self)
    }
  }
}
