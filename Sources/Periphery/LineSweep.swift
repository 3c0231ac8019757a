import Randomness
internal import VectorMath

/// What happens to eight numbers of one row.
protocol LineKernel {
  /// Converts the numbers of lines `8 * eight ..< 8 * eight + 8`; lanes beyond the last line hold zeros.
  mutating func convert(_ x: SIMD8<Float>, _ eight: Int) -> SIMD8<Float>
}

/// One pass over rows of numbers, eight lines at a time.
///
/// Rows lie `sourceStride` and `targetStride` numbers apart; the lines of a row are contiguous. Source and target may
/// be the same memory.
struct LineSweep {
  let source: UnsafePointer<Float>
  let sourceStride: Int
  let target: UnsafeMutablePointer<Float>
  let targetStride: Int
  let rows: Int
  let lines: Int
  /// Whether results are added to what the target holds.
  var adds = false
  /// The variances of the source's numbers, in its layout; nil for none.
  var variances: UnsafePointer<Float>?
  var varianceStride = 0
  /// A variance that every number has on top.
  var commonVariance: Float = 0
  /// The normals that are scaled by the root of the variances: draw s · p + j for sample s and line j, p being the
  /// number of lines rounded up to a multiple of 16.
  var draws: DrawGroup?
  var firstSample = 0

  /// Leaves every number as it is, bit for bit; nothing may be added.
  func copy() {
    guard source != UnsafePointer(target) || sourceStride != targetStride else { return }
    for row in 0..<rows { (target + row * targetStride).update(from: source + row * sourceStride, count: lines) }
  }

  /// Sends every number through `kernel`.
  func run<Kernel: LineKernel>(_ kernel: inout Kernel) {
    let padded = (lines + 15) / 16 * 16
    guard padded > 0 else { return }
    guard let draws else {
      for row in 0..<rows { convert(row, &kernel) }
      return
    }
    // The draws of consecutive samples lie one after the other, so that short rows are drawn several at a time.
    let portion = max(1, 1024 / padded)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: portion * padded) { scratch in
      guard let normals = scratch.baseAddress else { return }
      for first in stride(from: 0, to: rows, by: portion) {
        let count = min(portion, rows - first)
        draws.fillNormals(normals, count: count * padded, from: (firstSample + first) * padded)
        for row in 0..<count { convert(first + row, normals: normals + row * padded, &kernel) }
      }
    }
  }

  /// One row as it is.
  @inline(__always)
  private func convert<Kernel: LineKernel>(_ row: Int, _ kernel: inout Kernel) {
    let from = source + row * sourceStride
    let to = target + row * targetStride
    for eight in 0..<lines / 8 {
      let result = kernel.convert(load(from + eight * 8), eight)
      store(result, to + eight * 8)
    }
    let rest = lines % 8
    if rest > 0 {
      let place = lines - rest
      storePart(kernel.convert(loadPart(from + place, rest), lines / 8), to + place, rest)
    }
  }

  /// One row with its noise.
  @inline(__always)
  private func convert<Kernel: LineKernel>(_ row: Int, normals: UnsafePointer<Float>, _ kernel: inout Kernel) {
    let from = source + row * sourceStride
    let to = target + row * targetStride
    let variance = variances.map { $0 + row * varianceStride }
    let common = lanes(commonVariance)
    for eight in 0..<lines / 8 {
      let place = eight * 8
      var spread = common
      if let variance { spread = spread + load(variance + place) }
      let input = load(from + place) + squareRoot(spread) * load(normals + place)
      store(kernel.convert(input, eight), to + place)
    }
    let rest = lines % 8
    if rest > 0 {
      let place = lines - rest
      var spread = common
      if let variance { spread = spread + loadPart(variance + place, rest) }
      let input = loadPart(from + place, rest) + squareRoot(spread) * load(normals + place)
      storePart(kernel.convert(input, lines / 8), to + place, rest)
    }
  }

  @inline(__always)
  private func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
  }

  @inline(__always)
  private func store(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>) {
    let result = adds ? value + load(pointer) : value
    UnsafeMutableRawPointer(pointer).storeBytes(of: result, as: SIMD8<Float>.self)
  }

  /// Fewer than eight numbers, the rest zeros.
  @inline(never)
  private func loadPart(_ pointer: UnsafePointer<Float>, _ count: Int) -> SIMD8<Float> {
    var value = SIMD8<Float>.zero
    for lane in 0..<count { value[lane] = pointer[lane] }
    return value
  }

  @inline(never)
  private func storePart(_ value: SIMD8<Float>, _ pointer: UnsafeMutablePointer<Float>, _ count: Int) {
    for lane in 0..<count { pointer[lane] = adds ? value[lane] + pointer[lane] : value[lane] }
  }
}
