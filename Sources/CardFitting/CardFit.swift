internal import Crypto
package import DeviceModels
internal import Foundation
internal import Randomness

/// Measured tables become a device card.
package struct CardFit: Sendable {
  /// What is asked.
  package struct Request: Sendable {
    package var name: String
    package var pulses: String?
    package var retention: String?
    package var reads: String?
    package var currentVoltage: String?
    package var bake: String?
    package var reading = MeasuredTable.Reading()
    /// The laws to choose from.
    package var laws = LawName.allCases
    package var technology = Technology.rram
    package var weights = -1.0...1.0
    /// Share of devices that are kept out of the fit for the card's check points.
    package var heldOut = 0.2
    package var resamples = 400
    package var seed: UInt64 = 1
    /// Whether the card holds the measured table of steps instead of a law.
    package var lookup = false
    /// In the card's text: volts and seconds.
    package var readVoltage = "0.2 V"
    package var integrationTime = "100 ns"
    /// For bakes of other durations than the measured one, in the card's text.
    package var bakeEnergy = "1 eV"
    /// The day of the fit, `2026-11-26`.
    package var date: String

    package init(name: String, date: String) {
      self.name = name
      self.date = date
    }
  }

  /// A file that was fitted.
  package struct Source: Sendable {
    package let part: String
    package let path: String
    package let checksum: String
    package let devices: Int
    package let heldOut: Int

    /// For the card: what, how many, when.
    func place(_ date: String, _ how: String) -> String {
      let name = CardFit.name(of: path)
      return "\(name), SHA-256 \(checksum); \(devices) devices fitted"
        + (heldOut > 0 ? ", \(heldOut) held out for the check points" : "") + "; \(date); \(how)"
    }
  }

  package let request: Request
  package private(set) var sources: [Source] = []
  package private(set) var pulse: PulsePart?
  package private(set) var retention: RetentionFit?
  package private(set) var noise: ReadNoiseFit?
  package private(set) var currentVoltage: CurrentVoltageFit?
  package private(set) var bake: BakeFit?
  /// What a reader of the result must know.
  package private(set) var remarks: [String] = []
  /// Ends of the window, in siemens.
  package private(set) var low = 0.0
  package private(set) var high = 0.0
  /// The card's text, which decodes.
  package private(set) var text = ""
  /// Whether retention rows name targets, around which programming leaves a spread.
  package private(set) var programmingSpread: (polynomial: [Double], devices: Int)?

  /// The fit of pulse trains with what it was made of.
  package struct PulsePart: Sendable {
    package let results: [LawResult]
    package var best: LawResult { results[0] }
    package let screening: Screening
    package let fitted: [PulseTrain]
    package let heldOut: [PulseTrain]
    /// Siemens per unit of the trains.
    package let scale: Double
    package let table: StepTable
    /// The card's model: the best law's, or the table's.
    package var model: PulseModel { lookup ?? best.estimates.model }
    fileprivate(set) package var lookup: PulseModel?
  }

  /// - Parameter progress: is told what is at hand.
  package init(_ request: Request, progress: (String) -> Void = { _ in }) throws {
    self.request = request
    guard request.pulses != nil || request.retention != nil || request.bake != nil else {
      throw FittingError.option(
        name: "device fit", value: "without --pulses, --retention and --bake",
        allowed: "at least one of them; a card needs a window, which they give")
    }
    let key = StreamKey(seed: request.seed).child("cardFit")
    if let path = request.pulses {
      progress("pulses: \(path)")
      try fitPulses(path, key, progress)
    }
    if let path = request.retention {
      progress("retention: \(path)")
      try fitRetention(path, key)
    }
    if let path = request.reads {
      progress("reads: \(path)")
      let table = try RetentionTable(readsOf: path, reading: request.reading)
      noise = try ReadNoiseFit(table.series, path: path, key: key)
      sources.append(
        Source(
          part: "readNoise", path: path, checksum: try Self.checksum(path), devices: table.series.count, heldOut: 0))
      note(table.missing, table.ignored, path)
    }
    if let path = request.currentVoltage {
      progress("current and voltage: \(path)")
      let fit = try CurrentVoltageFit(contentsOf: path, reading: request.reading, key: key)
      currentVoltage = fit
      sources.append(
        Source(
          part: "currentVoltage", path: path, checksum: try Self.checksum(path), devices: fit.devices, heldOut: 0))
    }
    if let path = request.bake {
      progress("bakes: \(path)")
      try fitBakes(path, key)
    }
    text = FittedCard(self).text
    // What is written must be a card.
    _ = try DeviceCard(text: text, file: request.name + ".yaml")
  }

  private mutating func note(_ missing: Int, _ ignored: [String], _ path: String) {
    let name = Self.name(of: path)
    if missing > 0 { remarks.append("\(name): \(missing) missing fields were passed over.") }
    if !ignored.isEmpty { remarks.append("\(name): columns not used: \(ignored.joined(separator: ", ")).") }
  }

  /// Every n-th device of a random order is held out, the same for the same seed.
  private func split(_ devices: [Int], _ key: StreamKey) -> Set<Int> {
    let count = Int((Double(devices.count) * request.heldOut).rounded())
    guard devices.count - count >= 5, count >= 3 else { return [] }
    return Set(key.permutation(devices.count).prefix(count).map { devices[$0] })
  }

  private mutating func fitPulses(_ path: String, _ key: StreamKey, _ progress: (String) -> Void) throws {
    let table = try PulseTable(contentsOf: path, reading: request.reading)
    note(table.missing, table.ignored, path)
    let screening = Screening(table.trains)
    let bad = Set(screening.stuck + screening.outlying)
    let good = table.trains.filter { !bad.contains($0.device) }
    try table.requireDirections(good)
    let devices = Set(good.map(\.device)).sorted()
    guard devices.count >= 5 else {
      throw FittingError.tooFew(
        path: path, what: "devices that pulses move", count: devices.count, needed: 5,
        remedy: "\(screening.stuck.count) of \(screening.count) are stuck, \(screening.outlying.count) outlying")
    }
    let held = split(devices, key.child("heldOut.pulses"))
    let scale = Screening.median(
      devices.map { device in good.filter { $0.device == device }.flatMap { $0.after.filter(\.isFinite) }.max() ?? 0 })
    let fitted = good.filter { !held.contains($0.device) }.map { $0.scaled(by: scale) }.renumbered()
    let fitting = PulseFitting(
      laws: request.laws, weights: request.weights, resamples: request.resamples, seed: request.seed)
    let results = fitting.results(fitted) { progress("law \($0.rawValue)") }
    guard let best = results.first, best.logLikelihood.isFinite, best.estimates.high.value > best.estimates.low.value
    else { throw FittingError.noFit(what: path, reason: "no law describes the steps") }
    pulse = PulsePart(
      results: results, screening: screening, fitted: fitted,
      heldOut: good.filter { held.contains($0.device) }.map { $0.scaled(by: scale) }.renumbered(), scale: scale,
      table: StepTable(fitted))
    if request.lookup {
      pulse?.lookup = StepTable(fitted, bins: 24).model(best, weights: request.weights)
      if pulse?.lookup == nil {
        throw FittingError.tooFew(
          path: path, what: "states with eight or more steps in either direction", count: 0, needed: 4,
          remedy: "a table of steps needs more readings; leave --lookup out")
      }
    }
    sources.append(
      Source(
        part: "pulse", path: path, checksum: try Self.checksum(path), devices: fitted.deviceCount, heldOut: held.count))
    low = max(best.estimates.low.value, 0) * scale
    high = best.estimates.high.value * scale
    if best.estimates.low.value <= 0 {
      remarks.append("The lower bound came out at or below 0 S; the card says 0 S.")
    }
    if held.isEmpty { remarks.append("Too few devices to hold some out: the card has no check points for its pulses.") }
    if best.estimates.law == .exponential || best.estimates.law == .power {
      let seen = fitted.deviceCount
      for (isHigh, name) in [(true, "upper"), (false, "lower")] where best.heldDevices(isHigh: isHigh) < seen / 10 {
        let held = best.heldDevices(isHigh: isHigh)
        remarks.append(
          "\(held) of \(seen) devices were held by their \(name) bound: it is told by the form of the law alone, "
            + "and of the exponential law only gamma/(gMax - gMin) and the end of the steps are known.")
      }
    }
    if !best.converged {
      remarks.append("The likelihood of the best law did not converge; do not trust its intervals.")
    }
    if abs(best.chiSquare - 1) > 0.15 {
      remarks.append(
        "The best law leaves squared residuals of \(Self.short(best.chiSquare)) instead of 1: it does not catch all.")
    }
  }

  private mutating func fitRetention(_ path: String, _ key: StreamKey) throws {
    let table = try RetentionTable(contentsOf: path, reading: request.reading)
    note(table.missing, table.ignored, path)
    let held = split(table.series.map(\.device), key.child("heldOut.retention"))
    let fitted = table.series.filter { !held.contains($0.device) }
    if pulse == nil {
      let starts = fitted.map(\.target).sorted()
      low = starts[Int(0.01 * Double(starts.count))]
      high = starts[min(Int(0.99 * Double(starts.count)), starts.count - 1)]
      if high < 1.05 * low {
        // One level only: the window is that level, and all below it.
        low = 0
        remarks.append("All devices start at one conductance; the card's window reaches from 0 S to it.")
      }
    }
    guard high > low, high > 0 else {
      throw FittingError.constant(path: path, what: "all devices start at 0 S")
    }
    retention = try RetentionFit(
      fitted, heldOut: table.series.filter { held.contains($0.device) }, scale: high, key: key)
    if table.hasTargets {
      let x = fitted.map { $0.target / high }
      let off = zip(fitted, x).map { abs($0.0.values[0] - $0.0.target) * (Double.pi / 2).squareRoot() }
      let degree = Set(x).count > 3 && x.count >= 100 ? 2 : 0
      programmingSpread = (RetentionFit.polynomial(x, off, degree), fitted.count)
    }
    sources.append(
      Source(
        part: "retention", path: path, checksum: try Self.checksum(path), devices: fitted.count, heldOut: held.count))
  }

  private mutating func fitBakes(_ path: String, _ key: StreamKey) throws {
    let fit = try BakeFit(contentsOf: path, reading: request.reading) { split($0, key.child("heldOut.bake")) }
    note(fit.missing, fit.ignored, path)
    if pulse == nil, retention == nil { (low, high) = (fit.low, fit.high) }
    bake = fit
    sources.append(
      Source(
        part: "bake", path: path, checksum: try Self.checksum(path), devices: fit.devices, heldOut: fit.heldOut))
  }

  private static func checksum(_ path: String) throws -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw FittingError.notATable(path: path, found: "nothing that can be read", remedy: "give a file")
    }
    return SHA256.hash(data: data).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// The last part of a path.
  static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

  /// Four significant digits.
  static func short(_ value: Double) -> String { String(format: "%.4g", value) }
}

extension RetentionTable {
  /// Reads have the same form as retention, and one conductance a device.
  init(readsOf path: String, reading: MeasuredTable.Reading) throws {
    try self.init(contentsOf: path, reading: reading, fewest: 1)
  }
}
