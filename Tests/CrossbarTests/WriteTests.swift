import Crossbar
import DeviceModels
import Foundation
import Matrices
import Periphery
import Randomness
import Substrate
import TestSupport
import Testing
import Units

/// Closed-loop programming and parallel updates.
@Suite struct WriteTests {
  /// Every cell ends in the card's band around its target, or is counted as failed; pulses are counted.
  @Test(arguments: ["ecram-tang2018", "rram-gong2018", "rram-taox-hfox-wu2018"])
  func closedLoopEndsInTheBand(name: String) throws {
    let card = try card(name)
    let window = try #require(card.pulse).window
    guard case .acceptanceBand(let half) = card.programming else {
      Issue.record("\(name) has no acceptance band")
      return
    }
    var layer = try chip(card, ChipConfiguration()) { $0.diePeriphery = DiePeripherySpread() }
      .layer(0, inputs: 60, outputs: 50, weightRange: 1, inSitu: true)
    let weights = uniforms(60, 50, "weights", bound: 0.6)
    layer.program(weights)
    let (cells, reference) = layer.conductances()
    let middle = Float(window.weightMinimum < 0 ? window.reference : (1 + window.lowest) / 2)
    var outside = 0
    for index in weights.elements.indices {
      let part = 0.5 * weights.elements[index] / layer.scale
      for (g, target) in [(cells, middle + part), (reference, middle - part)] {
        if abs(g.elements[index] - min(max(target, Float(window.lowest)), 1)) > half * 1.001 { outside += 1 }
      }
    }
    // A cell out of pulses at its last check may have been brought in by its last burst.
    #expect(outside <= layer.tally.failedCells)
    #expect(layer.tally.failedCells < 6000 / 4, "\(layer.tally.failedCells) of 6000 cells failed")
    #expect(layer.tally.programPulses > 6000 && layer.tally.programPulses <= 6000 * 1000)
    #expect(layer.tally.writePulses == 0)
    if let energy = card.energyPerPulse {
      expectClose(layer.tally.writeEnergy, layer.tally.programPulses * energy.value, relative: 1e-9)
    }
  }

