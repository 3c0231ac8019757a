internal import DeviceModels
internal import Randomness

extension CellArray {
  /// Programming without a look: the pulses, or the voltage of one pulse, that the calibration die's typical cell needs for
  /// each target, on cells that were brought to the low end first.
  ///
  /// Nobody reads, so nobody counts failures. Pulsed cells get the whole number of pulses after which the nominal cell is
  /// nearest to its target; cells of a card that gives the outcome of one pulse over its voltage (`verifiedWriting`) get
  /// that pulse, with the die's own ratio and the spread from cell to cell.
  mutating func programUnverified(_ targets: [Float], step: UInt32) -> ProgramOutcome {
    precondition(targets.count == count, "\(targets.count) targets for \(count) cells")
    switch state {
    case .held:
      guard let die = chip.writing,
        let left = chip.card.openLoop(targets: targets, die: die, event: cycle, step: step, first: 0)
      else { preconditionFailure("card '\(chip.card.id)' does not say what a pulse does") }
      state = .held(targets: targets, programmed: left, step: step)
      return ProgramOutcome(pulses: Double(count), failed: 0)
    case .pulsed(var cells):
      state = .held(targets: [], programmed: [], step: 0)  // so that the cells change in place
      let pulses = chip.pulsesFromTheLowEnd(to: targets)
      cells.set([Float](repeating: 0, count: targets.count))
      cells.pulse(counts: pulses.span, key: cycle.child("openLoop"), step: step)
      state = .pulsed(cells)
      return ProgramOutcome(pulses: pulses.reduce(0) { $0 + Double($1) }, failed: 0)
    }
  }

  /// Takes cells that fail on this die out of what programming left: anywhere in the window, the same cells for ever.
  /// - Returns: how many, and the pulses spent.
  func failures(of programmed: inout [Float], _ targets: [Float]) -> (failed: Int, pulses: Double) {
    guard let writing = chip.card.verifiedWriting, let die = chip.writing else { return (0, Double(count)) }
    let chances = identity.child("writeFailure").uniforms(count)
    let places = identity.child("failedAt").uniforms(count)
    let low = chip.card.window.low
    var failed = 0
    for cell in programmed.indices where chances[cell] < writing.failureShare(targets[cell], of: die) {
      programmed[cell] = low + (1 - low) * places[cell]
      failed += 1
    }
    return (failed, die.pulses * Double(count))
  }
}

extension Chip {
  /// Pulses from the low end after which the nominal cell of the card, on an average die, is nearest to each target.
  func pulsesFromTheLowEnd(to targets: [Float]) -> [Float] {
    guard let model = card.pulse else { preconditionFailure("card '\(card.id)' has no pulse model") }
    // The nominal cell's way up, until its steps are too small to matter.
    var way: [Float] = [card.window.low]
    let longest = 20 * max(model.numberOfStates, 50)
    while let here = way.last, here < 1 - 1e-4, Double(way.count) < longest {
      let step = model.upStep(at: here)
      guard step > 1e-7 else { break }
      way.append(here + step)
    }
    return targets.map { target in
      let next = way.partitioningIndex { $0 >= target }
      guard next < way.count else { return Float(way.count - 1) }
      guard next > 0 else { return 0 }
      return Float(target - way[next - 1] < way[next] - target ? next - 1 : next)
    }
  }
}

extension Array where Element == Float {
  /// The first index of a rising array whose element fulfils a condition that all later ones fulfil too; the count if none.
  fileprivate func partitioningIndex(_ condition: (Float) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if condition(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
