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
    case .mixedPrecision: accumulate(change, verified: false)
    case .verifiedMixedPrecision: accumulate(change, verified: true)
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
    count(pulses: pulses)
  }

  mutating func count(pulses: Double) {
    tally.writePulses += pulses
    tally.writeEnergy += pulses * chip.pulseEnergy.value
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

  /// Sums the change digitally and writes what has become worth whole pulses.
  private mutating func accumulate(_ change: WeightChange, verified: Bool) {
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
    for index in tiles.indices {
      pulses += writeWholePulses(tile: index, sum: &sum, verified: verified)
    }
    pending = sum
    count(pulses: pulses)
  }

  /// Whole pulses of one tile: trunc(sum / worth of a pulse), taken out of the sum.
  private mutating func writeWholePulses(tile index: Int, sum: inout Matrix, verified: Bool) -> Double {
    let place = tiles[index].place
    let columns = place.outputs.count
    let worth = pulseWeight
    var counts = [Float](repeating: 0, count: place.inputs.count * columns)
    let any = counts.withUnsafeMutableBufferPointer { counts in
      sum.elements.withUnsafeMutableBufferPointer { sums in
        var most: Float = 0
        for row in 0..<place.inputs.count {
          let line = sums.baseAddress! + (place.inputs.lowerBound + row) * outputs + place.outputs.lowerBound
          let target = counts.baseAddress! + row * columns
          for column in 0..<columns {
            // Towards zero: the conversion to an integer and back drops the fraction.
            // A sum that is not a number asks for nothing.
            let wanted = line[column] / worth
            let whole = Float(Int32(wanted > -1e9 ? (wanted < 1e9 ? wanted : 1e9) : (wanted < 0 ? -1e9 : 0)))
            target[column] = whole
            most = max(most, abs(whole))
            if !verified { line[column] -= whole * worth }
          }
        }
        return most > 0
      }
    }
    guard any else { return 0 }
    let before = verified ? tiles[index].weights(age: age, temperature: temperature) : []
    tiles[index].view = nil
    let pulses = tiles[index].pulse(counts: counts, step: writeStep)
    if verified {
      // What the write really did, by reads of single cells with their noise, leaves the sum.
      let after = tiles[index].weights(age: age, temperature: temperature)
      let noise = tiles[index].verifyNoise(step: writeStep, age: age, temperature: temperature)
      for cell in counts.indices where counts[cell] != 0 {
        let place = (place.inputs.lowerBound + cell / columns) * outputs + place.outputs.lowerBound + cell % columns
        sum.elements[place] -= scale * (after[cell] - before[cell] + noise[cell])
      }
    }
    return pulses
  }
}
