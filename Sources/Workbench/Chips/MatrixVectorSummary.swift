internal import Crossbar
internal import DeviceModels
package import Matrices
package import Periphery
internal import Substrate
internal import Units

/// What `mortal mvm --json` prints: scales, counts and how far the result is from inputs · weights.
package struct MatrixVectorSummary: Sendable, Codable {
  package var card: String
  package var serial: Int
  package var inputs: Int
  package var outputs: Int
  package var batch: Int
  package var mapping: String
  /// Rows and columns of the grid of tiles, and the shape of one.
  package var tiles: [Int]
  package var tileShape: String
  /// W = scale · (g − reference), g in units of gMax.
  package var weightPerUnitConductance: Float
  package var gMaxMicrosiemens: Double
  package var inputFullScale: Float?
  package var outputFullScale: Float?
  package var saturatedInputs: Int
  package var saturatedOutputs: Int
  package var secondsSinceProgramming: Double
  package var temperatureKelvin: Double
  package var failedCells: Int
  package var programPulses: Double
  package var writeEnergyJoules: Double
  package var vectorsRead: Int
  package var analogToDigitalConversions: Int
  package var digitalToAnalogConversions: Int
  package var cellReads: Int
  /// √(Σ(measured − exact)² / Σ exact²).
  package var relativeError: Double
  package var blasCore: String
  /// What who uses this chip should know: a card's old name, a temperature that its cells do not know, assumed spread.
  package var notices: [String]

  init(_ layer: CrossbarLayer, batch: Int, expected: Matrix, measured: Matrix) {
    let chip = layer.chip
    card = chip.card.id
    serial = chip.serial
    inputs = layer.inputs
    outputs = layer.outputs
    self.batch = batch
    mapping = chip.mapping.rawValue
    tiles = [layer.gridRows, layer.gridColumns]
    tileShape = chip.configuration.tile.description
    weightPerUnitConductance = layer.scale
    gMaxMicrosiemens = (chip.card.window.gMax.value * 1e12).rounded() / 1e6
    inputFullScale = layer.dacSpecification.fixedFullScale
    outputFullScale = layer.adcSpecification.fixedFullScale
    saturatedInputs = layer.saturatedInputs
    saturatedOutputs = layer.saturatedOutputs
    secondsSinceProgramming = layer.age.value
    temperatureKelvin = layer.temperature.value
    failedCells = layer.tally.failedCells
    programPulses = layer.tally.programPulses
    writeEnergyJoules = layer.tally.writeEnergy
    vectorsRead = layer.tally.vectorsRead
    analogToDigitalConversions = layer.tally.conversions
    digitalToAnalogConversions = layer.tally.vectorsRead * layer.inputs
    cellReads =
      layer.tally.vectorsRead * layer.inputs * layer.outputs * (chip.mapping == .referenceColumn ? 1 : 2)
    relativeError = Self.relativeError(of: measured, from: expected)
    blasCore = BLAS.coreName
    notices = chip.notices
  }

  /// √(Σ(measured − exact)² / Σ exact²); 0 where all exact results are 0.
  package static func relativeError(of measured: Matrix, from exact: Matrix) -> Double {
    var error = 0.0
    var total = 0.0
    for (exact, found) in zip(exact.elements, measured.elements) {
      error += Double(found - exact) * Double(found - exact)
      total += Double(exact) * Double(exact)
    }
    return total > 0 ? (error / total).squareRoot() : 0
  }

  /// Warnings for the user: saturated conversions and cells that could not be programmed.
  package var warnings: [String] {
    notices + saturationWarnings + (failedCells > 0 ? [Self.warning(failedCells: failedCells)] : [])
  }

  /// Those of conversions alone.
  package var saturationWarnings: [String] {
    Self.warnings(
      saturatedInputs: saturatedInputs, of: batch * inputs, inputFullScale: inputFullScale,
      saturatedOutputs: saturatedOutputs, of: analogToDigitalConversions, outputFullScale: outputFullScale)
  }

  /// Warnings of conversions that met numbers beyond the converters' full scales.
  package static func warnings(
    saturatedInputs: Int, of inputs: Int, inputFullScale: Float?, saturatedOutputs: Int, of conversions: Int,
    outputFullScale: Float?
  ) -> [String] {
    var warnings: [String] = []
    if saturatedInputs > 0 {
      warnings.append(
        "\(saturatedInputs) of \(inputs) inputs lie beyond the word lines' full scale of "
          + "\(inputFullScale ?? 0) and were held there; give --dac-full-scale or --calibration FILE")
    }
    if saturatedOutputs > 0 {
      warnings.append(
        "\(saturatedOutputs) of \(conversions) output conversions lie beyond the full scale of "
          + "\(outputFullScale ?? 0) and were held there; give --adc-full-scale or --calibration FILE")
    }
    return warnings
  }

  /// The warning of cells that programming gave up on.
  package static func warning(failedCells: Int) -> String {
    "\(failedCells) cells could not be programmed to their target"
  }
}

extension ConverterSpecification {
  /// The full scale, once it is a number and matters.
  package var fixedFullScale: Float? {
    guard bits != nil, case .value(let value) = fullScale else { return nil }
    return value
  }
}
