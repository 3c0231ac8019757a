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
  /// 1/N₀ of each cell, N₀ the full cycles after which its window closes; empty where nothing wears.
  let wearRates: [Float]

  /// Cells of a fresh chip: at the low end of their window.
  /// - Parameters:
  ///   - pulsed: whether they are moved by pulses; needs a card with a pulse model.
  ///   - wears: whether they are written again and again, with the configured write cycles behind them; references are
  ///     not.
  init(chip: Chip, count: Int, identity: StreamKey, cycle: StreamKey, pulsed: Bool, wears: Bool = true) {
    self.chip = chip
    self.identity = identity
    self.cycle = cycle
    if pulsed, let model = chip.card.pulse {
      let fresh = PulsedCells(
        model: model, count: count, identity: identity, variation: chip.pulseVariation,
        countPulses: chip.card.endurance != nil)
      state = .pulsed(wears ? Self.worn(fresh, chip: chip, identity: identity) : fresh)
    } else {
      let low = [Float](repeating: chip.card.window.low, count: count)
      state = .held(targets: low, programmed: low, step: 0)
    }
    stuck = Self.stuckCells(chip: chip, count: count, identity: identity)
    let mayWear = wears && (pulsed || chip.configuration.wornCycles > 0)
    if mayWear, let endurance = chip.card.endurance {
      wearRates = endurance.characteristicCycles(count, identity: identity, first: 0).map { Float(1 / $0) }
    } else {
      wearRates = []
    }
  }

  /// Whether its cells are moved by pulses.
  var isPulsed: Bool {
    if case .pulsed = state { true } else { false }
  }

  var count: Int {
    switch state {
    case .held(let targets, _, _): targets.count
    case .pulsed(let cells): cells.count
    }
  }

  /// Cells whose window the configured write cycles have closed from above: pulses end there.
  private static func worn(_ fresh: PulsedCells, chip: Chip, identity: StreamKey) -> PulsedCells {
    let cycles = chip.configuration.wornCycles
    guard cycles > 0, let endurance = chip.card.endurance else { return fresh }
    let low = chip.card.window.low
    let windows = endurance.windows(
      cycles: [Double](repeating: cycles, count: fresh.count), low: low, identity: identity, first: 0)
    var cells = fresh
    cells.closeWindows(shares: windows.high.map { min(1, max(0, ($0 - low) / (1 - low))) }, fresh: fresh)
    return cells
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
