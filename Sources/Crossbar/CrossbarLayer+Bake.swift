internal import DeviceModels
internal import Randomness
public import Units

extension CrossbarLayer {
  /// Keeps the chip at a temperature for a time, as an oven does: cells change by what was measured of their card's bakes
  /// (`temperature.bake`), and the clock goes on, as much faster as Arrhenius' law says for cards with a retention energy.
  /// The temperature of operation stays what it is.
  ///
  /// Every bake has draws of its own. Cells of cards that say nothing of temperature only grow older by `time`.
  /// - Throws: ``DeviceModels/DeviceModelsError/outOfRange(name:value:allowed:)`` for a bake beyond the measured ones.
  public mutating func bake(at temperature: Kelvin, for time: Seconds) throws {
    let card = chip.card
    if card.temperature?.bake != nil {
      writeStep &+= 1
      for index in tiles.indices {
        try tiles[index].cells.bake(at: temperature, for: time, step: writeStep)
        if mapping == .differentialPair || mapping == .referenceColumn {
          try tiles[index].reference.bake(at: temperature, for: time, step: writeStep)
        }
      }
    }
    let acceleration = card.temperature?.acceleration(temperature) ?? 1
    age = Seconds(age.value + time.value * acceleration)
  }
}

extension CellGroup {
  mutating func bake(at temperature: Kelvin, for time: Seconds, step: UInt32) throws {
    try change { try $0.bake(at: temperature, for: time, step: step) }
  }
}

extension CellArray {
  mutating func bake(at temperature: Kelvin, for time: Seconds, step: UInt32) throws {
    let event = cycle.child("oven")
    switch state {
    case .held(let targets, let programmed, let write):
      let baked = try chip.card.baked(programmed, at: temperature, for: time, event: event, step: step, first: 0)
      state = .held(targets: targets, programmed: baked, step: write)
    case .pulsed(var cells):
      let baked = try chip.card.baked(cells.g, at: temperature, for: time, event: event, step: step, first: 0)
      state = .held(targets: [], programmed: [], step: 0)  // so that the cells change in place
      cells.set(baked)
      state = .pulsed(cells)
    }
  }
}
