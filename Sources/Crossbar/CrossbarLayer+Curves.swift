internal import DeviceModels
public import Matrices
internal import Periphery
public import Substrate
internal import Units
internal import Wires

extension CrossbarLayer: CurvedModel {
  /// What cells make of the numbers on their word lines.
  var readBasis: ReadBasis {
    let configuration = chip.configuration
    return ReadBasis(
      chip.basis, configuration.inputEncoding, fullScale: inputFullScale, hasWires: !configuration.wires.isIdeal)
  }

  /// What cells carry at the read voltage of either sign, over it: their mean, or with `sign` −1 half their difference.
  func signed(_ group: CellGroup, _ sign: Float) -> [Float] {
    guard let basis = chip.basis else { return group.conductances(age: slowAge, temperature: temperature) }
    return group.mapped(age: slowAge, temperature: temperature) { conductances in
      zip(basis.currents(conductances, at: 1), basis.currents(conductances, at: -1)).map { 0.5 * ($0 - sign * $1) }
    }
  }

  /// The matrices of the further functions of ``ReadBasis``, of the difference of cells and references.
  ///
  /// Behind wires a cell that carries δI beyond its conductance at the voltage on its word line changes the output by
  /// A · δI, and sees U times that voltage (``Wires/ReadSensitivity``): to first order in δI.
  func curves(of tile: Tile, _ own: [Float], _ other: [Float], _ reading: ReadBasis) -> [[Float]] {
    guard let basis = chip.basis, !reading.isLinear else { return [] }
    let hasWires = !chip.configuration.wires.isIdeal
    /// Factors of a cell's excess current behind wires, for a power of the voltage.
    func factors(_ conductances: [Float]) -> ((Int) -> [Float])? {
      guard hasWires, conductances.count == tile.rows * tile.columns else { return nil }
      let full = chip.card.window.gMax.value * Double(chip.configuration.cellsPerWeight)
      guard
        let sensitivity = try? ReadSensitivity(
          conductances: conductances.map { Double($0) * full }, rows: tile.rows, columns: tile.columns,
          wires: chip.configuration.wires.at(temperature))
      else { return nil }
      return { power in
        zip(sensitivity.voltages, sensitivity.shares).map { voltage, share in
          Float((0..<power).reduce(share) { product, _ in product * voltage })
        }
      }
    }
    let (ownFactors, otherFactors) = (factors(own), factors(other))
    return (1..<reading.functions.count).map { number in
      var power = 1
      let term: (CellGroup) -> [Float]
      switch reading.functions[number] {
      case .magnitude: term = { signed($0, -1) }
      case .remainder: term = { $0.conductances(age: slowAge, temperature: temperature) }
      case .identity, .curve:
        let isShifted = reading.functions.count > basis.functions.count
        let index = isShifted ? number - 1 : number
        if case .polynomial(let c) = basis.functions[index], c.dropLast().allSatisfy({ $0 == 0 }) { power = c.count }
        term = { group in
          group.mapped(age: slowAge, temperature: temperature) { basis.coefficients(index, $0) }
        }
      }
      var (cells, references) = (term(tile.cells), tile.spread(term(tile.reference)))
      if let factor = ownFactors?(power) { cells = zip(cells, factor).map(*) }
      if let factor = otherFactors?(power) { references = zip(references, factor).map(*) }
      return zip(cells, references).map { $0 - $1 }
    }
  }

  public var isCurved: Bool { chip.basis != nil }

  /// Σₖ fₖ′(x) · (errors · Cₖᵀ), with the gains of converters, at the activities that were measured last.
  public mutating func errorsBack(_ errors: Matrix) -> Matrix {
    prepareViews()
    let reading = readBasis
    var result = Matrix(rows: errors.rows, columns: inputs)
    for number in reading.functions.indices {
      let part = product(errors, layerMatrix(number), transposeRight: true)
      guard let last = lastActivities, last.rows == errors.rows else {
        let slope = reading.slope(number, 0)
        for index in part.elements.indices { result.elements[index] += slope * part.elements[index] }
        continue
      }
      for index in part.elements.indices {
        result.elements[index] += reading.slope(number, last.elements[index]) * part.elements[index]
      }
    }
    return result
  }

  /// One matrix of ``ReadBasis`` of the whole layer, gains and scale included: [inputs × outputs].
  private func layerMatrix(_ number: Int) -> Matrix {
    var result = Matrix(rows: inputs, columns: outputs)
    for tile in tiles {
      guard let view = tile.view else { continue }
      let cells = number == 0 ? view.effective : view.curves[number - 1]
      let inputGain = dacs?[tile.place.gridRow].errors.gain
      let outputGain = (0..<tile.columns).map { tile.adc?.digitalGain(of: $0) ?? chip.periphery.gain }
      for row in 0..<tile.rows {
        let rowGain = scale * (inputGain?[row] ?? 1)
        let start = (tile.place.inputs.lowerBound + row) * outputs + tile.place.outputs.lowerBound
        cells.withUnsafeBufferPointer { cells in
          outputGain.withUnsafeBufferPointer { gains in
            result.elements.withUnsafeMutableBufferPointer { target in
              let (line, to) = (cells.baseAddress! + row * gains.count, target.baseAddress! + start)
              for column in 0..<gains.count { to[column] = rowGain * line[column] * gains[column] }
            }
          }
        }
      }
    }
    return result
  }

  /// The derivative of the measured outputs by the inputs now: conductances, wires and gains, without noise, slow or
  /// fast, offsets and rounding. Of curved cells its mean over the activities that were measured last, at rest without
  /// any.
  public mutating func effectiveWeights() -> Matrix {
    prepareViews()
    let reading = readBasis
    guard !reading.isLinear else { return layerMatrix(0) }
    var result = Matrix(rows: inputs, columns: outputs)
    for number in reading.functions.indices {
      let part = layerMatrix(number)
      for row in 0..<inputs {
        var slope = reading.slope(number, 0)
        if let last = lastActivities, last.rows > 0 {
          slope = (0..<last.rows).reduce(0) { $0 + reading.slope(number, last[$1, row]) } / Float(last.rows)
        }
        for column in 0..<outputs { result[row, column] += slope * part[row, column] }
      }
    }
    return result
  }
}
