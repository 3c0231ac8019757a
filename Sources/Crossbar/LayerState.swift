public import DeviceModels
public import Substrate

/// What must be saved of a layer to go on later, bit for bit: all else follows from card, serial number, configuration
/// and the run's seed.
///
/// `Codable`, so that any encoder which keeps every bit of numbers, infinities and NaN included, can save it.
public struct LayerState: Sendable, Codable, Equatable {
  /// The layer it was saved of.
  public var owner: LayerName
  /// Conductances and, for pulsed cells, hidden states and pulse counts, of each tile's cells and references.
  public var tiles: [TileState]
  /// Running numbers of reads and writes.
  public var readStep: UInt32
  public var writeStep: UInt32
  /// Digital memory of mixed precision, [inputs × outputs]; nil where there is none.
  public var velocity: [Float]?
  public var pending: [Float]?
  /// Converters, once they have their full scale; nil before.
  public var inputConverters: ConverterState?
  public var outputConverters: ConverterState?
  /// Seconds since programming, what the clock showed then, and the age from which slow things move in steps.
  public var age: Double
  public var programmedAt: Double
  public var slowStart: Double
  /// Kelvin.
  public var temperature: Double
  /// What the layer had been asked to do, and conversions beyond the range.
  public var tally: Tally
  public var saturatedInputs: Int
  public var saturatedOutputs: Int
}

/// Which layer of which chip: a state fits no other.
public struct LayerName: Sendable, Codable, Equatable {
  public var card: String
  public var serial: Int
  public var layer: Int
  public var inputs: Int
  public var outputs: Int
  /// Word lines × bit lines of one array, such as `128x128`.
  public var tile: String
  public var mapping: WeightMapping
  /// Weight of one unit of normalised conductance difference.
  public var scale: Float
}

/// A group of converters whose full scale is fixed.
public struct ConverterState: Sendable, Codable, Equatable {
  /// The full scale; nil for converters without bits, which have none.
  public var fullScale: Float?
}

/// The changeable part of one tile.
public struct TileState: Sendable, Codable, Equatable {
  public var cells: CellState
  public var reference: CellState
  /// With several cells a weight: the other cells and references, array after array.
  public var moreCells: [CellState] = []
  public var moreReferences: [CellState] = []
  /// With a wire tolerance: the conductances of the last exact solutions, from which corrections start.
  public var solvedCells: [Float]?
  public var solvedReference: [Float]?
  /// When each cell and reference was last written, in seconds of the layer's age, array after array; empty arrays where
  /// it is not kept.
  public var writeTimes: [[Float]] = []
  public var referenceWriteTimes: [[Float]] = []
  /// What has gathered of disturbing voltages, line by line; nil where none are modelled.
  public var disturb: [Float]?
}

/// The changeable part of one array of cells.
public enum CellState: Sendable, Codable, Equatable {
  /// Program-and-hold cells: what was asked for, what programming left, and the number of that writing event.
  case held(targets: [Float], programmed: [Float], step: UInt32)
  /// Cells that are moved by pulses.
  case pulsed(PulsedCellsState)
}
