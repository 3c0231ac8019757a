internal import DeviceModels
internal import Matrices
internal import Periphery
public import Substrate
public import Units

/// A layer of weights on the arrays of one chip.
///
/// W is [inputs × outputs]; tiles cover it row by row. A read converts the inputs (one DAC a word line, shared by the
/// tiles of one row), multiplies them with the conductances as they are now, adds read noise, converts every bit line of
/// every tile (one ADC a bit line) and sums the tiles' results digitally. Results come in the units of inputs · W.
public struct CrossbarLayer: ExactModel, WeightPort {
  public let inputs: Int
  public let outputs: Int
  /// The chip this layer is on.
  public let chip: Chip
  /// The layer's number on its chip: part of its cells' identity.
  public let index: Int
  /// Weight of one unit of normalised conductance difference: W = scale · (g − reference).
  public internal(set) var scale: Float
  public internal(set) var tally = Tally()
  /// Conversions that met a number beyond the range, of the inputs and of the outputs.
  public internal(set) var saturatedInputs = 0
  public internal(set) var saturatedOutputs = 0

  /// Temperature of operation.
  public var temperature: Kelvin { didSet { forgetViews() } }

  /// Seconds since programming; see ``age``.
  var elapsed: Seconds
  /// What the clock showed when the cells were programmed.
  var programmedAt = Seconds(0)
  /// Moves slow things in steps.
  var slow: HeldClock
  /// The age at which the views were made.
  var viewAge: Seconds
  var tiles: [Tile]
  let grid: TileGrid
  let mapping: WeightMapping
  /// Converters of the word lines of each row of tiles, once their full scale is fixed.
  var dacs: [DAC]?
  /// Converters of the bit lines of each column of tiles, once they drive a read.
  var backwardDACs: [DAC]?
  /// Vectors of a batch that is read in parts.
  var partialReads = 0
  /// What was measured last, of curved cells, whose derivative depends on it.
  var lastActivities: Matrix?
  /// Running numbers of reads and writes: the steps of the noise streams.
  var readStep: UInt32 = 0
  var writeStep: UInt32 = 0
  /// Digital memory of the mixed-precision policies: running mean of requests, and what is not yet written.
  var velocity: Matrix?
  var pending: Matrix?

  mutating func forgetViews() {
    for tile in tiles.indices { tiles[tile].forgetView() }
  }
}

extension CrossbarLayer {
  /// Rows and columns of tiles.
  public var gridRows: Int { grid.gridRows }
  public var gridColumns: Int { grid.gridColumns }
}
