internal import DeviceModels
internal import Foundation
internal import Randomness
internal import Statistics
internal import Units

/// Monte Carlo estimates of one card's quantities.
struct DeviceMeasurement {
  struct Estimate {
    var value: Double
    var standardError: Double
    /// 0 for a value without chance.
    var draws: Int
  }

  let card: DeviceCard
  let draws: Int
  let key: StreamKey

  /// The estimate of one published quantity, with draws of its own.
  func estimate(_ point: PublishedPoint, index: Int) throws -> Estimate {
    let key = key.child("point", index)
    let target = point.target ?? card.window.gMin
    switch point.quantity {
    case .programmingDeviation: return try deviation(programmed(target, key))
    case .agedMean: return try mean(aged(target, point.time, key))
    case .agedDeviation: return try deviation(aged(target, point.time, key))
    case .sampledMean: return try mean(read(aged(target, point.time, key), target, point.time, key))
    case .sampledDeviation: return try deviation(read(aged(target, point.time, key), target, point.time, key))
    case .changedMean: return try mean(changed(target, point.time, key))
    case .changedDeviation: return try deviation(changed(target, point.time, key))
    case .bakedMean: return try mean(baked(target, point.temperature, key))
    case .bakedDeviation: return try deviation(baked(target, point.temperature, key))
    case .verifiedMean, .failedShare, .pulsesPerCell, .openLoopRatio, .openLoopShift:
      return try dieEstimate(point, target: target, key)
    case .readDeviation:
      let cells = [Float](repeating: Float(target / card.window.gMax), count: draws)
      return try deviation(read(cells, target, point.time, key))
    case .current:
      guard let model = card.currentVoltage, let voltage = point.voltage else { throw missing("currentVoltage") }
      return Estimate(value: model.current(target, at: voltage).value, standardError: 0, draws: 0)
    case .switchingHighDecades: return try switching(0, key, ofDeviation: false)
    case .switchingHighDecadesDeviation: return try switching(0, key, ofDeviation: true)
    case .switchingSetVoltage: return try switching(1, key, ofDeviation: false)
    case .switchingSetVoltageDeviation: return try switching(1, key, ofDeviation: true)
    case .switchingLowResistance: return try switching(2, key, ofDeviation: false)
    case .switchingLowResistanceDeviation: return try switching(2, key, ofDeviation: true)
    case .switchingResetVoltage: return try switching(3, key, ofDeviation: false)
    case .switchingResetVoltageDeviation: return try switching(3, key, ofDeviation: true)
    case .afterPulsesUp: return try afterPulses(point.pulses ?? 0, up: true)
    case .afterPulsesDown: return try afterPulses(point.pulses ?? 0, up: false)
    case .pulsedMean: return try pulsedMean(point.pulses ?? 0, up: point.upPulses ?? point.pulses ?? 0, key)
    case .cycleDeviation: return try cycleDeviation(key)
    case .deviceDeviation: return try deviceDeviation(key)
    }
  }

  private func missing(_ part: String) -> DeviceModelsError {
    .missingPart(card: card.id, part: part, cardsThatHaveIt: [])
  }

  private func programmed(_ target: Siemens, _ key: StreamKey) -> [Float] {
    card.programmed(
      targets: [Float](repeating: Float(target / card.window.gMax), count: draws),
      event: key.child("event"), step: 0, first: 0)
  }

  private func aged(_ target: Siemens, _ age: Seconds, _ key: StreamKey) -> [Float] {
    let targets = [Float](repeating: Float(target / card.window.gMax), count: draws)
    return card.aged(
      programmed(target, key), targets: targets, identity: key.child("identity"), event: key.child("event"), step: 0,
      first: 0, age: age, temperature: Kelvin(300), variation: .none)
  }

  private func read(_ cells: [Float], _ target: Siemens, _ age: Seconds, _ key: StreamKey) -> [Float] {
    let left = [Float](repeating: Float(target / card.window.gMax), count: cells.count)
    let sigma = card.readNoiseSigma(cells, programmed: left, age: age, temperature: Kelvin(300))
    // One snapshot of the process that a chip's noise is, where the card has a memory.
    let normals = key.child("read").normals(cells.count)
    guard let spectrum = card.readNoise?.spectrum else {
      return cells.indices.map { cells[$0] + sigma[$0] * normals[$0] }
    }
    var traps = TrapNoise(key: key.child("traps"), count: cells.count, ladder: spectrum.ladder(at: age), first: 0)
    traps.advance(to: age)
    let slow = traps.values
    let white = Float(spectrum.white.squareRoot())
    return cells.indices.map { cells[$0] + sigma[$0] * (slow[$0] + white * normals[$0]) }
  }

