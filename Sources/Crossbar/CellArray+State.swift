internal import DeviceModels

extension CellArray {
  /// Conductances as a verifying read of the die sees them: as written, before drift, wear and the die's own factor.
  var written: [Float] {
    switch state {
    case .held(_, let programmed, _): programmed
    case .pulsed(let cells): cells.g
    }
  }

  /// See ``LayerState``.
  var saved: CellState {
    switch state {
    case .held(let targets, let programmed, let step): .held(targets: targets, programmed: programmed, step: step)
    case .pulsed(let cells): .pulsed(cells.state)
    }
  }

  /// Why a state cannot be one of these cells; nil when it can.
  func objection(to saved: CellState) -> String? {
    switch (state, saved) {
    case (.held, .held(let targets, let programmed, _)):
      guard targets.count == count, programmed.count == count else {
        return "\(targets.count) targets and \(programmed.count) conductances for \(count) cells"
      }
      guard (targets + programmed).allSatisfy({ $0.isFinite && $0 >= 0 }) else {
        return "conductances that are negative or not finite"
      }
      return nil
    case (.pulsed(let cells), .pulsed(let state)):
      return cells.accepts(state)
        ? nil
        : "\(state.conductances.count) conductances, \(state.hidden.count) hidden states and "
          + "\(state.pulseCounts.count) pulse counts, all finite, do not make up \(count) cells of this card"
    case (.held, .pulsed):
      return "cells that are moved by pulses, where this layer has cells that are programmed"
    case (.pulsed, .held):
      return "cells that are programmed, where this layer has cells that are moved by pulses"
    }
  }

  mutating func restore(_ saved: CellState) {
    switch saved {
    case .held(let targets, let programmed, let step):
      state = .held(targets: targets, programmed: programmed, step: step)
    case .pulsed(let pulsed):
      guard case .pulsed(var cells) = state else { preconditionFailure("a state of other cells") }
      cells.restore(pulsed)
      state = .pulsed(cells)
    }
  }
}
