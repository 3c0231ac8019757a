internal import Periphery

/// What a read of a tile from its bit lines to its word lines needs beyond the tile's ``TileView``, valid as long as that.
///
/// A net that settles reads a tile dozens of times between two writes; all of this is found once.
struct BackwardView: Sendable {
  /// The largest sum of squared conductances of a word line.
  let largestSquare: Float
  /// Variance of the currents of word lines that does not depend on what drives the bit lines, a word line; nil without
  /// it. It is as much in all as on the bit lines, shared out by conductance.
  let atRest: [Float]?
  /// Converters of the word lines; nil until their full scale is known, to which all tiles of the layer contribute.
  var adc: ADC?

  /// What is found in a view of [rows × columns].
  init(_ view: TileView, rows: Int, columns: Int, inputFullScale: Float) {
    var largest: Float = 0
    view.effective.withUnsafeBufferPointer { effective in
      for row in 0..<rows {
        var sum: Float = 0
        for column in 0..<columns {
          let g = effective[row * columns + column]
          sum += g * g
        }
        largest = max(largest, sum)
      }
    }
    largestSquare = largest
    atRest = view.constantVariance.map { constant in
      let whole = constant.reduce(0, +) / (inputFullScale * inputFullScale)
      let load = max(view.lineLoads.reduce(0, +), .leastNormalMagnitude)
      return view.lineLoads.map { whole * $0 / load }
    }
  }
}
