internal import DeviceModels
internal import Matrices
internal import Randomness
internal import Substrate
internal import Units
internal import VectorMath

extension CrossbarLayer {
  /// Sums the change digitally and writes the weights whose sums have become worth it.
  mutating func accumulate(_ change: WeightChange) {
    let writer = DueWriter(self, change)
    var mean = change.momentum > 0 ? velocity ?? Matrix(rows: inputs, columns: outputs) : Matrix(rows: 0, columns: 0)
    var sum = pending ?? Matrix(rows: inputs, columns: outputs)
    (velocity, pending) = (nil, nil)  // so that they change in place
    var spent = [DueWriter.Spent](repeating: .init(), count: tiles.count)
    mean.elements.withUnsafeMutableBufferPointer { mean in
      sum.elements.withUnsafeMutableBufferPointer { sums in
        spent.withUnsafeMutableBufferPointer { spent in
          onTiles { tile, number in
            spent[number] = writer.write(
              &tile, mean: mean.isEmpty ? nil : mean.baseAddress, sums: sums.baseAddress!)
          }
        }
      }
    }
    velocity = change.momentum > 0 ? mean : nil
    pending = sum
    let pulses = spent.reduce(0) { $0 + $1.pulses }
    count(pulses: pulses, up: pulses > 0 ? spent.reduce(0) { $0 + $1.up } / pulses : 0.5)
    tally.verifyReads += spent.reduce(0) { $0 + $1.reads }
    countSums(of: change)
    wait(Seconds(spent.map(\.seconds).max() ?? 0))
  }
}

/// One request to the mixed-precision policies: what it adds to the digital sums, and what becomes of those that are
/// due.
private struct DueWriter {
  let terms: [WeightChange.Term]
  let rate: Float, momentum: Float
  let policy: WritePolicy
  let outputs: Int
  /// Weight of one pulse, and the least number of pulses of a write.
  let worth: Float, least: Float
  let scale: Float, span: Float
  let cellsPerWeight: Int, cellsPerPulse: Double
  let step: UInt32
  let age: Seconds, temperature: Kelvin
  /// Correlation of the deviations of a cell at the two reads that verify a write.
  let correlation: Double
  let timer: LineTimer
  /// Share of a step that cells make which a pulse selects in part.
  let disturb: Float, scheme: DisturbScheme

  /// What the writes of a tile took.
  struct Spent {
    var pulses = 0.0
    /// Those of them that raise a conductance.
    var up = 0.0
    var seconds = 0.0
    /// Reads of single cells.
    var reads = 0.0
  }

  init(_ layer: CrossbarLayer, _ change: WeightChange) {
    let configuration = layer.chip.configuration
    terms = change.sums
    (rate, momentum) = (change.rate, change.momentum)
    policy = configuration.writePolicy
    outputs = layer.outputs
    cellsPerWeight = configuration.cellsPerWeight
    worth = layer.pulseWeight / Float(cellsPerWeight)
    least = Float(configuration.pulsesPerWrite.rounded(.up))
    (scale, span) = (layer.scale, layer.chip.conductanceSpan)
    cellsPerPulse = layer.mapping == .differentialPair ? 2 : 1
    step = layer.writeStep
    (age, temperature) = (layer.slowAge, layer.temperature)
    correlation = layer.verifyCorrelation
    (disturb, scheme) = (layer.chip.writeDisturb, configuration.disturb.scheme)
    timer = LineTimer(layer.chip, reads: policy == .mixedPrecision ? 0 : 2)
  }

