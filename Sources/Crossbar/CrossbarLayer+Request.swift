public import Substrate
internal import DeviceModels
internal import Matrices
internal import Randomness
internal import Units

extension CrossbarLayer {
  /// Turns a requested weight change into write pulses, as the chip's ``WritePolicy`` says; see ``BlackBox/request(_:)``.
  ///
  /// Weight decay is not applied: the chip does not know its weights.
  public mutating func request(_ change: WeightChange) {
    precondition(chip.nominalStep > 0, "card '\(chip.card.id)' has no write pulses")
    precondition(change.rate.isFinite, "a learning rate of \(change.rate)")
    tally.requests += 1
    writeStep &+= 1
    switch chip.configuration.writePolicy {
    case .parallelPulses: pulseInParallel(change, .both)
    case .upOnly: pulseInParallel(change, .up)
    case .downOnly: pulseInParallel(change, .down)
    case .mixedPrecision, .verifiedMixedPrecision, .writeVerify: accumulate(change)
    }
  }

  /// The weight that one mean pulse is worth at the reference conductance.
  public var pulseWeight: Float { scale * chip.nominalStep * (mapping == .differentialPair ? 2 : 1) }

  // MARK: Parallel update

  /// One stochastic parallel update: the expected numbers of up and down pulses of every cell are two matrix products,
  /// |inputs|ᵀ · signals⁺ and |inputs|ᵀ · signals⁻ (with the signs of negative inputs exchanged), divided by what one
  /// pulse is worth.
  ///
  /// On a differential pair up pulses of the positive cell go with down pulses of the negative one, half of the change
  /// each; with one direction all of the change goes to one of the two cells.
  private mutating func pulseInParallel(_ change: WeightChange, _ direction: PulseDirection) {
    let drives = change.terms.filter { $0.inputs.rows > 0 }.map { term in
      PulseDrive(term, factor: change.rate / Float(term.inputs.rows) / (direction == .both ? pulseWeight : pulseWeight / 2))
    }
    guard !drives.isEmpty else { return }
    let joined = PulseDrive(joining: drives)
    var pulses = 0.0
    for index in tiles.indices {
      let place = tiles[index].place
      var up = [Float](repeating: 0, count: place.inputs.count * place.outputs.count)
      var down = up
      joined.expectedPulses(place, up: &up, down: &down)
      tiles[index].view = nil
      pulses += tiles[index].pulse(up: up, down: down, step: writeStep, direction)
    }
    if direction != .both { refreshExhaustedPairs(direction) }
    count(pulses: pulses, direction)
  }

  private mutating func count(pulses: Double, _ direction: PulseDirection = .both) {
    let energy = direction == .both ? chip.pulseEnergy : chip.card.energyPerPulse(up: direction == .up) ?? Joules(0)
    tally.writePulses += pulses
    tally.writeEnergy += pulses * energy.value
  }

  /// Rewrites pairs of which one cell has come near the end of its window, with the difference they hold.
  private mutating func refreshExhaustedPairs(_ direction: PulseDirection) {
    writeStep &+= 1
    for index in tiles.indices {
      let outcome = tiles[index].refreshExhaustedPairs(direction, step: writeStep)
      tally.programPulses += outcome.pulses
      tally.writeEnergy += outcome.pulses * chip.pulseEnergy.value
    }
  }

  // MARK: Mixed precision

  /// Sums the change digitally and writes the weights whose sums have become worth it.
  private mutating func accumulate(_ change: WeightChange) {
    var mean = velocity ?? Matrix(rows: inputs, columns: outputs)
    velocity = nil
    var keep = change.momentum
    for term in change.terms where term.inputs.rows > 0 {
      multiply(
        term.inputs, term.signals, transposeLeft: true, alpha: (1 - change.momentum) / Float(term.inputs.rows),
        beta: keep, into: &mean)
      keep = 1
    }
    if keep != 1 { mean.scale(by: keep) }
    var sum = pending ?? Matrix(rows: inputs, columns: outputs)
    pending = nil
    sum.add(mean, scaledBy: change.rate)
    if change.momentum > 0 { velocity = mean }
    var pulses = 0.0
    for index in tiles.indices { pulses += writeDueWeights(tile: index, sum: &sum) }
    pending = sum
    count(pulses: pulses)
  }

