internal import Foundation
internal import Randomness
public import Units

/// How devices are read one after the other for ``DeviceCard/trace(_:seed:)``.
public struct TraceRequest: Sendable, Equatable {
  public var target: Siemens
  /// Time between two reads.
  public var interval: Seconds
  /// Reads of every device.
  public var count: Int
  /// Number of devices.
  public var devices: Int
  /// Of the chip that the devices are on: their drift exponents and traps.
  public var serial: Int
  /// Time since programming at the first read; nil at the card's earliest time.
  public var start: Seconds?

  public init(
    target: Siemens, interval: Seconds, count: Int, devices: Int = 1, serial: Int = 1, start: Seconds? = nil
  ) {
    self.target = target
    self.interval = interval
    self.count = count
    self.devices = devices
    self.serial = serial
    self.start = start
  }
}

extension DeviceCard {
  /// Conductances in microsiemens of devices that were programmed once and are read again and again: [devices × count],
  /// device after device.
  ///
  /// Programming, relaxation and drift are those of every read's own time; read noise has the memory of the card's
  /// ``ReadNoise/spectrum``, read by read without any approximation; noise without a published memory, and a white share, are drawn anew.
  /// - Throws: ``DeviceModelsError`` for a target outside the window and for counts and times out of range.
  public func trace(_ request: TraceRequest, seed: UInt64) throws(DeviceModelsError) -> [Float] {
    try require(request.target)
    let start = request.start ?? referenceTime
    let limit = 1_000_000_000
    guard request.count >= 1, request.devices >= 1, request.count <= limit / request.devices else {
      throw .outOfRange(
        name: "count", value: "\(request.devices) x \(request.count)", allowed: "1 to \(limit) reads altogether")
    }
    guard request.interval.value > 0, request.interval.value.isFinite else {
      throw .outOfRange(name: "interval", value: "\(request.interval)", allowed: "times above 0 s")
    }
    guard start.value >= 0, start.value.isFinite else {
      throw .outOfRange(name: "start", value: "\(start)", allowed: "0 s or more")
    }
    let identity = StreamKey(seed: 0).child("chip").child(id, request.serial).child("trace")
    let event = StreamKey(seed: seed).child("trace.event")
    let devices = request.devices
    let targets = [Float](repeating: Float(request.target / window.gMax), count: devices)
    let left = programmed(targets: targets, event: event, step: 0, first: 0)
    let scale = Float(window.gMax.value * 1e6)
    // Devices are not neighbours on one array: each has traps of its own phases.
    var traps = readNoise?.spectrum.map { spectrum in
      (0..<devices).map {
        TrapNoise(key: event.child("readNoise", $0), count: 1, ladder: spectrum.ladder(at: start), first: 0)
      }
    }
    let white = event.child("white")
    let whiteShare = readNoise.map { $0.spectrum?.white ?? 1 } ?? 0
    var values = [Float](repeating: 0, count: devices * request.count)
    let clock = HeldClock(start: start)
    var now = left
    var sigma = left
    var held: Seconds?
    for read in 0..<request.count {
      let age = start + Double(read) * request.interval
      // Means and amplitudes follow the age in steps of a thousandth; see HeldClock.
      let step = clock.held(age)
      if step != held {
        held = step
        now = aged(
          left, targets: targets, identity: identity, event: event, step: 0, first: 0, age: step,
          temperature: Kelvin(300), variation: .none)
        sigma = readNoiseSigma(now, programmed: left, age: step, temperature: Kelvin(300))
        if let ladder = readNoise?.spectrum?.ladder(at: step) {
          for device in 0..<devices { traps?[device].use(ladder, first: 0) }
        }
      }
      let normals =
        whiteShare > 0 ? white.normals(devices, step: UInt32(truncatingIfNeeded: read)) : []
      for device in 0..<devices {
        traps?[device].advance(to: age)
        let noise =
          (traps?[device].first ?? 0) + (normals.isEmpty ? 0 : Float(whiteShare.squareRoot()) * normals[device])
        values[device * request.count + read] = max(0, now[device] + sigma[device] * noise) * scale
      }
    }
    return values
  }
}

/// A clock whose hand for slow things moves in steps of a thousandth of the time that it shows.
///
/// Drift, relaxation and the growth of noise follow ln t; held for 2⁻¹⁰ of an age, a drift exponent of 0.1 is off by less
/// than 1e-4 of the conductance. From its start the clock shows exactly `start` until that share has passed.
public struct HeldClock: Sendable, Equatable {
  public let start: Seconds

  public init(start: Seconds) { self.start = start }

  /// The age at which slow things are taken for an age: start · (1 + 2⁻¹⁰)ⁿ, the last one not after it.
  public func held(_ age: Seconds) -> Seconds {
    guard age.value > 0, age != start else { return age }
    let first = start.value > 0 ? start.value : 1e-9
    let step = log1p(0x1p-10)
    let n = (log(age.value / first) / step + 1e-9).rounded(.down)
    return n == 0 ? Seconds(first) : Seconds(first * exp(n * step))
  }
}
