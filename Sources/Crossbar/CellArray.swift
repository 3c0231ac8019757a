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

  /// When each cell was last moved by a pulse, in seconds of the layer's age; empty where the clock stands still or the
  /// card neither drifts nor relaxes. 4 bytes a cell; a time is kept to 6e-8 of the age.
  var writtenAt: [Float] = []
  /// The age at which telegraph noise is taken; nil at that of everything else.
  var telegraphAge: Seconds?
  /// The layer's age at the writes that come now.
  var now: Float = 0

  /// Cells of a fresh chip: at the low end of their window.
  /// - Parameters:
  ///   - pulsed: whether they are moved by pulses; needs a card with a pulse model.
  ///   - wears: whether they are written again and again, with the configured write cycles behind them; references are
  ///     not.
  ///   - columns: of the array, for gradients along its lines; 0 for cells whose place does not matter.
  init(
    chip: Chip, count: Int, columns: Int, identity: StreamKey, cycle: StreamKey, pulsed: Bool, wears: Bool = true
  ) {
    self.chip = chip
    self.identity = identity
    self.cycle = cycle
    if pulsed, let model = chip.pulse {
      var variation = chip.pulseVariation
      variation.columns = columns
      let fresh = PulsedCells(
        model: model, count: count, identity: identity, variation: variation,
        countPulses: chip.card.endurance != nil)
      state = .pulsed(wears ? Self.worn(fresh, chip: chip, identity: identity) : fresh)
    } else {
      let low = [Float](repeating: chip.card.window.low, count: count)
      state = .held(targets: low, programmed: low, step: 0)
    }
    stuck = Self.stuckCells(chip: chip, count: count, identity: identity)
    if pulsed, chip.card.pulse != nil, chip.card.drift != nil || chip.card.relaxation != nil,
      chip.configuration.time.readPeriod != .none
    {
      writtenAt = [Float](repeating: 0, count: count)
    }
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
    let low = chip.card.window.low
    let defects = chip.defects
    guard defects.total > 0 else { return [] }
    let states = defects.states(count, identity: identity, first: 0)
    return defects.stuckConductances(states, low: low, identity: identity, first: 0).enumerated().compactMap {
      $1.isNaN ? nil : StuckCell(index: $0, conductance: $1)
    }
  }
}
