internal import DeviceModels
public import Matrices
internal import Periphery
internal import Randomness
public import Substrate
internal import Units
internal import VectorMath

extension CrossbarLayer: TransposedReads, ShiftableWeights {
  /// Reads the arrays from their bit lines to their word lines; see ``Substrate/TransposedReads``.
  ///
  /// Drivers on the bit lines and converters on the word lines have the specification of those of forward reads, with
  /// errors of their own. Every row of errors is scaled digitally to its largest magnitude, since errors shrink while a
  /// net learns; the converters' full scale is three times the largest norm of a word line's conductances. On wires the
  /// effective conductances of forward reads are taken, which the network's reciprocity makes right where drivers and
  /// converters end lines alike.
  public mutating func measureBack(_ errors: Matrix) -> Matrix {
    precondition(errors.columns == outputs, "\(errors.columns) errors for \(outputs) outputs")
    prepareViews()
    prepareBackwardViews()
    var scaled = errors
    var scales = [Float](repeating: 0, count: errors.rows)
    scaled.forEachRow { row, values in
      let largest = RowKernel.largestMagnitude(values, count: outputs)
      scales[row] = largest
      guard largest > 0 else { return }
      for output in 0..<outputs { values[output] /= largest }
    }
    var result = Matrix(rows: errors.rows, columns: inputs)
    for gridColumn in 0..<grid.gridColumns {
      let driven = converted(scaled, gridColumn)
      for gridRow in 0..<grid.gridRows {
        readBack(tile: gridRow * grid.gridColumns + gridColumn, driven, into: &result)
      }
    }
    result.forEachRow { row, values in
      let unit = scale * scales[row]
      for input in 0..<inputs { values[input] *= unit }
    }
    countTransposedRead(driven: scaled)
    readStep &+= 1
    wait(Double(errors.rows) * chip.readPeriod)
    return result
  }

  /// Makes what reads in this direction need and what is missing.
  private mutating func prepareBackwardViews() {
    if backwardDACs == nil { backwardDACs = (0..<grid.gridColumns).map(backwardDAC) }
    for index in tiles.indices where tiles[index].backward == nil {
      guard let view = tiles[index].view else { preconditionFailure("tile without view") }
      tiles[index].backward = BackwardView(
        view, rows: tiles[index].rows, columns: tiles[index].columns, inputFullScale: inputFullScale)
    }
    let specification = backwardADCSpecification
    for index in tiles.indices where tiles[index].backward?.adc?.specification != specification {
      let adc = backwardADC(of: tiles[index], specification)
      tiles[index].backward?.adc = adc
    }
  }

  /// That of the bit lines' converters, but for the full scale: three times the largest norm of a word line's conductances
  /// in a tile.
  private var backwardADCSpecification: ConverterSpecification {
    var specification = chip.configuration.adc
    let largest = tiles.reduce(0) { max($0, $1.backward?.largestSquare ?? 0) }
    if specification.bits != nil { specification.fullScale = .value(largest > 0 ? 3 * largest.squareRoot() : 1) }
    return specification
  }

  /// The drivers of the bit lines of one column of tiles.
  private func backwardDAC(_ gridColumn: Int) -> DAC {
    var specification = chip.configuration.dac
    specification.fullScale = .value(1)
    guard
      let dac = try? DAC(
        specification, lines: tiles[gridColumn].columns,
        identity: chip.layerIdentity(index).child("backDAC", gridColumn), die: chip.identity)
    else { preconditionFailure("a specification that made one converter makes another") }
    return dac
  }

  /// The converters of a tile's word lines.
  private func backwardADC(of tile: Tile, _ specification: ConverterSpecification) -> ADC {
    guard
      let adc = try? ADC(
        specification, lines: tile.rows, identity: tile.identity.child("backADC"), die: chip.identity,
        periphery: chip.periphery)
    else { preconditionFailure("a specification that made one converter makes another") }
    return adc
  }

  /// What the drivers of one column of tiles make of errors within −1...1: [batch × bit lines].
  private func converted(_ errors: Matrix, _ gridColumn: Int) -> Matrix {
    guard let dac = backwardDACs?[gridColumn] else { preconditionFailure("no drivers of bit lines") }
    let place = tiles[gridColumn].place.outputs
    var result = Matrix(rows: errors.rows, columns: place.count)
    errors.elements.withUnsafeBufferPointer { source in
      result.elements.withUnsafeMutableBufferPointer { target in
        _ = dac.convert(
          source.baseAddress! + place.lowerBound, stride: errors.columns, into: target.baseAddress!,
          stride: place.count, rows: errors.rows)
      }
    }
    return result
  }

