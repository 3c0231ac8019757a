internal import DeviceModels
internal import Foundation
internal import Units
internal import Workbench

/// Room 1: one cell. Everything is what `mortal device pulse`, `sample` and `trace` print for the same card and seed.
enum CellRoom {
  /// Ten devices beside the mean of so many.
  static let shown = 10
  static let crowd = 1000

  struct Curves: Encodable, Sendable {
    let card: String
    /// What the numbers stand over: pulses, or seconds since programming.
    let x: [Double]
    /// Microsiemens, one list a device.
    let devices: [[Float]]
    let mean: [Float]
    let deviation: [Float]
    let notes: [String]
    /// The same on the command line; of drift without its `--at`, which is any of the times.
    let command: String
  }

  /// Conductance over a train of pulses.
  static func pulses(_ given: Parameters, cards: [String]) throws -> Curves {
    var given = given
    let card = try given.choice("card", of: cards, or: "pcm-nandakumar2020")
    let seed = try given.whole("serial", in: 0...999_999, or: 7)
    let up = try given.whole("up", in: 0...500, or: 100)
    var down = try given.whole("down", in: 0...500, or: 100)
    try given.finish()
    var notes: [String] = []
    if down > 0, try DeviceLibrary.card(card).pulse?.oneSided == true {
      down = 0
      notes.append("oneSided")
    }
    let pulsed = try PulsedDevices(card: card, up: up, down: down, devices: crowd, seed: UInt64(seed))
    let moments = (0..<pulsed.columns).map { moment(pulsed.conductances(after: $0)) }
    return Curves(
      card: card, x: (0..<pulsed.columns).map(Double.init),
      devices: (0..<shown).map { Array(pulsed.curves[$0 * pulsed.columns..<($0 + 1) * pulsed.columns]) },
      mean: moments.map(\.mean), deviation: moments.map(\.deviation), notes: notes,
      command: "mortal device pulse \(card) --up \(up) --down \(down) --devices \(crowd) --seed \(seed) "
        + "--output pulses.npy")
  }

  /// Conductance from a second to ten years after programming.
  static func drift(_ given: Parameters, cards: [String]) throws -> Curves {
    var given = given
    let name = try given.choice("card", of: cards, or: "pcm-nandakumar2020")
    let seed = try given.whole("serial", in: 0...999_999, or: 7)
    let percent = try given.whole("target", in: 5...100, or: 60)
    let kelvin = try given.whole("temperature", in: 250...400, or: 300)
    try given.finish()
    let card = try DeviceLibrary.card(name)
    let target = try targetText(card, percent: percent)
    let years = 10 * 365.25 * 86_400.0
    let times = (0...48).map { pow(years, Double($0) / 48) }
    var devices = [[Float]](repeating: [], count: shown)
    var mean: [Float] = []
    var deviation: [Float] = []
    for time in times {
      let values = try card.sample(
        target: Siemens(parsing: target), count: crowd, at: Seconds(time), temperature: Kelvin(Double(kelvin)),
        seed: UInt64(seed))
      for device in 0..<shown { devices[device].append(values[device]) }
      let both = moment(values)
      mean.append(both.mean)
      deviation.append(both.deviation)
    }
    var notes: [String] = []
    if card.drift == nil, card.relaxation == nil { notes.append("noDrift") }
    if kelvin != 300, card.temperature?.retentionEnergy == nil { notes.append("noTemperature") }
    if let limit = card.heldBeyond, limit.value < years { notes.append("heldBeyond") }
    return Curves(
      card: name, x: times, devices: devices, mean: mean, deviation: deviation, notes: notes,
      command: "mortal device sample \(name) --target \(target) --count \(crowd) --temperature \(kelvin)K "
        + "--seed \(seed) --output drift.npy")
  }