  /// Stuck cells stay where they are, and those further from their target than 0.05 are counted as failed.
  @Test func stuckCellsFailWhereTheyAreFarOff() throws {
    var layer = try chip(try card("ideal"), .perfect) {
      $0.variation.stuckLow = 0.05
      $0.variation.stuckHigh = 0.02
    }.layer(0, inputs: 128, outputs: 128, weightRange: 1, inSitu: false)
    let weights = uniforms(128, 128, "weights")
    layer.program(weights)
    let (cells, reference) = layer.conductances()
    let (stuck, failed) = (layer.stuckMap(), layer.tally.failedCells)
    var far = 0
    for index in weights.elements.indices {
      let w = weights.elements[index]
      if abs(cells.elements[index] - max(w, 0)) > 0.05 { far += 1 }
      if abs(reference.elements[index] - max(-w, 0)) > 0.05 { far += 1 }
      if stuck.elements[index] >= 0 { #expect(cells.elements[index] == stuck.elements[index]) }
    }
    #expect(failed == far && failed > 0)
    // 16,384 cells: 819 and 328 expected, within 4.9 deviations.
    let low = stuck.elements.count { $0 == 0 }
    let high = stuck.elements.count { $0 == 1 }
    #expect(abs(Double(low) - 819.2) < 4.9 * 28 && abs(Double(high) - 327.7) < 4.9 * 18)
    // Programming again finds the same cells stuck; a smaller layer fails less.
    layer.program(weights)
    #expect(layer.tally.failedCells == failed && layer.stuckMap() == stuck)
  }

  /// Parallel updates move every weight by what was asked for, on average: the slope of what happened over what was
  /// requested is 1 within 4.9 standard errors of Poisson numbers of pulses, and not 0.95 or 1.05; in all mappings,
  /// with negative inputs, few and many pulses, one-directional too.
  @Test(arguments: [
    (WeightMapping.differentialPair, WritePolicy.parallelPulses), (.referenceColumn, .parallelPulses),
    (.referenceDevice, .parallelPulses), (.differentialPair, .upOnly), (.differentialPair, .downOnly),
  ])
  func parallelUpdatesMoveWeightsAsRequested(mapping: WeightMapping, policy: WritePolicy) throws {
    for (requests, rate) in [(300, Float(0.0002)), (3, Float(0.02))] {
      var layer = try chip(try staircase(), .perfect) {
        $0.mapping = mapping
        $0.writePolicy = policy
        $0.tile = TileShape(rows: 32, columns: 24)
      }.layer(0, inputs: 50, outputs: 40, weightRange: 1, inSitu: true)
      try layer.calibrate(inputFullScale: 1)
      layer.program(Matrix(rows: 50, columns: 40))
      let start = layer.effectiveWeights()
      let term = WeightChange.Term(inputs: normals(3, 50, "inputs"), signals: normals(3, 40, "signals"))
      for _ in 0..<requests { layer.request(WeightChange(terms: [term], rate: rate)) }
      let moved = layer.effectiveWeights().minus(start)
      let requested = product(term.inputs, term.signals, transposeLeft: true).map { $0 * rate * Float(requests) / 3 }
      var (cross, squares, weighted, pulses) = (0.0, 0.0, 0.0, 0.0)
      let step = Double(layer.scale * layer.chip.nominalStep)
      // Cells keep their step with 16 bits, the nominal one included.
      expectClose(layer.chip.nominalStep, 0.001, relative: 5e-4)
      let isPair = mapping == .differentialPair
      for row in 0..<50 {
        for column in 0..<40 {
          let r = Double(requested[row, column])
          cross += r * Double(moved[row, column])
          squares += r * r
          // Up and down pulses of the examples do not cancel: their numbers add.
          let each = (0..<3).reduce(0.0) { $0 + abs(Double(term.inputs[$1, row] * term.signals[$1, column])) }
          let change = each * Double(rate) * Double(requests) / 3
          // A pair shares a change among two cells, one-directional pulses give all of it to one of them.
          let number = policy == .parallelPulses && isPair ? change / (2 * step) : change / step
          pulses += policy == .parallelPulses && isPair ? 2 * number : number
          weighted += r * r * (policy == .parallelPulses && isPair ? 2 * number : number) * step * step
        }
      }
      let slope = cross / squares
      let error = weighted.squareRoot() / squares
      #expect(abs(slope - 1) < 4.9 * error, "\(mapping) \(policy): slope \(slope) ± \(error)")
      #expect(4.9 * error < 0.05, "the numbers suffice to reject a slope 5 % off")
      expectClose(layer.tally.writePulses, pulses, relative: 1e-4, "pulses counted")
      #expect(layer.tally.requests == requests)
    }
  }

  /// One-directional policies only ever raise, or only ever lower, conductances between two refreshes.
  @Test(arguments: [WritePolicy.upOnly, .downOnly])
  func oneDirectionOnly(policy: WritePolicy) throws {
    var layer = try chip(try staircase(), .perfect) { $0.writePolicy = policy }
      .layer(0, inputs: 20, outputs: 20, weightRange: 1, inSitu: true)
    layer.program(Matrix(rows: 20, columns: 20))
    let before = layer.conductances()
    for step in 0..<10 {
      layer.request(
        WeightChange(
          terms: [.init(inputs: normals(2, 20, "x\(step)"), signals: normals(2, 20, "s\(step)"))], rate: 0.003))
    }
    let after = layer.conductances()
    let moves = after.cells.minus(before.cells).elements + after.reference.minus(before.reference).elements
    #expect(moves.allSatisfy { policy == .upOnly ? $0 >= 0 : $0 <= 0 })
    #expect(moves.contains { abs($0) > 0.005 })
  }

  /// A refresh keeps every weight, also on a die whose conductances all are off by a factor: pairs that were not near
  /// their end are not touched, the others keep their difference within the programming tolerance.
  @Test(arguments: [WritePolicy.upOnly, .downOnly], [0.0, 0.2])
  func refreshingKeepsTheWeights(policy: WritePolicy, dieSpread: Double) throws {
    var layer = try chip(try staircase(), .perfect) {
      $0.writePolicy = policy
      $0.diePeriphery = DiePeripherySpread(gain: dieSpread)
    }.layer(0, inputs: 8, outputs: 2, weightRange: 1, inSitu: true)
    let factor = Double(layer.chip.periphery.gain)
    #expect(dieSpread == 0 || abs(factor - 1) > 0.02)
    layer.program(Matrix(rows: 8, columns: 2))
    // Column 0 goes up and down in turn by 0.05, which uses up its pairs' windows; column 1 goes to a tenth once.
    func push(_ first: Float, _ second: Float) {
      layer.request(
        WeightChange(
          terms: [
            .init(
              inputs: Matrix(rows: 1, columns: 8, repeating: 1),
              signals: Matrix(rows: 1, columns: 2, elements: [first, second]))
          ], rate: 1))
    }
    push(0, 0.1)
    let still = layer.effectiveWeights()
    let programmed = layer.tally.programPulses
    for turn in 0..<40 { push(turn % 2 == 0 ? 0.05 : -0.05, 0) }
    #expect(layer.tally.programPulses > programmed, "pairs were refreshed")
    let now = layer.effectiveWeights()
    for row in 0..<8 {
      #expect(now[row, 1] == still[row, 1], "an untouched weight, \(policy), die factor \(factor)")
      // 40 Poisson numbers of 50 pulses each: deviation 0.045; refreshes add up to two steps each.
      #expect(abs(now[row, 0]) < 0.3)
    }
  }

  /// Requests without signals or examples change nothing.
  @Test(arguments: WritePolicy.allCases) func emptyRequestsChangeNothing(policy: WritePolicy) throws {
    var layer = try chip(try card("ecram-tang2018"), ChipConfiguration()) { $0.writePolicy = policy }
      .layer(0, inputs: 10, outputs: 10, weightRange: 1, inSitu: true)
    layer.program(uniforms(10, 10, "weights", bound: 0.2))
    let before = layer.conductances()
    layer.request(WeightChange(terms: [], rate: 0.1))
    layer.request(
      WeightChange(
        terms: [.init(inputs: Matrix(rows: 0, columns: 10), signals: Matrix(rows: 0, columns: 10))], rate: 1))
    layer.request(
      WeightChange(terms: [.init(inputs: normals(3, 10, "x"), signals: Matrix(rows: 3, columns: 10))], rate: 1))
    let after = layer.conductances()
    #expect(after.cells == before.cells && after.reference == before.reference)
    #expect(layer.tally.requests == 3 && layer.tally.writePulses == 0)
  }

  /// Verified writes put what a noisy pulse missed back into the sum: weights and sum together follow the requests,
  /// where without a check cycle noise of 100 % and more is lost.
  @Test func verifiedWritesKeepWhatPulsesMiss() throws {
    func loss(_ policy: WritePolicy) throws -> Float {
      var layer = try chip(try card("rram-gong2018"), .perfect) {
        $0.writePolicy = policy
        $0.variation.cycleToCycle = 1
        $0.variation.deviceToDevice = 1
      }.layer(0, inputs: 30, outputs: 30, weightRange: 1, inSitu: true)
      try layer.calibrate(inputFullScale: 1)
      layer.program(Matrix(rows: 30, columns: 30))
      var digital = DigitalLayer(weights: layer.effectiveWeights())
      for step in 0..<30 {
        let change = WeightChange(
          terms: [.init(inputs: normals(4, 30, "x\(step)"), signals: normals(4, 30, "s\(step)"))], rate: 0.01)
        layer.request(change)
        digital.request(change)
      }
      let held = try #require(layer.state.pending)
      let whole = zip(layer.effectiveWeights().elements, held).map { $0 + $1 }
      return zip(whole, digital.weights.elements).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    #expect(try loss(.verifiedMixedPrecision) < 1e-5)
    #expect(try loss(.mixedPrecision) > 0.02)
  }

  /// Write-verify leaves every written weight within the card's band of what it held plus its sum, where single noisy
  /// pulses miss by several bands; what it missed stays in the sum.
  @Test func writeVerifyEndsInTheBand() throws {
    let card = try card("rram-taox-hfox-wu2018")
    guard case .acceptanceBand(let half) = card.programming else {
      Issue.record("no acceptance band")
      return
    }
    func miss(_ policy: WritePolicy) throws -> Float {
      var layer = try chip(card, .perfect) {
        $0.writePolicy = policy
        $0.mapping = .referenceDevice
        $0.pulsesPerWrite = 4
        $0.variation.cycleToCycle = 1
      }.layer(0, inputs: 40, outputs: 40, weightRange: 1, inSitu: true)
      try layer.calibrate(inputFullScale: 1)
      layer.program(Matrix(rows: 40, columns: 40))
      let before = layer.effectiveWeights()
      let term = WeightChange.Term(
        inputs: Matrix(rows: 1, columns: 40, repeating: 1),
        signals: Matrix(rows: 1, columns: 40, repeating: 10.5 * layer.pulseWeight))
      layer.request(WeightChange(terms: [term], rate: 1))
      let moved = layer.effectiveWeights().minus(before)
      if policy != .mixedPrecision {
        let held = try #require(layer.state.pending)
        expectClose(
          zip(moved.elements, held).map { $0 + $1 }, [Float](repeating: 10.5 * layer.pulseWeight, count: 1600),
          absolute: 1e-5)
      }
      return moved.elements.map { abs($0 - 10.5 * layer.pulseWeight) / layer.scale }.max() ?? 0
    }
    #expect(try miss(.writeVerify) <= Float(half) * 1.01)
    #expect(try miss(.mixedPrecision) > 5 * Float(half))
  }

  /// A weight is written when its sum is worth the configured number of pulses, not before.
  @Test(arguments: [WritePolicy.mixedPrecision, .verifiedMixedPrecision, .writeVerify])
  func sumsWaitUntilTheyAreWorthAWrite(policy: WritePolicy) throws {
    var layer = try chip(try staircase(), .perfect) {
      $0.writePolicy = policy
      $0.mapping = .referenceColumn
      $0.pulsesPerWrite = 5
    }.layer(0, inputs: 6, outputs: 6, weightRange: 1, inSitu: true)
    layer.program(Matrix(rows: 6, columns: 6))
    let start = layer.effectiveWeights()
    let one = WeightChange.Term(
      inputs: Matrix(rows: 1, columns: 6, repeating: 1),
      signals: Matrix(rows: 1, columns: 6, repeating: 1.01 * layer.pulseWeight))
    for _ in 0..<4 { layer.request(WeightChange(terms: [one], rate: 1)) }
    #expect(layer.effectiveWeights() == start && layer.tally.writePulses == 0)
    layer.request(WeightChange(terms: [one], rate: 1))
    expectClose(
      layer.effectiveWeights().minus(start), Matrix(rows: 6, columns: 6, repeating: 5 * layer.pulseWeight),
      absolute: 1.1 * layer.pulseWeight)
    #expect(layer.tally.writePulses >= 4 * 36)
  }

  /// Pulses wear cells out: after N full cycles the upper end of the window is 1 − a log₁₀(1 + N/N₀).
  @Test func enduranceClosesTheWindow() throws {
    let worn = try staircase([
      "endurance": "{cycles: 10, decadesDeviation: 0, onLossPerDecade: 0.1, offExponent: 0.1}"
    ])
    var layer = try chip(worn, .perfect) { $0.mapping = .referenceColumn }
      .layer(0, inputs: 4, outputs: 3, weightRange: 1, inSitu: true)
    layer.program(Matrix(rows: 4, columns: 3))
    // 400 times up and down the whole window.
    for turn in 0..<800 {
      layer.request(
        WeightChange(
          terms: [
            .init(
              inputs: Matrix(rows: 1, columns: 4, repeating: 1),
              signals: Matrix(rows: 1, columns: 3, repeating: turn % 2 == 0 ? 1.5 : -1.5))
          ], rate: 1))
    }
    layer.request(
      WeightChange(
        terms: [
          .init(
            inputs: Matrix(rows: 1, columns: 4, repeating: 1), signals: Matrix(rows: 1, columns: 3, repeating: 3))
        ], rate: 1))
    guard case .pulsed(let used) = layer.state.tiles[0].cells, used.pulseCounts.count == 12 else {
      Issue.record("pulses of 12 cells are not counted")
      return
    }
    for (index, g) in layer.conductances().cells.elements.enumerated() {
      let pulses = Double(used.pulseCounts[index])
      // A full cycle is the window up and down, about 2000 pulses.
      let high = 1 - 0.1 * log10(1 + pulses * Double(layer.chip.nominalStep) / 2 / 10)
      expectClose(Double(g), high, absolute: 1e-5)
      #expect(high < 0.9)
    }
  }
}
