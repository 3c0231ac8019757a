public import Matrices
internal import DeviceModels

/// What must be saved of a layer to go on later: all else follows from card, serial number and configuration.
public struct LayerState: Sendable, Codable, Equatable {
  /// Conductances and, for pulsed cells, hidden states and pulse counts, of each tile's cells and references.
  public var tiles: [TileState]
  public var readStep: UInt32
  public var writeStep: UInt32
  /// Digital memory of mixed precision.
  public var velocity: [Float]?
  public var pending: [Float]?
  /// Full scales, once fixed.
  public var inputFullScale: Float?
  public var outputFullScale: Float?
  public var age: Double?
  public var temperature: Double
}

/// The changeable part of one tile.
public struct TileState: Sendable, Codable, Equatable {
  public var cells: CellState
  public var reference: CellState
}

/// The changeable part of one array of cells.
public struct CellState: Sendable, Codable, Equatable {
  /// Program-and-hold cells: targets; empty for pulsed cells.
  public var targets: [Float]
  /// Conductances that programming left, or the pulsed cells' present ones.
  public var conductances: [Float]
  /// The writing event of held cells.
  public var step: UInt32
  /// Pulsed cells: states behind the read ones (write noise), and pulses taken; empty where not kept.
  public var hidden: [Float]
  public var pulseCounts: [Float]
}
