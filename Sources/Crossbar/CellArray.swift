internal import DeviceModels
internal import Randomness
internal import Units

/// The cells of one array of one chip: their conductances and what is fixed about each of them.
///
/// Two kinds: cells that are programmed and hold (a published programming noise, then drift or relaxation), and cells
/// that are moved by pulses. What is fixed for ever (device-to-device spread, stuck cells, drift exponents) is a pure
/// function of `identity`; what happens in this run (programming noise, cycle-to-cycle noise) of `cycle` and a step.
struct CellArray: Sendable {
  enum State: Sendable {
    /// What was asked for, what programming left, and the number of that writing event.
    case held(targets: [Float], programmed: [Float], step: UInt32)
    case pulsed(PulsedCells)
  }

  /// A cell that does not respond.
  struct StuckCell: Sendable {
    let index: Int
    let conductance: Float
  }

  let chip: Chip
  let identity: StreamKey
  let cycle: StreamKey
  var state: State
  /// Sorted by index.
  let stuck: [StuckCell]

  /// Cells of a fresh chip: at the low end of their window.
  /// - Parameter pulsed: whether they are moved by pulses; needs a card with a pulse model.
  init(chip: Chip, count: Int, identity: StreamKey, cycle: StreamKey, pulsed: Bool) {
    self.chip = chip
    self.identity = identity
    self.cycle = cycle
    if pulsed, let model = chip.card.pulse {
      state = .pulsed(
        PulsedCells(
          model: model, count: count, identity: identity, variation: chip.pulseVariation,
          countPulses: chip.card.endurance != nil))
    } else {
      let low = [Float](repeating: chip.card.window.low, count: count)
      state = .held(targets: low, programmed: low, step: 0)
    }
    stuck = Self.stuckCells(chip: chip, count: count, identity: identity)
  }

  var count: Int {
    switch state {
    case .held(let targets, _, _): targets.count
    case .pulsed(let cells): cells.count
    }
  }

  private static func stuckCells(chip: Chip, count: Int, identity: StreamKey) -> [StuckCell] {
    let variation = chip.configuration.variation
    let low = chip.card.window.low
    if variation.stuckLow != nil || variation.stuckHigh != nil {
      let lowShare = Float(variation.stuckLow ?? 0)
      let anyShare = lowShare + Float(variation.stuckHigh ?? 0)
      guard anyShare > 0 else { return [] }
      return identity.child("defect").uniforms(count).enumerated().compactMap { index, draw in
        draw < lowShare
          ? StuckCell(index: index, conductance: low)
          : draw < anyShare ? StuckCell(index: index, conductance: 1) : nil
      }
    }
    guard let defects = chip.card.defects, defects.total > 0 else { return [] }
    let states = defects.states(count, identity: identity, first: 0)
    return defects.stuckConductances(states, low: low, identity: identity, first: 0).enumerated().compactMap {
      $1.isNaN ? nil : StuckCell(index: $0, conductance: $1)
    }
  }
}
