public import Randomness

/// An array of cells that are programmed by identical pulses: their state and their own constants.
///
/// Sixteen bytes a cell: the conductance `g` = G/Gmax as Float and six constants of 16 bits; four more with write
/// noise (the hidden state), four more when pulses are counted. The constants are a pure function of (identity, cell
/// index): a chip's array is the same for ever, and a block of it, made with its own `first`, has the same cells.
public struct PulsedCells: Sendable {
  /// Normalised conductances, as a read sees them (before read noise). Shape [count].
  public internal(set) var g: [Float]
  /// The state that pulses act on where write noise separates it from `g`; empty otherwise.
  var hidden: [Float]
  /// Expected or actual pulses that each cell has taken; empty unless they are counted.
  public internal(set) var pulseCounts: [Float]
  var constants: PackedConstants
  let response: PulseResponse
  /// What a controller that knows the kind of cell, not the cell, expects of a pulse.
  let nominalSteps: NominalSteps
  /// The model these cells were drawn from, with the variation applied.
  public let model: PulseModel
  /// The index of the first cell in its stream.
  public let first: Int
  let identity: StreamKey

  /// Draws the constants of `count` cells; every cell starts at its lower bound.
  /// - Parameters:
  ///   - identity: the key of the array's identity.
  ///   - first: the index of the first cell in the whole array, a multiple of 16.
  ///   - countPulses: whether to keep a pulse count a cell, for endurance.
  public init(
    model: PulseModel, count: Int, identity: StreamKey, first: Int = 0,
    variation: PulseVariation = PulseVariation(), countPulses: Bool = false
  ) {
    precondition(count >= 0 && first >= 0 && first % 16 == 0, "cells \(first)..<\(first + count) do not start at 16·n")
    precondition(first + count <= 1 << 28, "more than 2^28 cells in one array")
    let varied = model.varied(by: variation)
    self.model = varied
    self.first = first
    self.identity = identity
    response = PulseResponse(varied)
    nominalSteps = NominalSteps(varied)
    let drawn = CellDraws(
      model: varied, dieStepGain: variation.dieStepGain, identity: identity, rowSlope: variation.rowSlope,
      columnSlope: variation.columnSlope, columns: variation.columns
    ).constants(count: count, first: first)
    constants = drawn
    g = (0..<count).map { drawn[$0].low }
    hidden = varied.writeNoise > 0 ? g : []
    pulseCounts = countPulses ? [Float](repeating: 0, count: count) : []
  }

  /// The number of cells.
  public var count: Int { g.count }

  /// Bytes per cell that this array holds.
  public var bytesPerCell: Int { 16 + (hidden.isEmpty ? 0 : 4) + (pulseCounts.isEmpty ? 0 : 4) }

  /// Puts every cell at a conductance, held to the cell's own bounds (a cell cannot leave them).
  public mutating func set(_ conductances: [Float]) {
    precondition(conductances.count == count, "\(conductances.count) conductances for \(count) cells")
    for index in 0..<count {
      let own = bounds(of: index)
      g[index] = min(max(conductances[index], own.lowerBound), own.upperBound)
    }
    if !hidden.isEmpty { hidden = g }
  }

  /// The cell's own lowest and highest conductance.
  public func bounds(of index: Int) -> ClosedRange<Float> {
    let cell = cell(index)
    return min(cell.low, cell.high)...cell.high
  }

  /// Whether the cell is stuck: its bounds coincide.
  public func isCorrupt(_ index: Int) -> Bool {
    let cell = cell(index)
    return cell.high <= cell.low
  }

  /// The mean step of one up pulse at conductance `g`, in conductance; never beyond the bound.
  public func upStep(of index: Int, at g: Float) -> Float {
    let cell = cell(index)
    return max(0, min(response.step(up: true, cell: cell, at: g), cell.high - g))
  }

  /// The size of the mean step of one down pulse at conductance `g`.
  public func downStep(of index: Int, at g: Float) -> Float {
    let cell = cell(index)
    return max(0, min(response.step(up: false, cell: cell, at: g), g - cell.low))
  }

  /// The conductance at which one up and one down pulse cancel on average; the bound the cell drifts to under
  /// alternating pulses when there is none inside.
  public func symmetryPoint(of index: Int) -> Float { response.symmetryPoint(cell(index)) }

  /// The conductance of each cell's reference device, fixed for ever: the cell's symmetry point + s·w₊·scale·ξ, with s
  /// the card's ``PulseModel/referenceSpread`` (0 where it gives none). Where up and down steps cancel nowhere inside
  /// the cell's bounds, the window's ``PulseWindow/middle`` takes the symmetry point's place.
  public func references() -> [Float] {
    let middle = Float(model.window.middle)
    var points = (0..<count).map { index in
      let (point, own) = (symmetryPoint(of: index), bounds(of: index))
      return point > own.lowerBound && point < own.upperBound ? point : middle
    }
    guard let spread = model.referenceSpread else { return points }
    let sigma = Float(spread * model.window.weightMaximum * model.window.scale)
    let normals = identity.child("reference").normals(count, from: first)
    for index in points.indices { points[index] += sigma * normals[index] }
    return points
  }

  func cell(_ index: Int) -> CellConstants {
    precondition(index >= 0 && index < count, "cell \(index) is outside 0..<\(count)")
    return constants[index]
  }
}
