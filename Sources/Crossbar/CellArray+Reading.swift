internal import DeviceModels
internal import Randomness
internal import Units

extension CellArray {
  /// Noise-free normalised conductances, drift, relaxation, temperature, wear and stuck cells included.
  /// - Parameter age: seconds since programming.
  func conductances(age: Seconds, temperature: Kelvin) -> [Float] {
    let card = chip.card
    var g: [Float]
    switch state {
    case .held(let targets, let programmed, let step):
      g = card.aged(
        programmed, targets: targets, identity: identity, event: cycle, step: step, first: 0,
        age: age, temperature: temperature, variation: chip.die)
      wear(&g, [])
    case .pulsed(let cells):
      g =
        writtenAt.isEmpty
        ? card.aged(
          cells.g, targets: nil, identity: identity, event: cycle, step: 0, first: 0, age: age,
          temperature: temperature, variation: chip.die)
        : card.aged(
          cells.g, targets: nil, identity: identity, event: cycle, step: 0, first: 0, ages: .own(ages(age)),
          temperature: temperature, variation: chip.die)
      wear(&g, cells.pulseCounts)
    }
    for cell in stuck { g[cell.index] = cell.conductance }
    if chip.configuration.telegraphNoise, let telegraph = card.randomTelegraphNoise {
      let factors = telegraph.factors(
        g, gMax: card.window.gMax, identity: identity, first: 0, at: telegraphAge ?? age)
      for index in g.indices { g[index] *= factors[index] }
    }
    return g
  }

  /// Seconds since each cell's own last write.
  private func ages(_ age: Seconds) -> [Float] {
    let now = Float(age.value)
    return writtenAt.map { max(0, now - $0) }
  }

  /// Closes the window of worn cells: to the configured full cycles, analog pulses add the share of the window that they
  /// cross.
  ///
  /// Cells that would lose less than a hundred-thousandth of their window are left as they are, so that only worn
  /// cells cost time. Cells whose window is whole keep what their own bounds allow.
  /// - Parameter pulses: of every cell; empty where they are not counted.
  private func wear(_ g: inout [Float], _ pulses: [Float]) {
    let before = Float(chip.configuration.wornCycles)
    guard !wearRates.isEmpty, let endurance = chip.card.endurance, before > 0 || !pulses.isEmpty else { return }
    let low = chip.card.window.low
    let cyclesPerPulse = chip.nominalStep / (1 - low) / 2
    guard Self.largest(pulses, cyclesPerPulse, before, wearRates) > Self.leastWear else { return }
    g.withUnsafeMutableBufferPointer { g in
      pulses.withUnsafeBufferPointer { pulses in
        wearRates.withUnsafeBufferPointer { rates in
          for index in g.indices {
            let cycles = before + (pulses.isEmpty ? 0 : pulses[index] * cyclesPerPulse)
            let used = cycles * rates[index]
            guard used > Self.leastWear else { continue }
            let window = endurance.window(used: Double(used), low: low)
            if window.high < 1 { g[index] = min(g[index], window.high) }
            if window.low > low { g[index] = max(g[index], window.low) }
          }
        }
      }
    }
  }

  /// The share of its cycles from which on a cell counts as worn.
  private static var leastWear: Float { 1e-4 }

  /// The largest share of its cycles that any cell has behind it.
  private static func largest(_ pulses: [Float], _ perPulse: Float, _ before: Float, _ rates: [Float]) -> Float {
    // Numbers ≥ 0 are ordered like their bits, of which the optimiser makes vectors.
    var most: UInt32 = 0
    rates.withUnsafeBufferPointer { rates in
      guard !pulses.isEmpty else {
        for index in rates.indices {
          let used = (before * rates[index]).bitPattern
          most = used > most ? used : most
        }
        return
      }
      pulses.withUnsafeBufferPointer { pulses in
        for index in 0..<rates.count {
          let used = ((before + pulses[index] * perPulse) * rates[index]).bitPattern
          most = used > most ? used : most
        }
      }
    }
    return Float(bitPattern: most)
  }

  /// Variance of one read of each cell by the card's published read noise; nil for a card without it.
  /// - Parameter conductances: what ``conductances(age:temperature:)`` gives.
  func readVariance(_ conductances: [Float], age: Seconds, temperature: Kelvin) -> [Float]? {
    guard chip.card.readNoise != nil else { return nil }
    let programmed: [Float]
    switch state {
    case .held(_, let left, _): programmed = left
    case .pulsed(let cells): programmed = cells.g
    }
    let factor = Float(chip.configuration.variation.readNoise)
    let deviations = chip.card.readNoiseSigma(
      conductances, programmed: programmed, age: age, temperature: temperature)
    guard !writtenAt.isEmpty, let noise = chip.card.readNoise else {
      return deviations.map { ($0 * factor) * ($0 * factor) }
    }
    // As much noise as has gathered since each cell's own last write.
    let growths = noise.growths(ages(age))
    let common = noise.growths([Float(age.value)])[0]
    return deviations.indices.map { cell in
      let deviation = common > 0 ? deviations[cell] * factor * growths[cell] / common : 0
      return deviation * deviation
    }
  }
}