  /// Adds the request to the sums of a tile's weights and writes those that are due.
  /// - Parameters:
  ///   - mean: running mean of requests, [inputs × outputs]; nil without momentum.
  ///   - sums: what is not yet written, [inputs × outputs].
  func write(
    _ tile: inout Tile, mean: UnsafeMutablePointer<Float>?, sums: UnsafeMutablePointer<Float>
  ) -> Spent {
    let place = tile.place
    let blocks = tile.blocks
    var numbers = [Due](repeating: Due(), count: blocks.count)
    var times = [Double](repeating: 0, count: blocks.count)
    if policy == .mixedPrecision {
      var lines = [LineDisturb?](repeating: nil, count: disturb > 0 ? blocks.count : 0)
      let (rows, columns) = (tile.rows, tile.columns)
      let pulses = lines.withUnsafeMutableBufferPointer { lines in
        numbers.withUnsafeMutableBufferPointer { numbers in
          times.withUnsafeMutableBufferPointer { times in
            tile.withWholePulses(step: step) { targets in
              Workers.run(blocks.count) { number in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: blocks[number].cells.count) { counts in
                  numbers[number] = add(blocks[number], place, mean, sums, into: counts.baseAddress!)
                  guard numbers[number].pulses > 0 else { return }
                  times[number] = timer.seconds(counts.baseAddress!, blocks[number])
                  if disturb > 0 {
                    var own = LineDisturb(rows: rows, columns: columns)
                    own.add(counts.baseAddress!, blocks[number])
                    lines[number] = own
                  }
                  Tile.pulse(
                    blocks[number], counts.baseAddress!, step: step, cellsPerWeight: cellsPerWeight, targets)
                }
              }
              return numbers.reduce(Due(), +)
            }
          }
        }
      }
      if pulses.pulses > 0 { tile.forgetView() }
      for lines in lines.compactMap({ $0 }) { tile.gather(lines, scheme, share: disturb, policy) }
      return spent(pulses, times.reduce(0, +))
    }
    var counts = [Float](repeating: 0, count: tile.rows * tile.columns)
    counts.withUnsafeMutableBufferPointer { counts in
      numbers.withUnsafeMutableBufferPointer { numbers in
        Workers.run(blocks.count) { number in
          numbers[number] = add(
            blocks[number], place, mean, sums, into: counts.baseAddress! + blocks[number].cells.lowerBound)
        }
      }
    }
    let pulses = numbers.reduce(Due(), +)
    guard pulses.pulses > 0 else { return Spent() }
    let seconds = counts.withUnsafeBufferPointer { counts in
      blocks.reduce(0) { $0 + timer.seconds(counts.baseAddress! + $1.cells.lowerBound, $1) }
    }
    var spent = spent(pulses, seconds)
    let due = Flags.places(counts.map { $0 != 0 ? 1 : 0 })
    let written = Double(due.count * cellsPerWeight) * cellsPerPulse
    let outcome = writeVerified(&tile, counts, due, sums)
    spent.reads = 2 * written + (outcome?.reads ?? 0)
    if let outcome {
      spent.up *= spent.pulses > 0 ? outcome.pulses / spent.pulses : 0
      spent.pulses = outcome.pulses
    }
    return spent
  }

  /// Pulses on the weights of a tile as those on its cells: of a pair one goes up where the other goes down.
  private func spent(_ due: Due, _ seconds: Double) -> Spent {
    let pulses = Double(due.pulses) * cellsPerPulse
    return Spent(
      pulses: pulses, up: cellsPerPulse > 1 ? pulses / 2 : (pulses + due.balance) / 2, seconds: seconds)
  }

  /// Pulses that are due, and the balance of those up over those down.
  private struct Due {
    var pulses = 0
    var balance = 0.0

    static func + (left: Due, right: Due) -> Due {
      Due(pulses: left.pulses + right.pulses, balance: left.balance + right.balance)
    }
  }

  /// Writes whole pulses, or closed-loop, and takes what the write really did, by reads of single cells with their
  /// noise, out of the sums.
  /// - Parameters:
  ///   - counts: pulses of all weights of the tile.
  ///   - due: the weights that have any.
  /// - Returns: what closed-loop writing took; nil where whole pulses were given.
  private func writeVerified(
    _ tile: inout Tile, _ counts: [Float], _ due: [UInt32], _ sums: UnsafeMutablePointer<Float>
  ) -> ProgramOutcome? {
    let before = tile.weights(age: age, temperature: temperature)
    tile.forgetView()
    var spent: ProgramOutcome?
    if policy == .writeVerify {
      let unit = 1 / scale
      var changes = counts
      changes.withUnsafeMutableBufferPointer { changes in
        forEach(due, of: tile) { cell, weight in changes[cell] = sums[weight] * unit }
      }
      spent = tile.writeVerify(changes: changes, step: step)
    } else {
      let blocks = tile.blocks
      tile.withWholePulses(step: step) { targets in
        counts.withUnsafeBufferPointer { counts in
          Workers.run(blocks.count) { number in
            Tile.pulse(
              blocks[number], counts.baseAddress! + blocks[number].cells.lowerBound, step: step,
              cellsPerWeight: cellsPerWeight, targets)
          }
        }
      }
    }
    if disturb > 0 {
      var lines = LineDisturb(rows: tile.rows, columns: tile.columns)
      if let spent {
        lines.add(evenly: Float(spent.pulses))
      } else {
        counts.withUnsafeBufferPointer { counts in
          for block in tile.blocks { lines.add(counts.baseAddress! + block.cells.lowerBound, block) }
        }
      }
      tile.gather(lines, scheme, share: disturb, policy)
    }
    let after = tile.weights(age: age, temperature: temperature)
    let noise = tile.verifyNoise(step: step, age: age, temperature: temperature, correlation: correlation)
    // A sum that asks for more than the window holds is cut: it would be written in vain again and again.
    let limit = scale * span
    before.withUnsafeBufferPointer { before in
      after.withUnsafeBufferPointer { after in
        noise.withUnsafeBufferPointer { noise in
          forEach(due, of: tile) { cell, weight in
            let held = scale * after[cell]
            let left = sums[weight] - scale * (after[cell] - before[cell] + noise[cell])
            sums[weight] = min(max(left, min(-limit - held, 0)), max(limit - held, 0))
          }
        }
      }
    }
    return spent
  }

  /// Some cells of a tile, in ascending order, each with the place of its weight in the layer's sums.
  @inline(__always)
  private func forEach(_ cells: [UInt32], of tile: Tile, _ body: (_ cell: Int, _ weight: Int) -> Void) {
    let columns = tile.columns
    var (first, weight) = (0, tile.place.inputs.lowerBound * outputs + tile.place.outputs.lowerBound)
    cells.withUnsafeBufferPointer { cells in
      for cell in cells {
        let cell = Int(cell)
        while cell >= first + columns { (first, weight) = (first + columns, weight + outputs) }
        body(cell, weight + cell - first)
      }
    }
  }

  // MARK: Sums

  /// One pass over some rows of a tile: gradient, running mean, sums, and whole pulses of the weights whose sums are
  /// worth a write: trunc(sum / worth), 0 for the others. With mixed precision they are taken out of the sums.
  /// - Parameter counts: gets the pulses, [rows × columns].
  private func add(
    _ block: RowBlock, _ place: TilePlace, _ mean: UnsafeMutablePointer<Float>?, _ sums: UnsafeMutablePointer<Float>,
    into counts: UnsafeMutablePointer<Float>
  ) -> Due {
    let corner = (place.inputs.lowerBound + block.rows.lowerBound) * outputs + place.outputs.lowerBound
    // Without momentum the gradient takes the place of the pulses for a moment.
    let gradient = mean.map { $0 + corner } ?? counts
    let stride = mean == nil ? block.columns : outputs
    var keep = momentum
    for term in terms {
      term.inputs.elements.withUnsafeBufferPointer { inputs in
        term.signals.elements.withUnsafeBufferPointer { signals in
          gemm(
            m: block.rows.count, n: block.columns, k: term.inputs.rows,
            alpha: (1 - momentum) / Float(term.examples),
            a: inputs.baseAddress! + place.inputs.lowerBound + block.rows.lowerBound, aTransposed: true,
            aStride: term.inputs.columns, b: signals.baseAddress! + place.outputs.lowerBound,
            bStride: term.signals.columns, beta: keep, c: gradient, cStride: stride)
        }
      }
      keep = 1
    }
    var total = Due()
    for row in 0..<block.rows.count {
      let line = gradient + row * stride
      if terms.isEmpty { for column in 0..<block.columns { line[column] *= mean == nil ? 0 : momentum } }
      let own = counts + row * block.columns
      let pulses = Int(due(line, sums + corner + row * outputs, own, block.columns))
      guard pulses > 0 else { continue }
      total.pulses += pulses
      var balance: Float = 0
      for column in 0..<block.columns { balance += own[column] }
      total.balance += Double(balance)
    }
    return total
  }

  /// The same for one row. Gradients below 10⁻³⁰ become zero: a running mean that gets nothing more would decay into
  /// the subnormal numbers, in which products are slower by two orders of magnitude.
  @inline(never)
  private func due(
    _ gradients: UnsafeMutablePointer<Float>, _ sums: UnsafeMutablePointer<Float>,
    _ counts: UnsafeMutablePointer<Float>, _ columns: Int
  ) -> UInt32 {
    let taken = policy == .mixedPrecision ? worth : 0
    let inverse = 1 / worth
    var total: UInt32 = 0
    for column in 0..<columns {
      let gradient = gradients[column]
      let size = Float(bitPattern: gradient.bitPattern & 0x7FFF_FFFF)
      let held = size < 1e-30 ? 0 : gradient
      gradients[column] = held
      let sum = sums[column] + rate * held
      let wanted = Float(bitPattern: (sum * inverse).bitPattern & 0x7FFF_FFFF)
      // At most a million; a sum that is not a number asks for nothing. Then towards zero: 2²³ + x has no fraction.
      let asked = wanted < 1e6 ? wanted : (wanted >= 1e6 ? 1e6 : 0)
      let near = (asked + 8_388_608) - 8_388_608
      let whole = near > asked ? near - 1 : near
      let due = whole >= least ? whole : 0
      let signed = Float(bitPattern: due.bitPattern | sum.bitPattern & 0x8000_0000)
      total &+= (due + 8_388_608).bitPattern & 0x7F_FFFF
      counts[column] = signed
      sums[column] = sum - signed * taken
    }
    return total
  }
}
