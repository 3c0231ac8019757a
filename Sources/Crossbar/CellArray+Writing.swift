internal import DeviceModels
internal import Randomness

/// What closed-loop programming of an array came to.
struct ProgramOutcome: Sendable {
  /// Pulses spent. Cards that only publish what programming leaves do not say how many it took: one a cell is counted.
  var pulses: Double
  /// Cells that could not be brought to their target.
  var failed: Int
  /// Reads of single cells that checked a write; cards that only publish what programming leaves are taken to read once
  /// a pulse.
  var reads = 0.0
}

extension CellArray {
  /// Pulses after which closed-loop programming gives up on a cell: enough to cross the window of the nominal cell, and
  /// a thousand where that takes fewer.
  private var pulseLimit: Int {
    // A card may have so many states that no controller would count them.
    let states = chip.card.pulse.map { Double($0.numberOfStates) } ?? 0
    return states < 1e7 ? max(1000, Int(states.rounded(.up))) : 10_000_000
  }

  /// Closed-loop programming towards normalised target conductances.
  ///
  /// Program-and-hold cells end with the card's published distribution; pulsed cells are pulsed and read until they lie
  /// in the card's acceptance band (or within one nominal step) or the limit is reached. Stuck cells stay; those
  /// further from their target than the tolerance have failed. A target that is not a number leaves a pulsed cell
  /// alone.
  mutating func program(_ targets: [Float], step: UInt32) -> ProgramOutcome {
    precondition(targets.count == count, "\(targets.count) targets for \(count) cells")
    let tolerance = self.tolerance
    switch state {
    case .held:
      var programmed = chip.card.programmed(targets: targets, event: cycle, step: step, first: 0)
      let factor = Float(chip.configuration.variation.programmingNoise)
      if factor != 1 {
        for cell in programmed.indices {
          programmed[cell] = max(0, targets[cell] + factor * (programmed[cell] - targets[cell]))
        }
      }
      let (failed, pulses) = failures(of: &programmed, targets)
      state = .held(targets: targets, programmed: programmed, step: step)
      return ProgramOutcome(pulses: pulses, failed: failed + failedStuckCells(targets, tolerance), reads: pulses)
    case .pulsed(var cells):
      state = .held(targets: [], programmed: [], step: 0)  // so that the cells change in place
      let before = writtenAt.isEmpty ? [] : cells.g
      let resets = cells.reset(above: targets, tolerance: tolerance)
      let outcome = cells.programClosedLoop(
        targets: targets, tolerance: tolerance, maxPulses: pulseLimit, key: cycle.child("program"), step: step)
      for cell in before.indices where cells.g[cell] != before[cell] { writtenAt[cell] = now }
      state = .pulsed(cells)
      return ProgramOutcome(
        pulses: outcome.pulses + resets, failed: outcome.failed + failedStuckCells(targets, tolerance),
        reads: outcome.reads)
    }
  }

  /// Half the band in which programming accepts a cell.
  private var tolerance: Float {
    if case .acceptanceBand(let half) = chip.card.programming { return half }
    if case .pulsed = state { return max(chip.nominalStep, 1e-4) }
    return 0.05
  }

  private func failedStuckCells(_ targets: [Float], _ tolerance: Float) -> Int {
    stuck.count { abs(targets[$0.index] - $0.conductance) > tolerance }
  }

  /// One programming event; see ``PulsedCells/withEvent(key:step:_:)``.
  /// - Parameter purpose: the event's name in the noise of this run.
  mutating func withEvent<Result>(_ purpose: String, step: UInt32, _ body: (PulseEvent) -> Result) -> Result {
    guard case .pulsed(var cells) = state else {
      preconditionFailure("card '\(chip.card.id)' has no pulse model")
    }
    state = .held(targets: [], programmed: [], step: 0)  // so that the cells change in place
    let before = writtenAt.isEmpty ? [] : cells.g
    defer {
      for cell in before.indices where cells.g[cell] != before[cell] { writtenAt[cell] = now }
      state = .pulsed(cells)
    }
    return cells.withEvent(key: cycle.child(purpose), step: step, body)
  }
}

extension CellArray {
  /// Moves pulsed cells by fractions of their mean steps; a write, and so the beginning of drift, this is not.
  mutating func disturb(up: [Float], down: [Float]) {
    guard case .pulsed(var cells) = state else { return }
    state = .held(targets: [], programmed: [], step: 0)  // so that the cells change in place
    cells.withEvent(key: cycle, step: 0) { event in
      up.withUnsafeBufferPointer { up in
        down.withUnsafeBufferPointer { down in
          event.disturb(0..<up.count, up: up.baseAddress!, down: down.baseAddress!)
        }
      }
    }
    state = .pulsed(cells)
  }
}

extension CellArray {
  /// Puts the cells at these conductances, as if they had been written there without error.
  mutating func set(_ conductances: [Float]) {
    switch state {
    case .held(_, _, let step):
      state = .held(targets: conductances, programmed: conductances, step: step)
    case .pulsed(var cells):
      cells.set(conductances)
      state = .pulsed(cells)
    }
  }
}