  /// Exponent of f in the spectrum of 16 devices at mid-window, 16,384 reads each; nil for a card whose noise has no
  /// memory.
  func spectrumExponent() throws -> Estimate? {
    guard let spectrum = card.readNoise?.spectrum else { return nil }
    let (devices, count) = (16, 16_384)
    let interval = 2 * spectrum.shortest
    let middle = (card.window.gMin + card.window.gMax) / 2
    let trace = try card.trace(
      TraceRequest(target: middle, interval: interval, count: count, devices: devices), seed: key.bits[0])
    let slopes = try (0..<devices).map { device in
      let own = try Fluctuations(
        trace[device * count..<(device + 1) * count].map(Double.init), devices: 1, interval: interval.value)
      return try own.slope(own.band)
    }
    let sample = try Sample(slopes, name: "exponent")
    return Estimate(value: sample.mean, standardError: try sample.standardError(), draws: devices * count)
  }

  /// Cells that programming left at the target exactly, later.
  private func changed(_ target: Siemens, _ age: Seconds, _ key: StreamKey) -> [Float] {
    let cells = [Float](repeating: Float(target / card.window.gMax), count: draws)
    return card.aged(
      cells, targets: cells, identity: key.child("identity"), event: key.child("event"), step: 0, first: 0, age: age,
      temperature: Kelvin(300), variation: .none)
  }

  private func baked(_ target: Siemens, _ temperature: Kelvin?, _ key: StreamKey) throws -> [Float] {
    guard let bake = card.temperature?.bake, let temperature else { throw missing("temperature.bake") }
    return try card.baked(
      [Float](repeating: Float(target / card.window.gMax), count: draws), at: temperature, for: bake.duration,
      event: key,
      step: 0, first: 0)
  }

  private func switching(_ feature: Int, _ key: StreamKey, ofDeviation: Bool) throws -> Estimate {
    guard let model = card.switching else { throw missing("switching") }
    let values = model.devices(draws, identity: key, first: 0).map { $0.mean[feature] }
    let sample = try Sample(values)
    if ofDeviation {
      let estimate = try DeviationEstimate(sample)
      return Estimate(value: estimate.value, standardError: estimate.standardError, draws: draws)
    }
    return Estimate(value: sample.mean, standardError: try sample.standardError(), draws: draws)
  }

  private func pulseModel() throws -> PulseModel {
    guard let model = card.pulse else { throw missing("pulse") }
    return model
  }

  /// The nominal device, pulse by pulse.
  private func afterPulses(_ pulses: Int, up: Bool) throws -> Estimate {
    var cells = PulsedCells(
      model: try pulseModel(), count: 1, identity: key,
      variation: PulseVariation(deviceToDevice: 0, cycleToCycle: 0))
    cells.set([up ? 0 : 1])
    let one: [Float] = [up ? 1 : -1]
    for step in 0..<pulses { cells.pulse(counts: one.span, key: key, step: UInt32(step)) }
    return Estimate(value: Double(cells.g[0]) * card.window.gMax.value, standardError: 0, draws: 0)
  }

  /// Devices with their own constants, each pulse with its noise.
  private func pulsedMean(_ pulses: Int, up: Int, _ key: StreamKey) throws -> Estimate {
    var cells = PulsedCells(model: try pulseModel(), count: draws, identity: key.child("identity"))
    let (rise, fall) = ([Float](repeating: 1, count: draws), [Float](repeating: -1, count: draws))
    for step in 0..<pulses {
      cells.pulse(counts: (step < up ? rise : fall).span, key: key.child("event"), step: UInt32(step))
    }
    return try mean(cells.g)
  }

  private func cycleDeviation(_ key: StreamKey) throws -> Estimate {
    let model = try pulseModel()
    var cells = PulsedCells(
      model: model, count: draws, identity: key.child("identity"), variation: PulseVariation(deviceToDevice: 0))
    let start = model.isNeuroSim ? 0.5 * (1 + model.window.lowest) : model.window.reference
    cells.set([Float](repeating: Float(start), count: draws))
    let pulses = [Float](repeating: 1, count: draws)
    cells.pulse(counts: pulses.span, key: key.child("event"), step: 0)
    return try deviation(cells.g)
  }

  private func deviceDeviation(_ key: StreamKey) throws -> Estimate {
    let model = try pulseModel()
    let cells = PulsedCells(model: model, count: draws, identity: key.child("identity"))
    return try deviation((0..<draws).map { cells.upStep(of: $0, at: Float(model.window.reference)) })
  }

  private func mean(_ cells: [Float]) throws -> Estimate {
    let sample = try Sample(cells)
    let scale = card.window.gMax.value
    return Estimate(value: sample.mean * scale, standardError: try sample.standardError() * scale, draws: draws)
  }

  private func deviation(_ cells: [Float]) throws -> Estimate {
    let estimate = try DeviationEstimate(try Sample(cells))
    let scale = card.window.gMax.value
    return Estimate(value: estimate.value * scale, standardError: estimate.standardError * scale, draws: draws)
  }
}

extension PulseModel {
  fileprivate var isNeuroSim: Bool { if case .neuroSim = law { true } else { false } }
}
