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

  /// Decodes the words that lie in the first row of each pair of rows of constants.
  @inline(__always)
  static func decode(_ rows: UnsafeMutablePointer<Float>, count: Int) {
    for row in [PulseRows.stepUp, PulseRows.slopeUp, PulseRows.low] {
      for index in 0..<count {
        let word = rows[index &+ row].bitPattern
        rows[index &+ row] = unpack(word)
        rows[index &+ row &+ PulseRows.width] = unpack(word &<< 16)
      }
    }
  }

  /// Decodes neighbouring words of one plane into the first of a pair of rows of constants and the one behind it.
  @inline(__always)
  static func decode(_ words: UnsafePointer<UInt32>, _ row: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count {
      row[index] = unpack(words[index])
      row[index &+ PulseRows.width] = unpack(words[index] &<< 16)
    }
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
