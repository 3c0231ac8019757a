import Crossbar
import DeviceModels
import Matrices
import Periphery
import Substrate
import TestSupport
import Testing
import Units
import Wires

/// Full scales are found once and never follow the data; what chips hand out of themselves is true.
@Suite struct CalibrationTests {
  private func layer(changing: (inout ChipConfiguration) -> Void = { _ in }) throws -> CrossbarLayer {
    var layer = try chip(try card("ideal"), ChipConfiguration()) {
      $0.readNoise = false
      $0.tile = TileShape(rows: 16, columns: 16)
      changing(&$0)
    }.layer(0, inputs: 40, outputs: 30, weightRange: 1, inSitu: false)
    layer.program(uniforms(40, 30, "weights"))
    return layer
  }

  private func fullScale(_ specification: ConverterSpecification) -> Float? {
    if case .value(let value) = specification.fullScale { value } else { nil }
  }

  @Test func fullScalesAreFixedOnce() throws {
    var layer = try layer()
    #expect(!layer.isCalibrated)
    let batch = normals(500, 40, "batch")
    try layer.calibrate(on: batch)
    #expect(layer.isCalibrated)
    let (input, output) = (layer.dacSpecification, layer.adcSpecification)
    let expected = try Calibration().fullScale(of: batch.elements.span)
    #expect(fullScale(input) == expected)
    let before = layer.measure(batch)
    // Neither a second calibration nor reads of larger numbers move them.
    try layer.calibrate(on: batch.map { 100 * $0 })
    try layer.calibrate(inputFullScale: 55)
    _ = layer.measure(batch.map { 100 * $0 })
    #expect(layer.dacSpecification == input && layer.adcSpecification == output)
    #expect(layer.measure(batch) == before)
  }

  @Test func headroomIsAFactor() throws {
    let batch = normals(500, 40, "batch")
    var plain = try layer()
    var roomy = try layer()
    try plain.calibrate(on: batch)
    try roomy.calibrate(on: batch, inputHeadroom: 2, outputHeadroom: 1)
    let inputs = (try #require(fullScale(plain.dacSpecification)), try #require(fullScale(roomy.dacSpecification)))
    expectClose(inputs.1, 2 * inputs.0, relative: 1e-6)
    var wide = try layer()
    try wide.calibrate(on: batch, outputHeadroom: 3)
    expectClose(
      try #require(fullScale(wide.adcSpecification)), 3 * (try #require(fullScale(plain.adcSpecification))),
      relative: 1e-6)
  }

  @Test func configuredFullScalesStay() throws {
    var layer = try layer {
      $0.dac.fullScale = .value(2.5)
      $0.adc.fullScale = .value(11)
    }
    try layer.calibrate(on: normals(100, 40, "batch"))
    #expect(fullScale(layer.dacSpecification) == 2.5 && fullScale(layer.adcSpecification) == 11)
  }

  /// Numbers beyond the range are counted, once a number and read, and held at its ends.
  @Test func saturationIsCounted() throws {
    var layer = try layer {
      $0.dac.fullScale = .value(1)
      $0.adc = ConverterSpecification(bits: 8, fullScale: .value(1))
    }
    try layer.calibrate(inputFullScale: 1)
    var activities = Matrix(rows: 50, columns: 40)
    for row in 0..<20 { activities[row, row] = row % 2 == 0 ? 3 : -3 }
    let found = layer.measure(activities)
    #expect(layer.saturatedInputs == 20)
    var held = activities
    for index in held.elements.indices { held.elements[index] = min(max(held.elements[index], -1), 1) }
    #expect(layer.measure(held) == found)
    #expect(layer.saturatedInputs == 20, "1 itself is within the range")
    let tight = layer.saturatedOutputs
    _ = layer.measure(Matrix(rows: 10, columns: 40, repeating: 1))
    #expect(layer.saturatedOutputs > tight)
    #expect(layer.tally.vectorsRead == 110)
    #expect(layer.tally.conversions == 110 * 3 * 30, "a conversion a bit line of every tile and vector")
  }

  @Test func calibrationBatchesMustHaveNumbers() throws {
    for batch in [
      Matrix(rows: 0, columns: 40), Matrix(rows: 5, columns: 40), Matrix(rows: 5, columns: 40, repeating: .nan),
      Matrix(rows: 5, columns: 40, repeating: .infinity),
    ] {
      var layer = try layer()
      #expect(throws: PeripheryError.self) { try layer.calibrate(on: batch) }
      #expect(!layer.isCalibrated)
    }
    var layer = try layer()
    #expect(throws: PeripheryError.self) { try layer.calibrate(inputFullScale: .nan) }
  }

  /// A weight read back is off by half an LSB of a single cell's range at most, gain errors and offsets aside.
  @Test(arguments: [4, 8, 12]) func readBackIsWithinTheConvertersError(bits: Int) throws {
    var layer = try layer { $0.adc = ConverterSpecification(bits: bits) }
    try layer.calibrate(inputFullScale: 1)
    let error = layer.readBack().minus(layer.effectiveWeights()).largestMagnitude
    let codes = Float((1 << (bits - 1)) - 1)
    #expect(error <= 0.5 / codes * 1.0001 && error > 0.4 / codes)
    #expect(layer.tally.vectorsRead == 40)
  }

  /// Effective weights are the derivative of a noiseless measurement without rounding: gains and wires included, for
  /// every weight.
  @Test(arguments: [WeightMapping.differentialPair, .referenceColumn], [0.0, 30])
  func effectiveWeightsAreTheDerivative(mapping: WeightMapping, ohms: Double) throws {
    var layer = try chip(try card("pcm-joshi2020"), ChipConfiguration()) {
      $0.readNoise = false
      $0.mapping = mapping
      $0.age = Seconds(3600)
      $0.wires = WireSpecification(word: Ohms(ohms), bit: Ohms(ohms))
      $0.variation.stuckHigh = 0.02
      $0.tile = TileShape(rows: 16, columns: 16)
      $0.dac = ConverterSpecification(bits: nil, gainSpread: 0.05)
      $0.adc = ConverterSpecification(bits: nil, gainSpread: 0.05, dieGainSpread: 0.03)
    }.layer(0, inputs: 40, outputs: 30, weightRange: 1, inSitu: false)
    layer.program(uniforms(40, 30, "weights"))
    try layer.calibrate(inputFullScale: 1)
    let base = normals(1, 40, "base")
    var moved = repeated(base.elements, 80)
    for row in 0..<40 {
      moved[row, row] += 0.5
      moved[40 + row, row] -= 0.5
    }
    let found = layer.measure(moved)
    let weights = layer.effectiveWeights()
    for row in 0..<40 {
      for column in 0..<30 {
        expectClose(found[row, column] - found[40 + row, column], weights[row, column], absolute: 1e-5)
      }
    }
    #expect(weights.minus(uniforms(40, 30, "weights")).largestMagnitude > 0.05, "it is not the nominal weight")
  }
}
