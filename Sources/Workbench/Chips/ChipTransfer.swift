package import Crossbar
internal import DeviceModels
package import Matrices
internal import Substrate
internal import Units

/// Conductances out of and into files: `mortal chip program` and `mortal chip read`.
package enum ChipTransfer {
  /// Programs weights on the chip and gives the conductances of its cells afterwards, in microsiemens.
  /// - Returns: [2 × inputs × outputs], the weights' own cells and what is subtracted from them; and the layer's summary.
  /// - Throws: what making the layer throws.
  package static func program(
    _ weights: Matrix, on chip: Chip
  ) throws -> (microsiemens: [Float], scale: Float, failedCells: Int) {
    let largest = weights.largestMagnitude
    var layer = try chip.layer(
      0, inputs: weights.rows, outputs: weights.columns, weightRange: largest > 0 ? largest : 1, inSitu: false)
    layer.program(weights)
    return (microsiemens(of: layer), layer.scale, layer.tally.failedCells)
  }

  /// The conductances of a layer's cells as they are, without noise, in microsiemens.
  /// - Returns: [2 × inputs × outputs], the weights' own cells and what is subtracted from them.
  package static func microsiemens(of layer: CrossbarLayer) -> [Float] {
    let (cells, reference) = layer.conductances()
    let scale = Float(layer.chip.card.window.gMax.value * 1e6)
    return (cells.elements + reference.elements).map { $0 * scale }
  }

  /// Conductances in units of the card's largest one.
  /// - Parameter microsiemens: [2 × inputs × outputs].
  /// - Throws: ``WorkbenchError`` for conductances outside the card's window.
  package static func normalised(
    _ microsiemens: [Float], inputs: Int, outputs: Int, on chip: Chip
  ) throws(WorkbenchError) -> (cells: Matrix, reference: Matrix) {
    let full = Float(chip.card.window.gMax.value * 1e6)
    if let index = microsiemens.firstIndex(where: { !($0 >= 0 && $0 <= full * 1.5) }) {
      throw WorkbenchError.outOfRange(
        option: "conductances", value: "\(microsiemens[index]) uS at index \(index)",
        allowed: "0...\(full * 1.5) uS for card '\(chip.card.id)'")
    }
    let count = inputs * outputs
    return (
      Matrix(rows: inputs, columns: outputs, elements: microsiemens[..<count].map { $0 / full }),
      Matrix(rows: inputs, columns: outputs, elements: microsiemens[count...].map { $0 / full })
    )
  }

  /// Puts conductances on the chip as they are and sends inputs through: currents in microampere at the card's read
  /// voltage, for inputs as fractions of it, through the chip's converters.
  ///
  /// - Parameters:
  ///   - microsiemens: [2 × inputs × outputs] as ``program(_:on:)`` gives, or [inputs × outputs] for single cells.
  ///   - inputs: [batch × inputs], within ±1.
  ///   - calibration: [samples × inputs], for the converters' full scales; without, they follow from the conductances.
  /// - Throws: ``WorkbenchError`` for conductances outside the card's window and shapes that do not fit.
  package static func read(
    _ microsiemens: [Float], shape: [Int], inputs: Matrix, calibration: Matrix? = nil, on chip: Chip
  ) throws -> ChipReading {
    let window = chip.card.window
    guard shape.count == 3, shape[0] == 2, shape[1] == inputs.columns else {
      throw WorkbenchError.shapesDiffer(
        first: "conductances", firstShape: shape.map(String.init).joined(separator: " x "), second: "inputs",
        secondShape: "\(inputs.rows) x \(inputs.columns)",
        remedy: "conductances are [2 x inputs x outputs], as 'mortal chip program --export' writes them")
    }
    if let calibration, calibration.columns != inputs.columns {
      throw WorkbenchError.shapesDiffer(
        first: "the calibration batch", firstShape: "\(calibration.rows) x \(calibration.columns)", second: "inputs",
        secondShape: "\(inputs.rows) x \(inputs.columns)", remedy: "both have a column for each word line")
    }
    let (cells, reference) = try normalised(microsiemens, inputs: shape[1], outputs: shape[2], on: chip)
    var layer = try chip.layer(0, inputs: shape[1], outputs: shape[2], weightRange: 1, inSitu: false)
    layer.set(cells: cells, reference: reference)
    if let calibration { try layer.calibrate(on: calibration) } else { try layer.calibrate(inputFullScale: 1) }
    var currents = layer.measure(inputs)
    // W = scale · g: taking the scale out leaves Σ x g, and Gmax · V makes it a current.
    currents.scale(by: Float(window.gMax.value * 1e6) * Float(chip.card.read.voltage.value) / layer.scale)
    try FiniteResult.require(
      currents, "currents", rows: "sample", columns: "bit line",
      remedy: "numbers beyond 3.4e38 cannot be held; scale the inputs down")
    let largest = microsiemens.max() ?? 0
    var notices = chip.notices
    if largest > 0, largest < Float(window.gMax.value * 1e6) / 1000 {
      notices.append(
        "the largest conductance is \(largest) uS, and the card's cells reach \(window.gMax); are these siemens? "
          + "Conductances are given in microsiemens")
    }
    return ChipReading(
      currents: currents, notices: notices,
      saturation: MatrixVectorSummary.warnings(
        saturatedInputs: layer.saturatedInputs, of: inputs.rows * inputs.columns,
        inputFullScale: layer.dacSpecification.fixedFullScale, saturatedOutputs: layer.saturatedOutputs,
        of: layer.tally.conversions, outputFullScale: layer.adcSpecification.fixedFullScale))
  }
}

/// What came of ``ChipTransfer/read(_:shape:inputs:calibration:on:)``.
package struct ChipReading: Sendable {
  /// In microampere, [batch × outputs].
  package let currents: Matrix
  /// What who uses the chip should know.
  package let notices: [String]
  /// Warnings of conversions that met numbers beyond a full scale.
  package let saturation: [String]

  /// All that must be said.
  package var warnings: [String] { notices + saturation }
}
