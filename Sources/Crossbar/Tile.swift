internal import Periphery
internal import Randomness
internal import Units

/// One array of cells with the converters of its bit lines.
struct Tile: Sendable {
  let place: TilePlace
  /// The cells that carry the weights' positive part, or the whole weight: [rows × columns].
  var cells: CellGroup
  /// What is subtracted from them: the second cell of each pair or the reference device of each cell,
  /// [rows × columns], or one reference cell a row.
  var reference: CellGroup
  let mapping: WeightMapping
  /// Converters of the bit lines, once their full scale is fixed.
  var adc: ADC?
  /// The tile's name in the chip's identity and in the noise of this run.
  let identity: StreamKey
  let cycle: StreamKey
  /// The tile as reads see it; nil when something changed.
  var view: TileView?
  /// The same of reads from the bit lines to the word lines; nil until there is one.
  var backward: BackwardView?
  /// Its noise with a memory; nil until it is read with one.
  var noise: TileNoise?
  /// What has gathered of disturbing voltages; nil where none are modelled.
  var disturb: LineDisturb?
  /// The tile's cells and references behind their wires; a reference column lies in the array of the cells.
  var wiredCells = WiredArray()
  var wiredReference = WiredArray()

  /// Something changed: the view is made anew.
  mutating func forgetView() {
    view = nil
    backward = nil
    noise?.forgetView()
  }

  var rows: Int { place.inputs.count }
  var columns: Int { place.outputs.count }

  /// The reference conductance of every weight, [rows × columns].
  func spread(_ reference: [Float]) -> [Float] {
    guard mapping == .referenceColumn else { return reference }
    var all = [Float](repeating: 0, count: rows * columns)
    all.withUnsafeMutableBufferPointer { all in
      for row in 0..<rows {
        for column in 0..<columns { all[row * columns + column] = reference[row] }
      }
    }
    return all
  }
}
