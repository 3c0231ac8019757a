internal import DeviceModels
public import Matrices
internal import Periphery
internal import Randomness
private import Substrate
private import Units

extension CrossbarLayer {
  /// Writes the weights: closed-loop, as closely as the card can (pulses, reads, and more pulses until a cell is in its
  /// band or is given up, ``Substrate/Tally/failedCells``), or open-loop, as ``ChipConfiguration/programming`` says. The
  /// age starts anew: they are read when the configured age, or the card's earliest, has passed.
  ///
  /// Weights beyond the window's end are written at its end.
  public mutating func program(_ weights: Matrix) {
    precondition(
      weights.rows == inputs && weights.columns == outputs,
      "weights of \(weights.rows) x \(weights.columns) on a layer of \(inputs) x \(outputs)")
    writeStep &+= 1
    tally.failedCells = 0
    var longest = Seconds(0)
    for index in tiles.indices {
      let place = tiles[index].place
      var block: [Float] = []
      block.reserveCapacity(place.inputs.count * place.outputs.count)
      for row in place.inputs {
        block += weights.elements[row * outputs + place.outputs.lowerBound..<row * outputs + place.outputs.upperBound]
      }
      tiles[index].forgetView()
      let outcome = tiles[index].program(block, scale: scale, step: writeStep, chip.configuration.programming)
      tally.programPulses += outcome.pulses
      tally.verifyReads += outcome.reads
      tally.failedCells += outcome.failed
      longest = max(longest, programmingTime(tiles[index], pulses: outcome.pulses))
      tally.writeEnergy += outcome.pulses * chip.pulseEnergy.value
    }
    velocity = nil
    pending = nil
    beginAge(after: longest)
  }

  /// Reads every weight back through the layer's own converters: one word line after the other is driven with full
  /// scale, and the bit-line converters, switched to the full scale of a single cell's current, convert. Their gain
  /// errors, offsets (in LSB) and noise are those of every read, and so is the read noise.
  public mutating func readBack() -> Matrix {
    prepareViews()
    let seen = tiles.indices.map { wordLinesOneByOne(tile: $0) }
    var result = Matrix(rows: inputs, columns: outputs)
    for (tile, effective) in zip(tiles, seen) {
      guard let view = tile.view, var specification = tile.adc?.specification else {
        preconditionFailure("the layer's converters are not calibrated")
      }
      if specification.bits != nil { specification.fullScale = .value(1) }
      guard
        var adc = try? ADC(
          specification, lines: tile.columns, identity: tile.identity.child("adc"), die: chip.identity,
          periphery: chip.periphery)
      else {
        preconditionFailure("a specification that made one converter makes another")
      }
      if chip.configuration.trimsGains, let trimmed = try? adc.trimmed(key: tile.cycle.child("gainTrim", 1)) {
        adc = trimmed
      }
      let destination = tile.place.inputs.lowerBound * outputs + tile.place.outputs.lowerBound
      let (currents, variances) = singleCells(tile, view, effective)
      currents.withUnsafeBufferPointer { means in
        result.elements.withUnsafeMutableBufferPointer { target in
          func convert(_ variances: UnsafePointer<Float>?) {
            adc.convert(
              means.baseAddress!, stride: tile.columns, variances: variances, stride: tile.columns,
              into: target.baseAddress! + destination, stride: outputs, rows: tile.rows, firstSample: 0,
              draws: DrawGroup(tile.cycle.child("readBack"), step: readStep))
          }
          if let variances {
            variances.withUnsafeBufferPointer { convert($0.baseAddress!) }
          } else {
            convert(nil)
          }
        }
      }
      tally.conversions += tile.rows * tile.columns
    }
    readStep &+= 1
    countReadBack()
    wait(Double(inputs) * chip.readPeriod)
    result.scale(by: scale)
    return result
  }

  /// Currents of single cells, one word line at full scale and the others at rest, and their variances: the noise of a
  /// reference column's cell is common to its row and drawn here, the thermal noise of resting cells adds to all.
  private func singleCells(
    _ tile: Tile, _ view: TileView, _ effective: [Float]
  ) -> (means: [Float], variances: [Float]?) {
    var means = effective
    let reading = readBasis
    if !reading.isLinear {
      let first = reading.atFullScale(0)
      for cell in means.indices { means[cell] *= first }
      for (number, curve) in view.curves.enumerated() {
        let factor = reading.atFullScale(number + 1)
        for cell in means.indices { means[cell] += factor * curve[cell] }
      }
    }
    if let reference = view.referenceVariance {
      let draws = tile.cycle.child("readBackReference").normals(tile.rows, step: readStep)
      for row in 0..<tile.rows {
        let noise = reference[row].squareRoot() * draws[row]
        for column in 0..<tile.columns { means[row * tile.columns + column] -= noise }
      }
    }
    return (means, singleCellVariances(tile, view))
  }

  /// A tile's effective conductances as word lines that are read one after the other show them, with the noise that has
  /// a memory at the time of each block of reads.
  private mutating func wordLinesOneByOne(tile index: Int) -> [Float] {
    guard let view = tiles[index].view else { preconditionFailure("tile without view") }
    guard view.memory != nil, var noise = tiles[index].noise else { return view.effective }
    tiles[index].noise = nil  // so that it changes in place
    defer { tiles[index].noise = noise }
    let (rows, columns) = (tiles[index].rows, tiles[index].columns)
    var seen: [Float] = []
    seen.reserveCapacity(rows * columns)
    for first in stride(from: 0, to: rows, by: TileNoise.blockReads) {
      let read = tiles[index].place.inputs.lowerBound + first
      noise.advance(to: clock + Double(read) * chip.readPeriod, view: view, columns: columns)
      seen += noise.effective[first * columns..<min(first + TileNoise.blockReads, rows) * columns]
    }
    return seen
  }

  /// The conductances of the layer as they are, noise-free, in unit of Gmax: the weights' own cells and what is
  /// subtracted from them, each [inputs × outputs].
  public func conductances() -> (cells: Matrix, reference: Matrix) {
    (
      gather { $0.cells.conductances(age: slowAge, temperature: temperature) },
      gather { $0.spread($0.reference.conductances(age: slowAge, temperature: temperature)) }
    )
  }
}

extension CrossbarLayer {
  /// Puts conductances, in units of Gmax, on the cells as they are: for arrays that were measured elsewhere. A column of
  /// references takes the mean of each row.
  public mutating func set(cells: Matrix, reference: Matrix) {
    precondition(
      cells.rows == inputs && cells.columns == outputs && reference.rows == inputs && reference.columns == outputs,
      "conductances do not fit the layer")
    for index in tiles.indices {
      let place = tiles[index].place
      func block(_ matrix: Matrix) -> [Float] {
        place.inputs.flatMap { row in
          matrix.elements[row * outputs + place.outputs.lowerBound..<row * outputs + place.outputs.upperBound]
        }
      }
      tiles[index].cells.set(block(cells))
      var others = block(reference)
      if mapping == .referenceColumn {
        let columns = place.outputs.count
        others = (0..<place.inputs.count).map { row in
          others[row * columns..<(row + 1) * columns].reduce(0, +) / Float(columns)
        }
      }
      tiles[index].reference.set(others)
      tiles[index].forgetView()
    }
  }
}
