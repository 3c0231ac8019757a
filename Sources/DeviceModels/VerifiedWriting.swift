internal import Foundation
public import Randomness
internal import StrictYAML
public import Units

/// What writing costs and how often it fails, as measured die by die: closed-loop programming over the target, and an
/// unverified pulse over its voltage.
///
/// The measured dies are the serial numbers 1, 2, …. Further dies are drawn around them: with n measured dies a quantity
/// x (the log-odds of failing, the logarithm of pulses and of the open-loop ratio) is normal with the mean of the n and the
/// deviation s √(1 + 1/n), s their sample deviation — the prediction for one more die from n, with a normal in the place of
/// Student's distribution. With n = 2 it is little more than "like these two, give or take their difference".
public struct VerifiedWriting: Sendable, Equatable {
  /// What was measured of one die.
  public struct Die: Sendable, Equatable {
    /// Share of cells that fail, at each of the conductances ``VerifiedWriting/failuresAt``.
    public let failures: [Double]
    /// Mean pulses a cell.
    public let pulses: Double
    /// Median resistance after one unverified pulse over that of the calibration die, at each of
    /// ``VerifiedWriting/ratioAt``.
    public let openLoopRatio: [Double]
  }

  /// Median resistance of the calibration die after one unverified pulse: R(V) = R∞ + a (V − V_t)^(−n).
  public struct Curve: Sendable, Equatable {
    public let limit: Ohms
    public let scale: Ohms
    public let threshold: Volts
    public let exponent: Double

    /// R(V), V above ``threshold``.
    public func resistance(_ voltage: Volts) -> Ohms {
      Ohms(limit.value + scale.value * pow(max(voltage.value - threshold.value, 1e-6), -exponent))
    }

    /// The voltage that gives a resistance above ``limit``.
    public func voltage(_ resistance: Ohms) -> Volts {
      Volts(threshold.value + pow((resistance.value - limit.value) / scale.value, -1 / exponent))
    }
  }

  /// Rising, normalised G/Gmax.
  public let failuresAt: [Double]
  /// Rising, volts.
  public let ratioAt: [Double]
  public let dies: [Die]
  public let curve: Curve
  /// Deviation of ln R over the cells of a die after one unverified pulse.
  public let openLoopDeviation: Double

  init(_ mapping: YAMLMapping, window: ConductanceWindow) throws(YAMLError) {
    var places: [Double] = []
    for item in try mapping.list("failuresAt", count: 1...64) {
      places.append(try item.quantity(Siemens.self, in: .positiveConductance) / window.gMax)
    }
    failuresAt = places
    var voltages: [Double] = []
    for item in try mapping.list("ratioAt", count: 1...64) {
      voltages.append(try item.quantity(Volts.self, in: Volts(0)...Volts(100)).value)
    }
    ratioAt = voltages
    for (key, values) in [("failuresAt", places), ("ratioAt", voltages)]
    where zip(values, values.dropFirst()).contains(
      where: { $0 >= $1 })
    {
      throw mapping.outside(key, value: "\(values)", allowed: "rising values")
    }
    var dies: [Die] = []
    for item in try mapping.mappings("dies", count: 1...64) {
      dies.append(
        Die(
          failures: try item.numbers("failures", in: 1e-6...0.999, count: places.count...places.count),
          pulses: try item.number("pulses", in: 0...1e6),
          openLoopRatio: try item.numbers("openLoopRatio", in: 0.01...100, count: voltages.count...voltages.count)))
    }
    self.dies = dies
    let curve = try mapping.mapping("curve")
    self.curve = Curve(
      limit: try curve.quantity("limit", Ohms.self, in: Ohms(0)...Ohms(1e12)),
      scale: try curve.quantity("scale", Ohms.self, in: Ohms(1e-3)...Ohms(1e12)),
      threshold: try curve.quantity("threshold", Volts.self, in: Volts(0)...Volts(100)),
      exponent: try curve.number("exponent", in: 0.01...20))
    openLoopDeviation = try mapping.number("openLoopDeviation", in: 0...3)
    guard 1 / window.gMax.value > self.curve.limit.value else {
      throw mapping.outside(
        "curve", value: "a limit of \(self.curve.limit)",
        allowed: "resistances below 1/Gmax = \(Ohms(1 / window.gMax.value))")
    }
  }

  /// The die of a serial number: measured, or drawn around the measured ones.
  public func die(_ serial: Int, identity: StreamKey) -> Die {
    if dies.indices.contains(serial - 1) { return dies[serial - 1] }
    let draws = identity.child("unmeasuredDie").normals(3).map(Double.init)
    func drawn(_ values: [Double], _ draw: Double) -> Double {
      let count = Double(values.count)
      let mean = values.reduce(0, +) / count
      guard values.count > 1 else { return mean }
      let sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      // The sign of the first two dies' difference: several places of one die move together.
      let sign: Double = values[1] < values[0] ? -1 : 1
      return mean + sign * (sum / (count - 1) * (1 + 1 / count)).squareRoot() * draw
    }
    return Die(
      failures: failuresAt.indices.map { place in
        1 / (1 + exp(-drawn(dies.map { log($0.failures[place] / (1 - $0.failures[place])) }, draws[0])))
      },
      pulses: exp(drawn(dies.map { log($0.pulses) }, draws[1])),
      openLoopRatio: ratioAt.indices.map { place in exp(drawn(dies.map { log($0.openLoopRatio[place]) }, draws[2])) })
  }

  /// The share of a die's cells that fail at a normalised target: straight between measured ones, held beyond.
  public func failureShare(_ target: Float, of die: Die) -> Float {
    Float(Self.interpolated(die.failures, at: failuresAt, Double(target)))
  }

  /// What one unverified pulse leaves on a die, normalised: the pulse that gives the *calibration* die's median cell its
  /// target, on this die's cells.
  /// - Parameter normals: one a cell, for the spread from cell to cell.
  func openLoop(_ targets: [Float], gMax: Siemens, of die: Die, normals: [Float]) -> [Float] {
    zip(targets, normals).map { target, normal in
      guard target > 0 else { return 0 }
      let voltage = curve.voltage(Ohms(1 / (gMax.value * Double(target))))
      let resistance =
        curve.resistance(voltage).value * ratio(voltage, of: die) * exp(openLoopDeviation * Double(normal))
      return Float(1 / (resistance * gMax.value))
    }
  }

  /// Median resistance of a die over that of the calibration die at a voltage.
  public func ratio(_ voltage: Volts, of die: Die) -> Double {
    exp(Self.interpolated(die.openLoopRatio.map { log($0) }, at: ratioAt, voltage.value))
  }

  private static func interpolated(_ values: [Double], at places: [Double], _ place: Double) -> Double {
    guard let next = places.firstIndex(where: { $0 >= place }) else { return values[values.count - 1] }
    guard next > 0 else { return values[0] }
    let fraction = (place - places[next - 1]) / (places[next] - places[next - 1])
    return values[next - 1] + fraction * (values[next] - values[next - 1])
  }
}

extension DeviceCard {
  /// What unverified programming leaves; nil for a card that does not say what one pulse does. Pulsed cells are the
  /// business of ``PulsedCells``.
  public func openLoop(
    targets: [Float], die: VerifiedWriting.Die, event: StreamKey, step: UInt32, first: Int
  ) -> [Float]? {
    verifiedWriting?.openLoop(
      targets, gMax: window.gMax, of: die,
      normals: event.child("openLoop").normals(targets.count, from: first, step: step))
  }
}