  private mutating func readBack(tile index: Int, _ driven: Matrix, into result: inout Matrix) {
    guard let view = tiles[index].view, let backward = tiles[index].backward, let adc = backward.adc else {
      preconditionFailure("tile without view")
    }
    let (rows, columns) = (tiles[index].rows, tiles[index].columns)
    let now = clock
    tiles[index].noise?.advance(to: now, view: view, columns: columns)
    let tile = tiles[index]
    var effective = tile.noise?.effective ?? []
    if effective.isEmpty { effective = view.effective }
    var currents = Matrix(rows: driven.rows, columns: rows)
    Self.backwards(driven, effective, into: &currents, columns: columns)
    let variances = backVariances(tile, view, backward, driven)
    let draws = DrawGroup(tile.cycle.child("backRead"), step: readStep)
    let first = tile.place.inputs.lowerBound
    let (count, stride) = (driven.rows, result.columns)
    let adding = tile.place.gridColumn > 0
    currents.elements.withUnsafeBufferPointer { currents in
      result.elements.withUnsafeMutableBufferPointer { target in
        func convert(_ variances: UnsafePointer<Float>?) {
          let outcome = adc.convert(
            currents.baseAddress!, stride: rows, variances: variances, stride: rows,
            into: target.baseAddress! + first, stride: stride, rows: count, firstSample: 0, draws: draws,
            adding: adding)
          tally.conversions += outcome.conversions
        }
        if let variances {
          variances.elements.withUnsafeBufferPointer { convert($0.baseAddress!) }
        } else {
          convert(nil)
        }
      }
    }
  }

  /// driven · valuesᵀ.
  private static func backwards(_ driven: Matrix, _ values: [Float], into result: inout Matrix, columns: Int) {
    let (m, n) = (driven.rows, result.columns)
    driven.elements.withUnsafeBufferPointer { a in
      values.withUnsafeBufferPointer { b in
        result.elements.withUnsafeMutableBufferPointer { c in
          gemm(
            m: m, n: n, k: columns, a: a.baseAddress!, aStride: columns, b: b.baseAddress!, bTransposed: true,
            bStride: columns, c: c.baseAddress!, cStride: n)
        }
      }
    }
  }

  /// Variances of the currents of word lines: the cells' own, weighed by the squared errors, and what lines at rest have.
  private func backVariances(
    _ tile: Tile, _ view: TileView, _ backward: BackwardView, _ driven: Matrix
  ) -> Matrix? {
    guard view.variance != nil || view.separableVariance != nil else { return nil }
    var result = Matrix(rows: driven.rows, columns: tile.rows)
    let squares = driven.map { $0 * $0 }
    if let variance = view.variance {
      Self.backwards(squares, variance, into: &result, columns: tile.columns)
    } else if let separable = view.separableVariance {
      let samples = product(squares, Matrix(rows: tile.columns, columns: 1, elements: separable.columns))
      separable.rows.withUnsafeBufferPointer { lines in
        result.forEachRow { row, values in
          let sample = samples.elements[row]
          for line in lines.indices { values[line] = sample * lines[line] }
        }
      }
    }
    backward.atRest?.withUnsafeBufferPointer { atRest in
      result.forEachRow { _, values in
        for line in atRest.indices { values[line] += atRest[line] }
      }
    }
    return result
  }

  private mutating func countTransposedRead(driven: Matrix) {
    tally.vectorsRead += driven.rows
    tally.inputConversions += Double(driven.rows * outputs)
    tally.cellReads += Double(driven.rows) * cellsRead
    // Every bit line carries its mean share of the conductance.
    let squares = driven.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    let loads = tiles.reduce(0.0) { sum, tile in (tile.view?.lineLoads ?? []).reduce(sum) { $0 + Double($1) } }
    let fullScale = Double(inputFullScale)
    tally.readEnergy += squares / Double(outputs) * loads * readEnergyUnit * fullScale * fullScale
  }
}

extension CrossbarLayer: PulsePort {
  /// One pulse a cell, word line after word line; see ``Substrate/PulsePort``.
  public mutating func pulse(_ directions: Matrix, worth: Float) {
    precondition(directions.rows == inputs && directions.columns == outputs, "directions do not fit the layer")
    precondition(chip.nominalStep > 0, "card '\(chip.card.id)' has no write pulses")
    tally.requests += 1
    beginWrites()
    writeStep &+= 1
    let (step, outputs, size) = (writeStep, outputs, chip.configuration.cellsPerWeight)
    let timer = LineTimer(chip, reads: 0)
    var (up, down, longest) = (0.0, 0.0, 0.0)
    for index in tiles.indices {
      let place = tiles[index].place
      let columns = tiles[index].columns
      var (seconds, any) = (0.0, false)
      let blocks = tiles[index].blocks
      tiles[index].withWholePulses(step: step) { targets in
        for block in blocks {
          var counts = [Float](repeating: 0, count: block.cells.count)
          for row in 0..<block.rows.count {
            let start = (place.inputs.lowerBound + block.rows.lowerBound + row) * outputs + place.outputs.lowerBound
            for column in 0..<columns {
              let direction = directions.elements[start + column]
              guard direction != 0 else { continue }
              // A pulse on the weight is one on each of its cells.
              counts[row * columns + column] = direction > 0 ? Float(size) : -Float(size)
              if direction > 0 { up += Double(size) } else { down += Double(size) }
              any = true
            }
          }
          counts.withUnsafeBufferPointer { counts in
            seconds += timer.seconds(counts.baseAddress!, block)
            Tile.pulse(block, counts.baseAddress!, step: step, cellsPerWeight: size, targets)
          }
        }
      }
      if any { tiles[index].forgetView() }
      longest = max(longest, seconds)
    }
    let pulses = up + down
    let isPair = mapping == .differentialPair
    count(pulses: isPair ? 2 * pulses : pulses, up: isPair || pulses == 0 ? 0.5 : up / pulses)
    wait(Seconds(longest))
  }
}
