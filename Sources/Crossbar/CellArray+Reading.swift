internal import DeviceModels
internal import Foundation
internal import Randomness
internal import Units

extension CellArray {
  /// Noise-free normalised conductances, drift, relaxation, temperature, wear and stuck cells included.
  /// - Parameter age: seconds since programming; nil at the card's reference time.
  func conductances(age: Seconds?, temperature: Kelvin) -> [Float] {
    let card = chip.card
    var g: [Float]
    switch state {
    case .held(let targets, let programmed, let step):
      g = card.aged(
        programmed, targets: targets, identity: identity, event: cycle, step: step, first: 0,
        age: age ?? Seconds(0), temperature: temperature, variation: chip.die)
      wear(&g, [])
    case .pulsed(let cells):
      g = card.aged(
        cells.g, targets: nil, identity: identity, event: cycle, step: 0, first: 0, age: age ?? Seconds(0),
        temperature: temperature, variation: chip.die)
      wear(&g, cells.pulseCounts)
    }
    for cell in stuck { g[cell.index] = cell.conductance }
    if chip.configuration.telegraphNoise, let telegraph = card.randomTelegraphNoise {
      let factors = telegraph.factors(
        g, gMax: card.window.gMax, identity: identity, first: 0, at: age ?? Seconds(0))
      for index in g.indices { g[index] *= factors[index] }
    }
    return g
  }

  /// Closes the window of worn cells: to the configured full cycles, analog pulses add the share of the window that they
  /// cross.
  ///
  /// Nothing is computed while the most pulsed cell, were it the weakest of an array (5 σ below the median), would lose
  /// less than a hundred-thousandth of its window. Cells whose window is whole keep what their own bounds allow.
  private func wear(_ g: inout [Float], _ pulses: [Float]) {
    guard wears, let endurance = chip.card.endurance else { return }
    let before = chip.configuration.wornCycles
    let most = pulses.max() ?? 0
    guard before > 0 || most > 0 else { return }
    let share = Double(chip.nominalStep) / Double(1 - chip.card.window.low) / 2
    let weakest = endurance.cycles * pow(10, -5 * endurance.decadesDeviation)
    guard before + Double(most) * share > 1e-4 * weakest else { return }
    let cycles = pulses.isEmpty
      ? [Double](repeating: before, count: g.count) : pulses.map { before + Double($0) * share }
    let windows = endurance.windows(cycles: cycles, low: chip.card.window.low, identity: identity, first: 0)
    for index in g.indices {
      if windows.high[index] < 1 { g[index] = min(g[index], windows.high[index]) }
      if windows.low[index] > chip.card.window.low { g[index] = max(g[index], windows.low[index]) }
    }
  }

  /// Variance of one read of each cell by the card's published read noise; nil for a card without it.
  /// - Parameter conductances: what ``conductances(age:temperature:)`` gives.
  func readVariance(_ conductances: [Float], age: Seconds?, temperature: Kelvin) -> [Float]? {
    guard chip.card.readNoise != nil else { return nil }
    let programmed: [Float]
    switch state {
    case .held(_, let left, _): programmed = left
    case .pulsed(let cells): programmed = cells.g
    }
    let factor = Float(chip.configuration.variation.readNoise)
    let deviations = chip.card.readNoiseSigma(
      conductances, programmed: programmed, age: age ?? Seconds(0), temperature: temperature)
    return deviations.map { ($0 * factor) * ($0 * factor) }
  }
}