  /// One device's reads, one after the other, and the thermal noise that no read is without.
  static func trace(_ given: Parameters, cards: [String]) throws -> Trace {
    var given = given
    let name = try given.choice("card", of: cards, or: "pcm-nandakumar2020")
    let serial = try given.whole("serial", in: 0...999_999, or: 7)
    let percent = try given.whole("target", in: 5...100, or: 60)
    let kelvin = try given.whole("temperature", in: 250...400, or: 300)
    let interval = try given.choice("interval", of: ["1us", "1ms", "1s"], or: "1ms")
    try given.finish()
    let card = try DeviceLibrary.card(name)
    let target = try targetText(card, percent: percent)
    let count = 1000
    let conductance = try Siemens(parsing: target)
    let step = try Seconds(parsing: interval)
    let values = try card.trace(
      TraceRequest(target: conductance, interval: step, count: count, devices: 3, serial: serial),
      seed: UInt64(serial))
    let density = ThermalAndShotNoise.spectralDensity(
      conductance: conductance, voltage: card.read.voltage, temperature: Kelvin(Double(kelvin)))
    let bandwidth = 1 / (2 * card.read.integrationTime.value)
    return Trace(
      card: name, step: step.value, devices: (0..<3).map { Array(values[$0 * count..<($0 + 1) * count]) },
      thermal: (density * bandwidth).squareRoot() / card.read.voltage.value * 1e6,
      notes: card.readNoise == nil ? ["noNoise"] : card.readNoise?.spectrum == nil ? ["noMemory"] : [],
      command: "mortal device trace \(name) --target \(target) --interval \(interval) --count \(count) --devices 3 "
        + "--serial \(serial) --seed \(serial) --output trace.npy")
  }

  struct Trace: Encodable, Sendable {
    let card: String
    /// Seconds between two reads.
    let step: Double
    let devices: [[Float]]
    /// Standard deviation of thermal and shot noise in one read, microsiemens.
    let thermal: Double
    let notes: [String]
    let command: String
  }

  /// One device of each of thirty serial numbers, for the class.
  static func classroom(_ given: Parameters, cards: [String]) throws -> Curves {
    var given = given
    let card = try given.choice("card", of: cards, or: "pcm-nandakumar2020")
    let up = try given.whole("up", in: 0...500, or: 100)
    let down = try given.whole("down", in: 0...500, or: 100)
    let first = try given.whole("first", in: 0...999_000, or: 1)
    let count = try given.whole("count", in: 2...60, or: 30)
    try given.finish()
    let back = try DeviceLibrary.card(card).pulse?.oneSided == true ? 0 : down
    let devices = try (first..<first + count).map { serial in
      try PulsedDevices(card: card, up: up, down: back, devices: 1, seed: UInt64(serial)).curves
    }
    let moments = devices[0].indices.map { pulse in moment(devices.map { $0[pulse] }) }
    return Curves(
      card: card, x: devices[0].indices.map(Double.init), devices: devices, mean: moments.map(\.mean),
      deviation: moments.map(\.deviation), notes: back < down ? ["oneSided"] : [],
      command:
        "for s in $(seq \(first) \(first + count - 1)); do mortal device pulse \(card) --up \(up) --down \(back) "
        + "--devices 1 --seed $s --output $s.npy; done")
  }

  /// A share of the window as a text that both the command line and this room read.
  private static func targetText(_ card: DeviceCard, percent: Int) throws -> String {
    let low = card.window.gMin.value
    let value = (low + (card.window.gMax.value - low) * Double(percent) / 100) * 1e9
    // Three decimals of a nanosiemens, downwards, so that 100 % is not beyond the end.
    let thousandths = Int((value * 1000 + 1e-6).rounded(.down))
    return thousandths.isMultiple(of: 1000) ? "\(thousandths / 1000)nS" : "\(Double(thousandths) / 1000)nS"
  }

  /// Mean and sample standard deviation.
  static func moment(_ values: [Float]) -> (mean: Float, deviation: Float) {
    let count = Double(values.count)
    let mean = values.reduce(0) { $0 + Double($1) } / count
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (Float(mean), Float((squares / max(1, count - 1)).squareRoot()))
  }
}
