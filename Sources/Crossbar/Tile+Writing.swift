internal import DeviceModels
internal import Randomness
internal import Units

extension Tile {
  /// Rewrites closed-loop, with their difference, the pairs of which one cell is within a tenth of the end of the window
  /// that its pulses move it to.
  mutating func refreshExhaustedPairs(_ direction: PulseDirection, step: UInt32) -> ProgramOutcome {
    let low = cells.chip.card.window.low
    let margin = 0.1 * (1 - low)
    var own = cells.written
    var other = reference.written
    var any = false
    for cell in own.indices {
      let difference = own[cell] - other[cell]
      if direction == .up, max(own[cell], other[cell]) > 1 - margin, min(own[cell], other[cell]) > low + margin {
        own[cell] = low + max(difference, 0)
        other[cell] = low + max(-difference, 0)
        any = true
      } else if direction == .down, min(own[cell], other[cell]) < low + margin,
        max(own[cell], other[cell]) < 1 - margin
      {
        own[cell] = 1 - max(-difference, 0)
        other[cell] = 1 - max(difference, 0)
        any = true
      }
    }
    guard any else { return ProgramOutcome(pulses: 0, failed: 0) }
    // Cells that stay aim at where they are and take no pulse.
    let first = cells.program(own, step: step)
    let second = reference.program(other, step: step)
    return first + second
  }

  /// Moves weights closed-loop by conductance differences, [rows × columns]; a pair shares them among its cells. Cells
  /// with none are not touched.
  mutating func writeVerify(changes: [Float], step: UInt32) -> ProgramOutcome {
    let low = cells.chip.card.window.low
    func targets(_ group: CellGroup, _ share: Float) -> [Float] {
      // Not a number: leave this cell alone.
      combined(group.written, changes) { $1 == 0 ? .nan : min(max($0 + share * $1, low), 1) }
    }
    guard mapping == .differentialPair else { return cells.program(targets(cells, 1), step: step) }
    let first = cells.program(targets(cells, 0.5), step: step)
    let second = reference.program(targets(reference, -0.5), step: step)
    return first + second
  }

  /// Conductance differences as they are, without noise and wires: [rows × columns].
  func weights(age: Seconds, temperature: Kelvin) -> [Float] {
    let own = cells.conductances(age: age, temperature: temperature)
    let other = spread(reference.conductances(age: age, temperature: temperature))
    return combined(own, other) { $0 - $1 }
  }

  /// Cell by cell; a loop without the checks of a sequence.
  @inline(__always)
  private func combined(_ first: [Float], _ second: [Float], _ body: (Float, Float) -> Float) -> [Float] {
    let count = min(first.count, second.count)
    return [Float](unsafeUninitializedCapacity: max(count, 1)) { result, initialized in
      first.withUnsafeBufferPointer { first in
        second.withUnsafeBufferPointer { second in
          for cell in 0..<count { result[cell] = body(first[cell], second[cell]) }
        }
      }
      initialized = count
    }
  }

  /// Noise of the difference of two reads of every single weight.
  /// - Parameter correlation: of the deviations at the two reads: what they share is not in the difference.
  func verifyNoise(step: UInt32, age: Seconds, temperature: Kelvin, correlation: Double) -> [Float] {
    guard
      let variance = cells.readVariance(
        cells.conductances(age: age, temperature: temperature), age: age, temperature: temperature)
    else { return [Float](repeating: 0, count: rows * columns) }
    let normals = cycle.child("verifyNoise").normals(rows * columns, step: step)
    let factor = 2 * Float(1 - correlation)
    return combined(variance, normals) { (factor * $0).squareRoot() * $1 }
  }
}

extension Tile {
  /// Programming of weights, [rows × columns].
  ///
  /// A pair of program-and-hold cells has one cell at the low end and the other above it by |W|/scale; a pair of pulsed
  /// cells lies evenly about the conductance of weight 0, so that both can move both ways. With references, whose
  /// conductances are set once when the chip is made, the cell lies W/scale from its nominal reference.
  mutating func program(
    _ weights: [Float], scale: Float, step: UInt32, _ programming: Programming
  ) -> ProgramOutcome {
    let low = cells.chip.card.window.low
    switch mapping {
    case .differentialPair:
      var positive = [Float](repeating: 0, count: weights.count)
      var negative = positive
      if cells.first.isPulsed {
        let middle = cells.chip.pulseMiddle
        for cell in weights.indices {
          let half = 0.5 * weights[cell] / scale
          positive[cell] = min(max(middle + half, low), 1)
          negative[cell] = min(max(middle - half, low), 1)
        }
      } else {
        for cell in weights.indices {
          let difference = weights[cell] / scale
          positive[cell] = min(low + max(difference, 0), 1)
          negative[cell] = min(low + max(-difference, 0), 1)
        }
      }
      cells.chip.roundToStates(&positive)
      cells.chip.roundToStates(&negative)
      let first = cells.program(positive, step: step, programming)
      let second = reference.program(negative, step: step, programming)
      return first + second
    case .referenceColumn, .referenceDevice:
      // The programmer knows the references, having measured them: it aims at the difference.
      let middle = spread(reference.written)
      var targets = weights
      for cell in targets.indices { targets[cell] = min(max(middle[cell] + weights[cell] / scale, low), 1) }
      cells.chip.roundToStates(&targets)
      return cells.program(targets, step: step, programming)
    }
  }
}

extension Chip {
  /// Moves conductances to the nearest of the ``ChipConfiguration/states`` that a programmer can aim at.
  func roundToStates(_ targets: inout [Float]) {
    guard let states = configuration.states else { return }
    let low = card.window.low
    let step = (1 - low) / Float(states - 1)
    for cell in targets.indices { targets[cell] = min(low + ((targets[cell] - low) / step).rounded() * step, 1) }
  }
}
