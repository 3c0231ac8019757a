import Crossbar
import DeviceModels
import Matrices
import Periphery
import Statistics
import Substrate
import TestSupport
import Testing
import Units

/// Several cells in place of each cell of a weight.
@Suite struct CellGroupTests {
  private func layer(
    _ name: String, cells: Int, policy: WritePolicy = .mixedPrecision, inputs: Int = 64, outputs: Int = 64,
    mapping: WeightMapping? = nil, changing: (inout ChipConfiguration) -> Void = { _ in }
  ) throws -> CrossbarLayer {
    let card = try card(name)
    return try chip(card, ChipConfiguration()) {
      $0.cellsPerWeight = cells
      $0.writePolicy = policy
      $0.mapping = mapping
      changing(&$0)
    }.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: card.pulse != nil)
  }

  /// Programming noise of a program-and-hold card: each further cell makes up for those before it, so that what is left
  /// is the last cell's error, an n-th of one. Standard deviations of 4096 weights within 20 % (later cells aim at other
  /// conductances, where the card's noise is another), where a mean without making up would leave 1/√n: 41 % more at n = 2.
  @Test func laterCellsMakeUpForEarlierOnes() throws {
    func error(_ cells: Int) throws -> Double {
      var layer = try layer("pcm-joshi2020", cells: cells, mapping: .referenceColumn) {
        $0.diePeriphery = DiePeripherySpread()
        $0.variation.stuckLow = 0
      }
      let weights = uniforms(64, 64, "weights", bound: 0.5)
      layer.program(weights)
      let (found, reference) = layer.conductances()
      let errors = found.minus(reference).minus(weights.map { $0 / layer.scale })
      return try Sample(errors.elements.map { Double($0) }).variance().squareRoot()
    }
    let one = try error(1)
    #expect(one > 0.02)
    for cells in [2, 4] { expectClose(try error(cells), one / Double(cells), relative: 0.2, "\(cells) cells") }
  }

  /// A single pulse moves a group of n by an n-th of a step, whole pulses are dealt evenly, and cycle-to-cycle noise
  /// falls with √n for parallel trains.
  @Test func stepsAreFinerAndNoiseAverages() throws {
    func scatter(_ cells: Int) throws -> (mean: Double, deviation: Double) {
      var layer = try layer(
        "rram-taox-hfox-wu2018", cells: cells, policy: .parallelPulses, mapping: .referenceDevice
      ) {
        $0.variation.deviceToDevice = 0
        $0.diePeriphery = DiePeripherySpread()
        $0.variation.dieStep = 0
      }
      layer.set(cells: Matrix(rows: 64, columns: 64, repeating: 0.5), reference: Matrix(rows: 64, columns: 64))
      let (before, _) = layer.conductances()
      // Ten pulses expected on every cell.
      let term = WeightChange.Term(
        inputs: Matrix(rows: 1, columns: 64, repeating: 1),
        signals: Matrix(rows: 1, columns: 64, repeating: 10 * layer.pulseWeight))
      layer.request(WeightChange(terms: [term], rate: 1))
      #expect(abs(layer.tally.writePulses - Double(10 * cells * 64 * 64)) < 1e-3 * layer.tally.writePulses)
      let (after, _) = layer.conductances()
      let moves = after.minus(before).elements.map { Double($0) }
      let sample = try Sample(moves)
      return (sample.mean, try sample.variance().squareRoot())
    }
    let one = try scatter(1)
    let four = try scatter(4)
    // 4096 weights: standard error of a deviation 1.1 %.
    expectClose(four.deviation, one.deviation / 2, relative: 0.06)
    expectClose(four.mean, one.mean, absolute: 4.9 * one.deviation / 64)
    #expect(one.mean > 0.03)
  }

  @Test func wholePulsesAreDealtInTurn() throws {
    var layer = try layer("staircase", cells: 4, inputs: 8, outputs: 8, mapping: .referenceColumn) {
      $0.variation = .none
    }
    layer.set(cells: Matrix(rows: 8, columns: 8, repeating: 0.5), reference: Matrix(rows: 8, columns: 8))
    let worth = layer.pulseWeight / 4
    let before = layer.conductances().cells
    for (requests, pulses) in [(1, Float(1)), (2, 2), (3, 7)] {
      let term = WeightChange.Term(
        inputs: Matrix(rows: 1, columns: 8, repeating: 1),
        signals: Matrix(rows: 1, columns: 8, repeating: (pulses + 0.01) * worth))
      let start = layer.conductances().cells
      layer.request(WeightChange(terms: [term], rate: 1))
      expectClose(
        layer.conductances().cells.minus(start), Matrix(rows: 8, columns: 8, repeating: pulses * 0.001 / 4),
        absolute: 2e-5, "request \(requests)")
    }
    #expect(layer.tally.writePulses == Double(10 * 64))
    let moved = layer.conductances().cells.minus(before)
    expectClose(moved, Matrix(rows: 8, columns: 8, repeating: 10 * 0.001 / 4), absolute: 5e-5)
    // Every cell had its turn, and all cells of an array had it together.
    let shares = ([layer.state.tiles[0].cells] + layer.state.tiles[0].moreCells).map { array -> Set<Float> in
      guard case .pulsed(let cells) = array else { return [] }
      return Set(cells.conductances.map { (($0 - 0.5) / 0.001).rounded() })
    }
    #expect(shares.allSatisfy { $0.count == 1 })
    #expect(shares.compactMap(\.first).reduce(0, +) == 10)
    #expect(shares.compactMap(\.first).allSatisfy { (1...4).contains($0) })
  }

  /// Every cell of a group has an identity of its own, and a chip with one cell a weight is what it was.
  @Test func cellsOfAGroupDiffer() throws {
    let group = try layer("reram-array-om2022", cells: 3, mapping: .differentialPair)
    let single = try layer("reram-array-om2022", cells: 1, mapping: .differentialPair)
    #expect(group.state.tiles[0].moreCells.count == 2 && single.state.tiles[0].moreCells.isEmpty)
    #expect(group.state.tiles[0].cells == single.state.tiles[0].cells)
    let more = group.state.tiles[0].moreCells
    #expect(more[0] != more[1] && more.allSatisfy { $0 != group.state.tiles[0].cells })
  }

  @Test func statesOfOtherSizesAreRefused() throws {
    var single = try layer("ecram-tang2018", cells: 1)
    let group = try layer("ecram-tang2018", cells: 2)
    let before = single.state
    #expect(throws: CrossbarError.self) { try single.restore(group.state) }
    #expect(single.state == before)
    #expect(throws: CrossbarError.self) { try layer("ecram-tang2018", cells: 0) }
    #expect(throws: CrossbarError.self) { try layer("ecram-tang2018", cells: 65) }
  }
}
