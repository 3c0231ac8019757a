/// The six constants of one cell.
struct CellConstants {
  /// Up and down steps at the origin (both positive for a consistent cell), in conductance.
  var stepUp: Float, stepDown: Float
  /// κ of the affine laws: step·(1 − κ(g − origin)). For other laws unused.
  var slopeUp: Float, slopeDown: Float
  /// The cell's bounds, in conductance.
  var low: Float, high: Float
}

/// Six 16-bit numbers a cell, in three planes of 32-bit words: (stepUp, stepDown), (slopeUp, slopeDown), (low, high).
///
/// A number has a sign, five bits of exponent (2⁻²²…2⁹) and ten of mantissa: relative rounding at most 2⁻¹¹ = 0.05 %,
/// far below any spread from cell to cell. There is no zero: 2⁻²² (2.4e-7) stands for it.
struct PackedConstants: Sendable {
  private(set) var planes: [UInt32]
  /// Words per plane: the number of cells, rounded up to 16.
  let stride: Int

  init(count: Int) {
    stride = (count + 15) / 16 * 16
    planes = [UInt32](repeating: 0, count: 3 * stride)
  }

  mutating func store(_ cell: CellConstants, at index: Int) {
    planes[index] = Self.pack(cell.stepUp) << 16 | Self.pack(cell.stepDown)
    planes[stride + index] = Self.pack(cell.slopeUp) << 16 | Self.pack(cell.slopeDown)
    planes[2 * stride + index] = Self.pack(cell.low) << 16 | Self.pack(cell.high)
  }

  subscript(index: Int) -> CellConstants {
    let (steps, slopes, bounds) = (planes[index], planes[stride + index], planes[2 * stride + index])
    return CellConstants(
      stepUp: Self.unpack(steps), stepDown: Self.unpack(steps << 16), slopeUp: Self.unpack(slopes),
      slopeDown: Self.unpack(slopes << 16), low: Self.unpack(bounds), high: Self.unpack(bounds << 16))
  }

  /// Decodes sixteen cells into the kernels' rows.
  @inline(__always)
  static func decode(
    _ planes: UnsafePointer<UInt32>, stride: Int, from index: Int, to rows: UnsafeMutablePointer<Float>, at start: Int
  ) {
    for plane in 0..<3 {
      let source = UnsafeRawPointer(planes + plane * stride + index)
      let target = UnsafeMutableRawPointer(rows + (PulseRows.stepUp + 512 * plane + start))
      for half in [0, 32] {
        let words = source.loadUnaligned(fromByteOffset: half, as: SIMD8<UInt32>.self)
        target.storeBytes(of: unpack(words), toByteOffset: half, as: SIMD8<UInt32>.self)
        target.storeBytes(
          of: unpack(words &<< SIMD8(repeating: 16)), toByteOffset: half + 1_024, as: SIMD8<UInt32>.self)
      }
    }
  }

  /// The bit patterns of the numbers in the upper halves of the words.
  @inline(__always)
  private static func unpack(_ words: SIMD8<UInt32>) -> SIMD8<UInt32> {
    let size = (words & SIMD8(repeating: 0x7FFF_0000)) &>> SIMD8(repeating: 3)
    return (size &+ SIMD8(repeating: 105 << 23)) | (words & SIMD8(repeating: 0x8000_0000))
  }

  static func pack(_ value: Float) -> UInt32 {
    let held = min(max(abs(value), 0x1p-22), 1_023)
    return (held.bitPattern + 0x1000 - (105 << 23)) >> 13 | (value.bitPattern & 0x8000_0000) >> 16
  }

  /// The number in the upper half of the word.
  @inline(__always)
  static func unpack(_ word: UInt32) -> Float {
    Float(bitPattern: (word & 0x7FFF_0000) >> 3 &+ (105 << 23) | word & 0x8000_0000)
  }
}
