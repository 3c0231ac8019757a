internal import DeviceModels
internal import Foundation
internal import Matrices
internal import Randomness
internal import Statistics
internal import Units

/// `mortal device check`: every card by Monte Carlo against published values that were tabulated independently of this
/// program (the cards' `check` lists).
///
/// A value agrees when the reference lies within the family-wise 99.9 % interval of all values of the run (Bonferroni);
/// the printed interval is the plain 95 % one. With n = 100 000 a standard deviation that is off by 1.2 % is found.
package struct DeviceCheck: Sendable, Codable, Equatable {
  /// One compared value.
  package struct Line: Sendable, Codable, Equatable {
    package let card: String
    package let quantity: String
    /// Target, time, voltage, pulses.
    package let condition: String
    /// Number of draws; 0 for a value without chance.
    package let n: Int
    package let estimate: Double
    /// 95 % interval; both equal to the estimate for a value without chance.
    package let lower: Double
    package let upper: Double
    package let reference: Double
    package let unit: String
    package let source: String
    package let agrees: Bool

    /// One line of text.
    package var text: String {
      let interval = n > 0 ? " [\(significant(lower)), \(significant(upper))]" : ""
      return "\(agrees ? "agrees " : "DIFFERS") \(card) \(quantity) \(condition): "
        + "\(significant(estimate))\(interval), reference \(significant(reference)) \(unit) (\(source)), n = \(n)"
    }
  }

  package let seed: UInt64
  package let draws: Int
  package let lines: [Line]
  /// Cards that have no published points to be compared with.
  package let cardsWithoutPoints: [String]
  /// Whether every value agrees.
  package var passed: Bool { lines.allSatisfy(\.agrees) }

  /// Checks the named cards, or all of the library.
  /// - Throws: errors of the cards, and ``WorkbenchError/outOfRange(option:value:allowed:)`` for fewer than 1000 draws.
  package init(cards names: [String], draws: Int = 100_000, seed: UInt64 = 1) throws {
    guard draws >= 1000 else {
      throw WorkbenchError.outOfRange(option: "--draws", value: "\(draws)", allowed: "1000 or more")
    }
    try MachineMemory.require(100 * Double(draws), for: "--draws \(draws)")
    let cards =
      names.isEmpty ? try DeviceLibrary.find().cards() : try names.map { try DeviceLibrary.card($0) }
    self.seed = seed
    self.draws = draws
    let values = cards.reduce(0) { $0 + $1.publishedPoints.count }
    let limit = try NormalDistribution().quantile(1 - 0.0005 / Double(max(values, 1)))
    var lines: [Line] = []
    for card in cards {
      let measurement = DeviceMeasurement(card: card, draws: draws, key: StreamKey(seed: seed).child(card.id))
      for (index, point) in card.publishedPoints.enumerated() {
        let estimate = try measurement.estimate(point, index: index)
        lines.append(Self.line(card, point, estimate, limit: limit))
      }
      if let noise = card.readNoise?.spectrum, let found = try measurement.spectrumExponent() {
        lines.append(Self.line(card, noise, found, limit: limit))
      }
    }
    self.lines = lines
    cardsWithoutPoints = cards.filter(\.publishedPoints.isEmpty).map(\.id)
  }

  /// The exponent of read noise in time: the band that 16,384 reads show ends within the card's, which costs up to 0.03.
  private static func line(
    _ card: DeviceCard, _ noise: NoiseSpectrum, _ found: DeviceMeasurement.Estimate, limit: Double
  ) -> Line {
    Line(
      card: card.id, quantity: "noiseExponent", condition: "at mid-window", n: found.draws, estimate: found.value,
      lower: found.value - 1.959_964 * found.standardError, upper: found.value + 1.959_964 * found.standardError,
      reference: -noise.exponent, unit: "", source: "1/f^a of the card's read noise, within 0.03",
      agrees: abs(found.value + noise.exponent) <= limit * found.standardError + 0.03)
  }

  private static func line(
    _ card: DeviceCard, _ point: PublishedPoint, _ estimate: DeviceMeasurement.Estimate, limit: Double
  ) -> Line {
    // Conductances are shown in microsiemens. References are printed with seven digits and cells hold Float numbers.
    let scale = point.unit == "S" ? 1e6 : 1
    let allowed = limit * estimate.standardError + max(point.tolerance, 2e-6) * abs(point.value)
    return Line(
      card: card.id, quantity: point.quantity.rawValue, condition: condition(point), n: estimate.draws,
      estimate: estimate.value * scale, lower: (estimate.value - 1.959_964 * estimate.standardError) * scale,
      upper: (estimate.value + 1.959_964 * estimate.standardError) * scale, reference: point.value * scale,
      unit: point.unit == "S" ? "uS" : point.unit, source: point.source,
      agrees: abs(estimate.value - point.value) <= allowed)
  }

  private static func condition(_ point: PublishedPoint) -> String {
    var parts: [String] = []
    if let target = point.target { parts.append("\(target)") }
    if point.time.value > 0 { parts.append("after \(point.time.value) s") }
    if let voltage = point.voltage { parts.append("at \(voltage)") }
    if let temperature = point.temperature { parts.append("baked at \(temperature)") }
    if let resistance = point.resistance { parts.append("at \(resistance)") }
    if let die = point.die { parts.append("die \(die)") }
    if let pulses = point.pulses { parts.append("\(pulses) pulses") }
    return parts.isEmpty ? "-" : parts.joined(separator: ", ")
  }
}
