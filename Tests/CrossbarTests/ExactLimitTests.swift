import Crossbar
import DeviceModels
import Matrices
import Periphery
import Randomness
import Substrate
import TestSupport
import Testing
import Units
import Wires

/// What is left of a chip without noise, variation, rounding and wires is the digital engine.
@Suite struct ExactLimitTests {
  @Test(arguments: [(5, 3, "128x128"), (40, 30, "16x16"), (130, 65, "64x48"), (7, 200, "3x7"), (1, 1, "1x1")])
  func idealCardMultipliesExactly(inputs: Int, outputs: Int, tile: String) throws {
    let shape = try TileShape(parsing: tile)
    let weights = uniforms(inputs, outputs, "weights")
    let activities = normals(150, inputs, "activities")
    for mapping in [WeightMapping.differentialPair, .referenceColumn] {
      let chip = chip(try card("ideal"), .perfect) {
        $0.tile = shape
        $0.mapping = mapping
      }
      var layer = try chip.layer(0, inputs: inputs, outputs: outputs, weightRange: 1, inSitu: false)
      layer.program(weights)
      try layer.calibrate(on: activities)
      let exact = activities.times(weights).map { Float($0) }
      let found = layer.measure(activities)
      // Each product and each sum rounds at 6e-8 of numbers up to 4 √inputs, the reference column once more.
      let allowed = Float(inputs).squareRoot() * (mapping == .differentialPair ? 2e-6 : 4e-6)
      expectClose(found, Matrix(rows: 150, columns: outputs, elements: exact), absolute: allowed, "\(mapping)")
      expectClose(layer.effectiveWeights(), weights, absolute: 2.5e-7)
      expectClose(layer.readBack(), weights, absolute: 2.5e-7)
      #expect(layer.tally.failedCells == 0 && layer.saturatedInputs == 0 && layer.saturatedOutputs == 0)
    }
  }

  /// On cells of exact steps, what mixed precision has written and what it still holds is the digital engine's weight,
  /// step by step: no part of a request is lost.
  @Test(arguments: [Float(0), 0.9], WeightMapping.allCases)
  func mixedPrecisionConservesTheSum(momentum: Float, mapping: WeightMapping) throws {
    let chip = chip(try staircase(), .perfect) {
      $0.tile = TileShape(rows: 8, columns: 5)
      $0.mapping = mapping
      $0.writePolicy = .mixedPrecision
    }
    var layer = try chip.layer(0, inputs: 20, outputs: 12, weightRange: 1, inSitu: true)
    try layer.calibrate(on: normals(10, 20, "calibration"))
    layer.program(Matrix(rows: 20, columns: 12))
    let start = layer.effectiveWeights()
    var digital = DigitalLayer(weights: start)
    for step in 0..<40 {
      let change = WeightChange(
        terms: [
          .init(inputs: normals(6, 20, "in\(step)"), signals: normals(6, 12, "out\(step)")),
          .init(inputs: normals(4, 20, "more\(step)"), signals: normals(4, 12, "too\(step)")),
        ], rate: 0.01, momentum: momentum)
      layer.request(change)
      digital.request(change)
      let held = try #require(layer.state.pending)
      let whole = zip(layer.effectiveWeights().elements, held).map { $0 + $1 }
      expectClose(whole, digital.weights.elements, absolute: 3e-6, "step \(step)")
      // What is held is less than a pulse.
      #expect(held.allSatisfy { abs($0) < layer.pulseWeight * 1.0001 })
    }
    // The weights did move, by many pulses.
    #expect(digital.weights.minus(start).largestMagnitude > 20 * layer.pulseWeight)
  }

  /// Without wire resistance a chip is the wire-free chip bit for bit, however the zeros are written.
  @Test func zeroResistanceIsTheWireFreeChip() throws {
    let card = try card("pcm-joshi2020")
    let weights = uniforms(30, 20, "weights")
    let activities = uniforms(40, 30, "activities")
    func read(_ wires: WireSpecification) throws -> Matrix {
      var layer = try chip(card, ChipConfiguration()) {
        $0.wires = wires
        $0.age = Seconds(100)
        $0.tile = TileShape(rows: 16, columns: 16)
      }.layer(0, inputs: 30, outputs: 20, weightRange: 1, inSitu: false)
      layer.program(weights)
      try layer.calibrate(on: activities)
      return layer.measure(activities)
    }
    #expect(try read(.ideal) == read(WireSpecification(word: Ohms(0), bit: Ohms(0))))
    #expect(try read(.ideal) != read(WireSpecification(word: Ohms(1), bit: Ohms(1))))
  }

  /// A hundred times finer converters come a hundred times closer.
  @Test func finerConvertersComeCloser() throws {
    let weights = uniforms(20, 10, "weights")
    let activities = uniforms(300, 20, "activities")
    func error(_ bits: Int) throws -> Float {
      var layer = try chip(try card("ideal"), .perfect) {
        $0.dac = ConverterSpecification(bits: bits, fullScale: .value(1))
        $0.adc = ConverterSpecification(bits: bits, fullScale: .value(20))
      }.layer(0, inputs: 20, outputs: 10, weightRange: 1, inSitu: false)
      layer.program(weights)
      try layer.calibrate(on: activities)
      return layer.measure(activities).minus(product(activities, weights)).largestMagnitude
    }
    let (coarse, fine) = (try error(8), try error(15))
    // Half an LSB of the output (20/127/2) and of twenty inputs (1/127/2 each) at most.
    #expect(coarse < 20 / 254 + 20 / 254 && coarse > 20 / 254 / 2)
    #expect(fine < coarse / 64)
  }
}
