internal import Crossbar
internal import DeviceModels
public import Matrices
internal import Periphery
internal import Substrate
internal import Units

/// What `mortal mvm --json` prints: scales, counts and how far the result is from inputs · weights.
public struct MatrixVectorSummary: Sendable, Codable {
  public var card: String
  public var serial: Int
  public var inputs: Int
  public var outputs: Int
  public var batch: Int
  public var mapping: String
  /// Rows and columns of the grid of tiles, and the shape of one.
  public var tiles: [Int]
  public var tileShape: String
  /// W = scale · (g − reference), g in units of gMax.
  public var weightPerUnitConductance: Float
  public var gMaxMicrosiemens: Double
  public var inputFullScale: Float?
  public var outputFullScale: Float?
  public var saturatedInputs: Int
  public var saturatedOutputs: Int
  public var secondsSinceProgramming: Double
  public var temperatureKelvin: Double
  public var failedCells: Int
  public var programPulses: Double
  public var writeEnergyJoules: Double
  public var vectorsRead: Int
  public var analogToDigitalConversions: Int
  public var digitalToAnalogConversions: Int
  public var cellReads: Int
  /// √(Σ(measured − exact)² / Σ exact²).
  public var relativeError: Double
  public var blasCore: String

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
    secondsSinceProgramming = (layer.age ?? chip.card.referenceTime).value
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
  }

  /// √(Σ(measured − exact)² / Σ exact²); 0 where all exact results are 0.
  public static func relativeError(of measured: Matrix, from exact: Matrix) -> Double {
    var error = 0.0
    var total = 0.0
    for (exact, found) in zip(exact.elements, measured.elements) {
      error += Double(found - exact) * Double(found - exact)
      total += Double(exact) * Double(exact)
    }
    return total > 0 ? (error / total).squareRoot() : 0
  }

  /// Warnings for the user: saturated conversions and cells that could not be programmed.
  public var warnings: [String] {
    var warnings: [String] = []
    if saturatedInputs > 0 {
      warnings.append(
        "\(saturatedInputs) of \(batch * inputs) inputs lie beyond the word lines' full scale of "
          + "\(inputFullScale ?? 0) and were held there; give --dac-full-scale or --calibration FILE")
    }
    if saturatedOutputs > 0 {
      warnings.append(
        "\(saturatedOutputs) of \(analogToDigitalConversions) output conversions lie beyond the full scale of "
          + "\(outputFullScale ?? 0) and were held there; give --adc-full-scale or --calibration FILE")
    }
    if failedCells > 0 { warnings.append("\(failedCells) cells could not be programmed to their target") }
    return warnings
  }
}

extension ConverterSpecification {
  /// The full scale, once it is a number and matters.
  var fixedFullScale: Float? {
    guard bits != nil, case .value(let value) = fullScale else { return nil }
    return value
  }
}
