import Crossbar
import DeviceModels
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// Parallel updates with few pulses, whose coincidences are drawn one by one, and writes on several threads.
@Suite struct ParallelWriteTests {
  /// Steps of 0.001 from 0.5: pulses of each cell can be counted.
  private func counted(
    inputs: Int, outputs: Int, tile: TileShape = TileShape(), changing: (inout ChipConfiguration) -> Void = { _ in }
  ) throws -> CrossbarLayer {
    var layer = try chip(try staircase(), .perfect) {
      $0.mapping = .referenceColumn
      $0.tile = tile
      changing(&$0)
    }.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: true)
    try layer.calibrate(inputFullScale: 1)
    layer.set(
      cells: Matrix(rows: inputs, columns: outputs, repeating: 0.5),
      reference: Matrix(rows: inputs, columns: outputs))
    return layer
  }

  /// 64 trains, half of the inputs and a third of the signals silent, 300 updates of 0.04 pulses a cell on average.
  /// Every cell gets a Poisson number of its own mean: total, rows, columns and the variance over cells are within 4.9
  /// standard errors; means 5 % off are rejected.
  @Test(arguments: [TileShape(rows: 128, columns: 128), TileShape(rows: 32, columns: 24)])
  func coincidencesFollowTheirMeans(tile: TileShape) throws {
    let (inputs, outputs, trains, updates) = (70, 50, 64, 300)
    var layer = try counted(inputs: inputs, outputs: outputs, tile: tile)
    let x = Matrix(
      rows: trains, columns: inputs,
      elements: uniforms(trains, inputs, "x").elements.map { max(0, $0) })
    // Columns of one sign each, so that pulses do not cancel.
    let s = Matrix(
      rows: trains, columns: outputs,
      elements: uniforms(trains, outputs, "s").elements.enumerated().map { index, draw in
        let size = max(0, draw + 1.0 / 3)
        return index % outputs % 2 == 0 ? size : -size
      })
    let products = Matrix(
      rows: inputs, columns: outputs, elements: x.transposed.times(s).map { Float($0) })
    let mean = products.elements.reduce(0) { $0 + abs($1) } / Float(inputs * outputs)
    let rate = 0.04 * Float(trains) * layer.pulseWeight / mean
    for _ in 0..<updates { layer.request(WeightChange(terms: [.init(inputs: x, signals: s)], rate: rate)) }
    let step = Double(layer.chip.nominalStep)
    let counts = layer.conductances().cells.elements.map { (Double($0) - 0.5) / step }
    let expected = products.elements.map { Double($0) * 0.04 / Double(mean) * Double(updates) }
    let total = counts.reduce(0) { $0 + abs($1) }
    let pulses = expected.reduce(0) { $0 + abs($1) }
    #expect(abs(total - pulses) < 4.9 * pulses.squareRoot(), "\(total) pulses for \(pulses)")
    #expect(abs(total - 1.05 * pulses) > 4.9 * (1.05 * pulses).squareRoot())
    expectClose(layer.tally.writePulses, pulses, relative: 1e-4)
    for row in 0..<inputs {
      let own = (0..<outputs).map { row * outputs + $0 }
      let seen = own.reduce(0.0) { $0 + abs(counts[$1]) }
      let wanted = own.reduce(0.0) { $0 + abs(expected[$1]) }
      #expect(abs(seen - wanted) < 4.9 * wanted.squareRoot() + 0.5, "row \(row): \(seen) for \(wanted)")
    }
    for column in 0..<outputs {
      let own = stride(from: column, to: inputs * outputs, by: outputs)
      let seen = own.reduce(0.0) { $0 + abs(counts[$1]) }
      let wanted = own.reduce(0.0) { $0 + abs(expected[$1]) }
      #expect(abs(seen - wanted) < 4.9 * wanted.squareRoot() + 0.5, "column \(column): \(seen) for \(wanted)")
    }
    // Σ (n − λ)²/λ over N cells: mean N, variance Σ (2 + 1/λ).
    let scores = zip(counts, expected).filter { abs($0.1) > 0.5 }
    let chi = scores.reduce(0.0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / abs($1.1) }
    let spread = scores.reduce(0.0) { $0 + 2 + 1 / abs($1.1) }.squareRoot()
    #expect(scores.count > 2_000)
    #expect(abs(chi - Double(scores.count)) < 4.9 * spread, "chi-square \(chi) for \(scores.count) cells")
    // A silent crossing stays as it is.
    for (count, mean) in zip(counts, expected) where mean == 0 { #expect(abs(count) < 0.01) }
  }

  /// Inputs below zero exchange up and down.
  @Test func negativeInputsExchangeDirections() throws {
    var layer = try counted(inputs: 40, outputs: 30)
    let x = Matrix(rows: 64, columns: 40, elements: (0..<64 * 40).map { $0 % 40 < 20 ? -0.5 : 0.5 })
    let s = Matrix(rows: 64, columns: 30, elements: (0..<64 * 30).map { $0 % 30 < 15 ? 1 : -1 })
    for _ in 0..<200 {
      layer.request(WeightChange(terms: [.init(inputs: x, signals: s)], rate: 0.2 * layer.pulseWeight))
    }
    let step = layer.chip.nominalStep
    for row in 0..<40 {
      for column in 0..<30 {
        let pulses = (layer.conductances().cells[row, column] - 0.5) / step
        let wanted: Float = (row < 20) == (column < 15) ? -20 : 20
        // 20 ± 4.5 pulses, all in the same direction: six standard deviations.
        #expect(abs(pulses - wanted) < 27 && pulses * wanted > 0)
      }
    }
  }

  /// Any number of threads gives the same bits: all policies and mappings, one tile and several, few and many pulses.
  @Test(arguments: WritePolicy.allCases, [TileShape(rows: 512, columns: 512), TileShape(rows: 48, columns: 40)])
  func threadsChangeNothing(policy: WritePolicy, tile: TileShape) throws {
    func trained(_ threads: Int) throws -> (LayerState, Matrix) {
      var layer = try chip(try card("rram-taox-hfox-wu2018"), ChipConfiguration()) {
        $0.writePolicy = policy
        $0.threads = threads
        $0.tile = tile
        $0.cellsPerWeight = 2
      }.layer(0, inputs: 300, outputs: 120, weightRange: 1, inSitu: true)
      try layer.calibrate(inputFullScale: 1)
      for (step, rate) in [Float(0.002), 0.05, 1].enumerated() {
        layer.request(
          WeightChange(
            terms: [
              .init(inputs: normals(40, 300, "x\(step)"), signals: normals(40, 120, "s\(step)")),
              .init(inputs: uniforms(30, 300, "y\(step)"), signals: normals(30, 120, "t\(step)")),
            ], rate: rate, momentum: 0.5))
      }
      return (layer.state, layer.measure(uniforms(70, 300, "read")))
    }
    let one = try trained(1)
    for threads in [2, 3] {
      let more = try trained(threads)
      #expect(more.0 == one.0, "\(threads) threads")
      #expect(more.1 == one.1, "\(threads) threads")
    }
  }
}
