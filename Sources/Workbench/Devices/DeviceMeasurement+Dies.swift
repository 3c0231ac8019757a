internal import Crossbar
internal import DeviceModels
internal import Matrices
internal import Randomness
internal import Statistics
internal import Substrate
internal import Units

extension DeviceMeasurement {
  /// Quantities of one die, on a chip of that serial number: an array of its cells is written, and what came of it is
  /// counted.
  func dieEstimate(_ point: PublishedPoint, target: Siemens, _ key: StreamKey) throws -> Estimate {
    let serial = point.die ?? 1
    let chip = Chip(card: card, serial: serial, configuration: ChipConfiguration(), run: key)
    guard let writing = card.verifiedWriting, let die = chip.writing else {
      throw DeviceModelsError.missingPart(card: card.id, part: "verifiedWriting", cardsThatHaveIt: [])
    }
    switch point.quantity {
    case .openLoopRatio: return try openLoopRatio(point, die, writing, key)
    case .openLoopShift:
      guard let resistance = point.resistance else { break }
      let own = voltage(of: resistance, writing, die)
      return Estimate(value: writing.curve.voltage(resistance).value - own, standardError: 0, draws: 0)
    default: break
    }
    let rows = 256
    var layer = try chip.layer(0, inputs: rows, outputs: rows, weightRange: 1, inSitu: false)
    let low = card.window.low
    let weight = (Float(target / card.window.gMax) - low) / (1 - low)
    layer.program(Matrix(rows: rows, columns: rows, repeating: weight))
    let cells = layer.conductances().cells.elements
    let count = rows * rows
    switch point.quantity {
    case .pulsesPerCell:
      return Estimate(value: layer.tally.programPulses / Double(2 * count), standardError: 0, draws: 0)
    case .failedShare:
      // Cells further off than six deviations have failed; failed ones that happen to lie nearer are added back.
      let reach = 6 * card.programmingDeviations([Float(target / card.window.gMax)])[0]
      let wanted = Float(target / card.window.gMax)
      let far = cells.count { abs($0 - wanted) > reach }
      let near = Double(min(wanted + reach, 1) - max(wanted - reach, low)) / Double(1 - low)
      let share = try Proportion(successes: far, trials: count)
      let error = (share.estimate * (1 - share.estimate) / Double(count)).squareRoot()
      return Estimate(value: share.estimate / (1 - near), standardError: error / (1 - near), draws: count)
    default:
      let reach = 6 * card.programmingDeviations([Float(target / card.window.gMax)])[0]
      let sample = try Sample(cells.filter { abs($0 - Float(target / card.window.gMax)) <= reach })
      let scale = card.window.gMax.value
      return Estimate(
        value: sample.mean * scale, standardError: try sample.standardError() * scale, draws: sample.count)
    }
  }

  /// Medians of `draws` cells each after the pulse of one voltage.
  private func openLoopRatio(
    _ point: PublishedPoint, _ die: VerifiedWriting.Die, _ writing: VerifiedWriting, _ key: StreamKey
  ) throws -> Estimate {
    let voltage = point.voltage ?? writing.curve.voltage(Ohms(1 / card.window.gMin.value))
    let target = Float(1 / (writing.curve.resistance(voltage).value * card.window.gMax.value))
    let cells =
      card.openLoop(
        targets: [Float](repeating: target, count: draws), die: die, event: key, step: 0, first: 0) ?? []
    let median = Double(cells.sorted()[cells.count / 2])
    // The median of a log-normal: its standard error is 1.2533 times that of the mean of the logarithms.
    let error = 1.2533 * writing.openLoopDeviation / Double(draws).squareRoot()
    return Estimate(value: Double(target) / median, standardError: error * Double(target) / median, draws: draws)
  }

  /// The voltage that gives a median resistance on a die, by bisection.
  private func voltage(of resistance: Ohms, _ writing: VerifiedWriting, _ die: VerifiedWriting.Die) -> Double {
    var (low, high) = (writing.curve.threshold.value + 1e-6, writing.curve.threshold.value + 100)
    for _ in 0..<80 {
      let middle = 0.5 * (low + high)
      let voltage = Volts(middle)
      if writing.curve.resistance(voltage).value * writing.ratio(voltage, of: die) > resistance.value {
        low = middle
      } else {
        high = middle
      }
    }
    return 0.5 * (low + high)
  }
}
