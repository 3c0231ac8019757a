internal import DeviceModels
public import Matrices
internal import Periphery
internal import Randomness
internal import Units

/// What is fixed for ever about the cells of a layer, as a measurement without noise would show it.
public struct CellSignature: Sendable {
  /// One number a cell, [inputs × outputs].
  public let values: Matrix
  /// What the numbers are, with unit.
  public let meaning: String
}

extension CrossbarLayer {
  /// What distinguishes this chip's cells from those of another: the mean response to pulses where the card has a pulse
  /// model, else how far each cell drifts. Nil for cards whose published statistics know no lasting difference between
  /// cells (their programming noise is drawn anew at every write).
  public func cellSignature() -> CellSignature? {
    if let model = chip.pulse {
      return CellSignature(
        values: gather { tile in signature(of: tile.cells.first, model, columns: tile.columns) },
        meaning: "conductance after half of the pulses from low to high end, without cycle-to-cycle noise, G/Gmax")
    }
    guard let drift = chip.card.drift else { return nil }
    let span = drift.referenceTime * 1e4
    return CellSignature(
      values: gather { tile in
        let middle = [Float](repeating: (1 + chip.card.window.low) / 2, count: tile.cells.count)
        return chip.card.aged(
          middle, targets: middle, identity: tile.cells.first.identity, event: tile.cells.first.cycle, step: 0,
          first: 0, age: span,
          temperature: Kelvin(300), variation: chip.die)
      },
      meaning: "conductance \(span) after programming to mid-window, without noise, G/Gmax")
  }

  private func signature(of cells: CellArray, _ model: PulseModel, columns: Int) -> [Float] {
    var variation = chip.pulseVariation
    variation.cycleToCycle = 0
    variation.columns = columns
    var still = PulsedCells(model: model, count: cells.count, identity: cells.identity, variation: variation)
    let half = Float((model.numberOfStates / 2).rounded(.up))
    let pulses = [Float](repeating: half, count: cells.count)
    still.pulse(counts: pulses.span, key: StreamKey(seed: 0), step: 0)
    return still.g
  }

  /// The conductance at which each cell is stuck, G/Gmax; −1 for cells that work. [inputs × outputs].
  public func stuckMap() -> Matrix {
    gather { tile in
      var map = [Float](repeating: -1, count: tile.cells.count)
      for cell in tile.cells.first.stuck { map[cell.index] = cell.conductance }
      return map
    }
  }

  /// Gains of the word-line converters, one an input; ones before calibration.
  public func inputGains() -> [Float] {
    grid.places.filter { $0.gridColumn == 0 }.flatMap { place in
      dacs?[place.gridRow].errors.gain ?? [Float](repeating: 1, count: place.inputs.count)
    }
  }

  /// Gains and offsets (in LSB) of the bit-line converters, tile by tile; empty before calibration.
  public func outputConverters() -> (gains: [Float], offsets: [Float]) {
    (tiles.flatMap { $0.adc?.errors.gain ?? [] }, tiles.flatMap { $0.adc?.errors.offset ?? [] })
  }

  /// A number a cell of every tile, put where the cell's weight is.
  func gather(_ values: (Tile) -> [Float]) -> Matrix {
    var result = Matrix(rows: inputs, columns: outputs)
    for tile in tiles {
      let block = values(tile)
      for row in 0..<tile.rows {
        let start = (tile.place.inputs.lowerBound + row) * outputs + tile.place.outputs.lowerBound
        for column in 0..<tile.columns { result.elements[start + column] = block[row * tile.columns + column] }
      }
    }
    return result
  }
}
