internal import DeviceModels
internal import Matrices
internal import Periphery
internal import Substrate
internal import Units

extension CrossbarLayer {
  /// Joules of a cell of conductance Gmax that is read with a squared input of 1: V² Gmax t, all cells of a group together.
  ///
  /// An input at the converters' full scale carries the card's read voltage, for the card's integration time.
  var readEnergyUnit: Double {
    let read = chip.card.read
    let fullScale = Double(inputFullScale)
    return read.voltage.value * read.voltage.value * chip.card.window.gMax.value * read.integrationTime.value
      * Double(chip.configuration.cellsPerWeight) / (fullScale * fullScale)
  }

  /// Cells that carry current when all word lines are driven, references among them.
  var cellsRead: Double {
    let references = mapping == .referenceColumn ? inputs * grid.gridColumns : inputs * outputs
    return Double((inputs * outputs + references) * chip.configuration.cellsPerWeight)
  }

  /// Counts vectors that were sent through, but for what the conversions themselves counted.
  mutating func countRead(of vectors: Int) {
    tally.vectorsRead += vectors
    tally.inputConversions += Double(vectors * inputs)
    tally.cellReads += Double(vectors) * cellsRead
  }

  /// Squared converted inputs of some samples of a block, times the conductances on their word lines, over all tiles of a
  /// row of tiles.
  /// - Parameter converted: [block × word lines].
  func squaredInputs(_ converted: UnsafePointer<Float>, gridRow: Int, rows: Range<Int>) -> Double {
    let lines = tiles[gridRow * grid.gridColumns].rows
    var loads = [Float](repeating: 0, count: lines)
    for gridColumn in 0..<grid.gridColumns {
      guard let view = tiles[gridRow * grid.gridColumns + gridColumn].view else { continue }
      for line in 0..<lines { loads[line] += view.lineLoads[line] }
    }
    var total = 0.0
    loads.withUnsafeBufferPointer { loads in
      for row in rows {
        let input = converted + row * lines
        // Eight sums side by side, added up in a fixed order: a loop over one could not be vectorised.
        var sums = SIMD8<Float>.zero
        let whole = lines & ~7
        for line in Swift.stride(from: 0, to: whole, by: 8) {
          let x = UnsafeRawPointer(input + line).loadUnaligned(as: SIMD8<Float>.self)
          let load = UnsafeRawPointer(loads.baseAddress! + line).loadUnaligned(as: SIMD8<Float>.self)
          sums += x * x * load
        }
        for line in whole..<lines { sums[0] += input[line] * input[line] * loads[line] }
        total += Double(sums.sum())
      }
    }
    return total
  }

  /// Counts a read-back: every word line once at full scale, the others at rest.
  mutating func countReadBack() {
    tally.vectorsRead += inputs
    tally.inputConversions += Double(inputs)
    tally.cellReads += cellsRead
    let fullScale = Double(inputFullScale)
    let loads = tiles.reduce(0.0) { sum, tile in (tile.view?.lineLoads ?? []).reduce(sum) { $0 + Double($1) } }
    tally.readEnergy += loads * readEnergyUnit * fullScale * fullScale
  }

  /// Counts what the digital memory of the mixed-precision policies takes for a request: its outer products, and every
  /// sum, with momentum every running mean too, read and written once.
  mutating func countSums(of change: WeightChange) {
    let weights = Double(inputs) * Double(outputs)
    let rows = change.terms.reduce(0) { $0 + $1.inputs.rows }
    tally.digitalProducts += weights * (Double(rows) + (change.momentum > 0 ? 2 : 1))
    tally.digitalBytes += weights * (change.momentum > 0 ? 16 : 8)
  }
}

extension Tile {
  /// Sums of conductances on each word line; see ``TileView/lineLoads``.
  func lineLoads(_ own: [Float], _ other: [Float]) -> [Float] {
    var loads = [Float](repeating: 0, count: rows)
    let columns = columns
    let isColumn = mapping == .referenceColumn
    own.withUnsafeBufferPointer { own in
      other.withUnsafeBufferPointer { other in
        for row in loads.indices {
          var sums = SIMD8<Float>.zero
          let whole = columns & ~7
          for values in isColumn ? [own] : [own, other] {
            let line = values.baseAddress! + row * columns
            for column in Swift.stride(from: 0, to: whole, by: 8) {
              sums += UnsafeRawPointer(line + column).loadUnaligned(as: SIMD8<Float>.self)
            }
            for column in whole..<columns { sums[0] += line[column] }
          }
          loads[row] = sums.sum() + (isColumn ? other[row] : 0)
        }
      }
    }
    return loads
  }
}

extension PulseDrive {
  /// Share of the expected pulses that raise a weight.
  var raisingShare: Double {
    func pulses(_ signals: [Double]) -> Double { zip(lineSums, signals).reduce(0) { $0 + $1.0 * $1.1 } }
    let up = pulses(Self.sums(raising, 0, raising.columns))
    let down = pulses(Self.sums(lowering, 0, lowering.columns))
    return up + down > 0 ? up / (up + down) : 0.5
  }
}

extension ProgramOutcome {
  static func + (left: ProgramOutcome, right: ProgramOutcome) -> ProgramOutcome {
    ProgramOutcome(
      pulses: left.pulses + right.pulses, failed: left.failed + right.failed, reads: left.reads + right.reads)
  }
}