  /// Writes the weights of one tile that are due, and takes what was written out of their sums.
  /// - Returns: the number of pulses.
  private mutating func writeDueWeights(tile index: Int, sum: inout Matrix) -> Double {
    let policy = chip.configuration.writePolicy
    let place = tiles[index].place
    let columns = place.outputs.count
    let worth = pulseWeight / Float(chip.configuration.cellsPerWeight)
    var counts = [Float](repeating: 0, count: place.inputs.count * columns)
    let pulses = duePulses(place, sum: &sum, worth: worth, taken: policy == .mixedPrecision, into: &counts)
    guard pulses > 0 else { return 0 }
    let cellsPerPulse = mapping == .differentialPair ? 2.0 : 1.0
    guard policy != .mixedPrecision else {
      tiles[index].view = nil
      tiles[index].pulse(counts: counts, step: writeStep)
      return Double(pulses) * cellsPerPulse
    }
    let before = tiles[index].weights(age: age, temperature: temperature)
    tiles[index].view = nil
    var spent = Double(pulses) * cellsPerPulse
    if policy == .writeVerify {
      let unit = 1 / scale
      var changes = counts
      for cell in counts.indices where counts[cell] != 0 {
        changes[cell] = sum.elements[place.index(of: cell, outputs: outputs)] * unit
      }
      spent = tiles[index].writeVerify(changes: changes, step: writeStep).pulses
    } else {
      tiles[index].pulse(counts: counts, step: writeStep)
    }
    // What the write really did, by reads of single cells with their noise, leaves the sum.
    let after = tiles[index].weights(age: age, temperature: temperature)
    let noise = tiles[index].verifyNoise(step: writeStep, age: age, temperature: temperature)
    // A sum that asks for more than the window holds is cut: it would be written in vain again and again.
    let limit = scale * chip.conductanceSpan
    for cell in counts.indices where counts[cell] != 0 {
      let index = place.index(of: cell, outputs: outputs)
      let held = scale * after[cell]
      let left = sum.elements[index] - scale * (after[cell] - before[cell] + noise[cell])
      sum.elements[index] = min(max(left, min(-limit - held, 0)), max(limit - held, 0))
    }
    return spent
  }

  /// Whole pulses of the weights of one tile whose sums are worth a write: trunc(sum / worth), 0 for the others.
  /// - Parameter taken: whether they are taken out of the sums.
  /// - Returns: the number of pulses.
  private func duePulses(
    _ place: TilePlace, sum: inout Matrix, worth: Float, taken: Bool, into counts: inout [Float]
  ) -> Int {
    let columns = place.outputs.count
    let least = Int32(chip.configuration.pulsesPerWrite.rounded(.up))
    let outputs = self.outputs
    return counts.withUnsafeMutableBufferPointer { counts in
      sum.elements.withUnsafeMutableBufferPointer { sums in
        var total = 0
        for row in 0..<place.inputs.count {
          let line = sums.baseAddress! + (place.inputs.lowerBound + row) * outputs + place.outputs.lowerBound
          let target = counts.baseAddress! + row * columns
          var inRow: Int32 = 0
          for column in 0..<columns {
            // Towards zero: the conversion to an integer drops the fraction.
            // A sum that is not a number asks for nothing.
            let wanted = line[column] / worth
            let held = wanted > -1e6 ? (wanted < 1e6 ? wanted : 1e6) : (wanted < 0 ? -1e6 : 0)
            let whole = Int32(held)
            let size = whole < 0 ? 0 &- whole : whole
            let due = size >= least ? whole : 0
            inRow &+= size >= least ? size : 0
            target[column] = Float(due)
            line[column] -= taken ? Float(due) * worth : 0
          }
          total += Int(inRow)
        }
        return total
      }
    }
  }
}
