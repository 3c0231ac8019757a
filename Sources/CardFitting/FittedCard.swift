internal import DeviceModels
internal import Foundation

/// The text of a fitted card.
struct FittedCard {
  let fit: CardFit
  var lines: [String] = []

  init(_ fit: CardFit) {
    self.fit = fit
    write()
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  static func number(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    return String(format: "%.6g", value)
  }

  static func siemens(_ value: Double) -> String { number(value * 1e6) + " uS" }

  private static func list(_ values: [Double]) -> String { "[" + values.map(number).joined(separator: ", ") + "]" }

  /// A text in double quotes.
  private static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private mutating func write() {
    let request = fit.request
    let devices = fit.sources.map(\.devices).max() ?? 0
    lines += [
      "# Written by `mortal device fit`, \(request.date). Numbers are estimates; 95 % intervals stand behind them.",
      "id: \(request.name)",
      "title: \(Self.quoted("\(request.name), fitted to measured devices"))",
      "technology: \(request.technology.rawValue)",
      "confidence: \(Self.quoted("fitted to \(devices) devices; see sources, assumptions and the check points"))",
      "mapping: differentialPair", "",
      "window:", "  gMin: \(Self.siemens(fit.low))", "  gMax: \(Self.siemens(fit.high))", "",
      "read:", "  voltage: \(request.readVoltage)", "  integrationTime: \(request.integrationTime)", "",
    ]
    writeProgramming()
    writeRetention()
    writeBakes()
    writeNoise()
    writePulse()
    writeCurrentVoltage()
    writeDefects()
    writeSources()
    writeAssumptions()
    writeChecks()
  }

  private var isTabulated: Bool { if case .tabulated = fit.retention?.best.form { true } else { false } }

  private mutating func writeProgramming() {
    lines.append("programming:")
    if let spread = fit.programmingSpread {
      lines += [
        "  # spread of the first reading around the target",
        "  spread: {argument: relative, unit: 1 uS, polynomial: "
          + Self.list(spread.polynomial.map { $0 * 1e6 }) + ", atLeast: 0}",
      ]
    } else if isTabulated {
      lines += ["  spread: {argument: relative, unit: 1 uS, polynomial: [0], atLeast: 0}"]
    } else {
      let band = fit.pulse.map { min(0.5 * meanStep($0.best), 0.1) } ?? 0.01
      lines.append("  acceptanceBand: \(Self.number(band))")
    }
    lines.append("")
  }

  /// Mean step over Gmax.
  private func meanStep(_ result: LawResult) -> Double {
    let model = fit.pulse?.lookup ?? result.estimates.model
    return (1 - model.window.lowest) / max(model.numberOfStates, 1)
  }

  private mutating func writeRetention() {
    guard let retention = fit.retention else { return }
    switch retention.best.form {
    case .powerLaw(let reference, let mean, let deviation, _):
      lines += [
        "drift:", "  referenceTime: \(Self.number(reference)) s",
        "  exponentMean: {argument: relative, unit: relative, polynomial: [\(Self.number(mean))]}"
          + interval("exponentMean", retention.best.estimates),
        "  exponentDeviation: {argument: relative, unit: relative, polynomial: [\(Self.number(deviation))]}"
          + interval("exponentDeviation", retention.best.estimates), "",
      ]
    case .logarithmic(let unit, let mean, let offset, let deviation):
      lines += [
        "relaxation:", "  unitTime: \(Self.number(unit)) s", "  meanSlope: \(Self.siemens(mean))",
        "  deviationOffset: \(Self.siemens(offset))", "  deviationSlope: \(Self.siemens(deviation))", "",
      ]
    case .tabulated(let start, let points):
      lines += ["relaxation:", "  startsAt: \(Self.number(start)) s", "  interpolation: logTime", "  points:"]
      for point in points {
        lines += [
          "    - time: \(Self.number(point.time)) s  # \(point.devices) readings",
          "      spread: {argument: relative, unit: 1 uS, polynomial: "
            + Self.list(point.deviation.map { $0 * 1e6 }) + ", atLeast: 0}",
          "      shift: {argument: relative, unit: 1 uS, polynomial: " + Self.list(point.shift.map { $0 * 1e6 }) + "}",
        ]
      }
      lines.append("")
    case .changes(let points): writeChanges(points)
    }
  }

  private mutating func writeNoise() {
    if let noise = fit.noise {
      // σ(G) = factor (G/S)^power of the band that was seen.
      let gMax = fit.high
      if noise.isFlicker {
        let band = log(noise.highest / noise.lowest)
        let share = noise.flickerVariance / (noise.flickerVariance + noise.whiteVariance)
        let scale = (share / band).squareRoot()
        lines += [
          "readNoise:  # 1/f part; exponent \(CardFit.short(noise.exponent.value)) measured",
          "  growth: flicker", "  argument: present", "  multipliesConductance: true",
          "  integrationTime: \(Self.number(min(noise.interval, 1))) s",
          "  amplitude: {argument: relative, unit: relative, power: "
            + Self.list([noise.factor * pow(gMax, noise.power) * scale, noise.power]) + "}", "",
        ]
      } else {
        lines += [
          "readNoise:", "  growth: none", "  argument: present", "  multipliesConductance: true",
          "  amplitude: {argument: relative, unit: relative, power: "
            + Self.list([noise.factor * pow(gMax, noise.power), noise.power]) + "}", "",
        ]
      }
    } else if let pulse = fit.pulse, pulse.best.estimates.law == .neuroSim,
      let reading = pulse.best.estimates["reading"]
    {
      lines += [
        "readNoise:  # seen in the pulse trains", "  growth: none", "  argument: present",
        "  multipliesConductance: false",
        "  amplitude: {argument: relative, unit: 1 uS, polynomial: "
          + Self.list([reading.value * pulse.scale * 1e6]) + "}",
        "",
      ]
    }
  }

  private var hasReadNoise: Bool { lines.contains { $0.hasPrefix("readNoise:") } }

  private func interval(_ name: String, _ estimates: [Estimate]) -> String {
    guard let estimate = estimates.first(where: { $0.name == name }) else { return "" }
    return "  # \(CardFit.short(estimate.lower)) … \(CardFit.short(estimate.upper))"
  }

  private mutating func writePulse() {
    guard let pulse = fit.pulse else { return }
    let estimates = pulse.best.estimates
    let model = pulse.model
    let weights = fit.request.weights
    if pulse.lookup != nil { return writeLookup(model, weights) }
    lines += ["pulse:", "  law: \(estimates.law.rawValue)"]
    lines.append("  weightRange: \(Self.list([weights.lowerBound, weights.upperBound]))")
    func add(_ key: String, _ value: Double, whole: Bool = false) {
      lines.append("  \(key): \(whole ? "\(Int(value))" : Self.number(value))" + interval(key, estimates.numbers))
    }
    if estimates.law != .neuroSim {
      add("step", max(model.step, 1e-6))
      add("asymmetry", min(max(model.asymmetry, -0.99), 0.99))
    }
    switch model.law {
    case .constant, .softBounds, .measured: break
    case .linear(let up, let down, let meanBounds):
      add("slopeUp", min(max(up, 0), 10))
      add("slopeDown", min(max(down, 0), 10))
      lines.append("  meanBounds: \(meanBounds)")
    case .exponential(let steps):
      lines += ["  a: \(Self.number(steps.a))", "  b: 0"]
      add("gammaUp", steps.gammaUp)
      add("gammaDown", steps.gammaDown)
      add("amplitudeUp", steps.amplitudeUp)
      add("amplitudeDown", steps.amplitudeDown)
    case .power(let up, let down):
      add("exponentUp", min(max(up, 0), 20))
      add("exponentDown", min(max(down, 0), 20))
    case .neuroSim(let curves):
      add("pulsesUp", curves.pulsesUp, whole: true)
      add("pulsesDown", curves.pulsesDown, whole: true)
      add("nonlinearityUp", curves.labelUp)
      add("nonlinearityDown", curves.labelDown)
    }
    lines.append("  deviceToDevice:")
    lines.append("    stepDistribution: \(model.spread.stepIsLogNormal ? "logNormal" : "normal")")
    for (key, value) in [
      ("step", model.spread.step), ("asymmetry", model.spread.asymmetry), ("maximum", model.spread.maximum),
      ("minimum", model.spread.minimum), ("slopeUp", model.spread.slopeUp), ("slopeDown", model.spread.slopeDown),
    ] where estimates["deviceToDevice.\(key)"] != nil {
      lines.append("    \(key): \(Self.number(abs(value)))" + interval("deviceToDevice.\(key)", estimates.numbers))
    }
    let sigma = estimates["cycleToCycle.sigma"]?.value ?? 0
    lines += [
      "  cycleToCycle:", "    kind: \(estimates.noise.rawValue)",
      "    sigma: \(Self.number(sigma))" + interval("cycleToCycle.sigma", estimates.numbers),
    ]
    if let write = scatterOfWrites {
      lines.append("  writeNoise: \(Self.number(write))" + interval("writeNoise", estimates.numbers))
    }
    lines.append("")
  }

  /// Mean steps relative to the step at w = 0, from Gmin to Gmax.
  private mutating func writeLookup(_ model: PulseModel, _ weights: ClosedRange<Double>) {
    guard case .measured(let steps) = model.law, case .additive(let sigma) = model.cycleNoise else { return }
    lines += [
      "pulse:", "  law: measured", "  weightRange: \(Self.list([weights.lowerBound, weights.upperBound]))",
      "  step: \(Self.number(model.step))", "  stepsUp: \(Self.list(steps.up))",
      "  stepsDown: \(Self.list(steps.down))", "  deviceToDevice:",
      "    stepDistribution: \(model.spread.stepIsLogNormal ? "logNormal" : "normal")",
      "    step: \(Self.number(model.spread.step))", "    asymmetry: \(Self.number(model.spread.asymmetry))",
      "    maximum: \(Self.number(model.spread.maximum))", "    minimum: \(Self.number(model.spread.minimum))",
      "  cycleToCycle: {kind: additive, sigma: \(Self.number(sigma))}", "",
    ]
  }

  /// What readings scatter beyond the noise of reads, in units of the step.
  private var scatterOfWrites: Double? {
    guard let pulse = fit.pulse, pulse.lookup == nil, pulse.best.estimates.law != .neuroSim,
      let total = pulse.best.estimates["writeNoise"], let reading = pulse.best.estimates["reading"]
    else { return nil }
    guard let noise = fit.noise else { return total.value }
    let level = 0.5 * (fit.low + fit.high)
    let read = noise.factor * pow(level, noise.power) * level / pulse.scale
    let rest = max(reading.value * reading.value - read * read, 0).squareRoot()
    return rest > 0 ? total.value * rest / reading.value : nil
  }

  private mutating func writeCurrentVoltage() {
    guard let curve = fit.currentVoltage else { return }
    switch curve.best.form {
    case .linear: return
    case .hyperbolicSine(let scale):
      lines += [
        "currentVoltage:", "  model: hyperbolicSine",
        "  scale: \(Self.number(scale)) V" + (curve.scale.map { interval("scale", [$0]) } ?? ""), "",
      ]
    case .polynomial(let quadratic, let cubic, let from, let to):
      lines += [
        "currentVoltage:", "  model: polynomial", "  quadratic: \(Self.list(quadratic))",
        "  cubic: \(Self.list(cubic))", "  validFrom: \(Self.siemens(from))",
        "  linearFrom: \(Self.siemens(to * 10))", "  limit: \(Self.number(curve.limit)) V", "",
      ]
    }
  }

  private mutating func writeDefects() {
    guard let screening = fit.pulse?.screening, !screening.stuck.isEmpty else { return }
    let count = Double(screening.count)
    lines.append("defects:  # of \(screening.count) devices")
    lines.append("  stuckLow: \(Self.number(Double(screening.stuckLow.count) / count))")
    lines.append("  stuckHigh: \(Self.number(Double(screening.stuckHigh.count) / count))")
    lines.append("  stuckMid: \(Self.number(Double(screening.stuckMid.count) / count))")
    lines += ["  midSpread: 0.3", ""]
  }

  private mutating func writeSources() {
    lines.append("sources:")
    func add(_ parts: [String], _ paper: String, _ place: String, _ evidence: String) {
      lines += [
        "  - parts: [\(parts.joined(separator: ", "))]", "    paper: \(Self.quoted(paper))",
        "    where: \(Self.quoted(place))", "    evidence: \(evidence)",
      ]
    }
    let date = fit.request.date
    for source in fit.sources {
      let paper = "Own measurement, fitted by mortal device fit"
      switch source.part {
      case "pulse":
        guard let pulse = fit.pulse else { continue }
        var parts = ["pulse", "window"]
        if !pulse.screening.stuck.isEmpty { parts.append("defects") }
        if pulse.best.estimates.law == .neuroSim, pulse.best.estimates["reading"] != nil, fit.noise == nil {
          parts.append("readNoise")
        }
        add(parts, paper, source.place(date, laws(pulse)), "fitted")
      case "retention":
        guard let retention = fit.retention else { continue }
        var parts: [String] = []
        if case .powerLaw = retention.best.form { parts.append("drift") } else { parts.append("relaxation") }
        if fit.pulse == nil { parts.append("window") }
        if fit.programmingSpread != nil { parts.append("programming") }
        add(parts, paper, source.place(date, "form \(retention.best.name) by AIC"), "fitted")
      case "bake": for entry in bakeSources(source) { add(entry.parts, entry.paper, entry.place, entry.evidence) }
      case "currentVoltage":
        guard let curve = fit.currentVoltage, curve.best.form != .linear else { continue }
        add([source.part], paper, source.place(date, "form \(curve.best.name) by AIC"), "fitted")
      default: add([source.part], paper, source.place(date, "spectrum by Whittle's likelihood"), "fitted")
      }
    }
    if fit.programmingSpread == nil {
      add(
        ["programming"], "Assumed for this card",
        isTabulated
          ? "the first reading of each device is taken as its target"
          : "a write-verify loop is taken to accept within half a mean step", "assumed")
    }
    add(["read"], "Assumed for this card", "read voltage and integration time as given to device fit", "assumed")
    lines.append("")
  }

  private func laws(_ pulse: CardFit.PulsePart) -> String {
    let best = pulse.results[0].aic
    let others = pulse.results.dropFirst().map { "\($0.estimates.law.rawValue) +\(CardFit.short($0.aic - best))" }
    if pulse.lookup != nil {
      return "the measured table of steps; bounds and spreads as by the law \(pulse.best.estimates.law.rawValue)"
    }
    return "law \(pulse.best.estimates.law.rawValue)"
      + (others.isEmpty ? " as asked" : " by AIC (\(others.joined(separator: ", ")))")
  }

  private mutating func writeAssumptions() {
    var notes = fit.remarks
    if let pulse = fit.pulse {
      if !pulse.screening.outlying.isEmpty {
        notes.append("\(pulse.screening.outlying.count) outlying devices were left out of the fit.")
      }
      if scatterOfWrites != nil, fit.noise == nil {
        notes.append("Readings scatter around the state; without a table of reads all of it counts as write noise.")
      }
    }
    if fit.retention == nil, fit.bake == nil {
      notes.append("No retention was measured: the card keeps what was written.")
    }
    if !hasReadNoise { notes.append("No reads were measured: the card's reads have no noise of the cell.") }
    lines.append("assumptions:")
    lines += notes.map { "  - \(Self.quoted($0))" }
  }

  private mutating func writeChecks() {
    var checks: [String] = []
    if let retention = fit.retention {
      let count = retention.checks.count * 2
      // Family-wise: each reference is uncertain by its own standard error.
      let z = count > 0 ? 2.6 + 0.3 * log(Double(count)) : 3
      for check in retention.checks where check.target >= fit.low && check.target <= fit.high {
        let n = Double(check.devices)
        let source = "mean of \(check.devices) held-out devices"
        let error = z * check.deviation / n.squareRoot() / max(check.mean, 1e-12)
        if error <= 0.2, check.mean > 0 {
          checks.append(
            "  - {quantity: \(meanOfAged), target: \(Self.siemens(check.target)), time: \(Self.number(check.time)) s, "
              + "value: \(Self.siemens(check.mean)), tolerance: \(Self.number(error)), source: \(source)}")
        }
        let relative = z / (2 * n).squareRoot() * 1.5
        if relative <= 0.2 {
          checks.append(
            "  - {quantity: \(deviationOfAged), target: \(Self.siemens(check.target)), time: \(Self.number(check.time)) s, "
              + "value: \(Self.siemens(check.deviation)), tolerance: \(Self.number(relative)), "
              + "source: deviation of \(check.devices) held-out devices}")
        }
      }
    }
    if let pulse = fit.pulse { checks += pulseChecks(pulse) }
    checks += bakeChecks
    guard !checks.isEmpty else { return }
    lines += ["", "# Devices that took no part in the fit; `mortal device check` compares", "check:"]
    lines += checks
  }

  /// Mean conductance of held-out devices along their first train, where all start at the low end.
  private func pulseChecks(_ pulse: CardFit.PulsePart) -> [String] {
    var seen: Set<Int> = []
    let first = pulse.heldOut.filter { seen.insert($0.device).inserted }
    guard first.count >= 3, let length = first.map(\.up.count).min(), length >= 4 else { return [] }
    let directions = first[0].up.prefix(length)
    let rises = directions.prefix { $0 }.count
    guard rises > 0, first.allSatisfy({ $0.up.prefix(length) == directions }),
      directions.dropFirst(rises).allSatisfy({ !$0 })
    else { return [] }
    let start = PulseStart.mean(first.map(\.start))
    let (low, high) = (pulse.best.estimates.low.value, pulse.best.estimates.high.value)
    guard abs(start - low) < 0.1 * (high - low) else { return [] }
    var places = stride(from: 1, through: 4, by: 1).map { rises * $0 / 4 }
    if length > rises { places += stride(from: 1, through: 4, by: 1).map { rises + (length - rises) * $0 / 4 } }
    return places.filter { $0 > 0 }.compactMap { place -> String? in
      let values = first.map { $0.after[place - 1] }.filter(\.isFinite)
      guard values.count >= 3 else { return nil }
      let (mean, deviation) = (PulseStart.mean(values), PulseStart.deviation(values))
      let n = Double(values.count)
      // Student's quantile for the few devices, family of eight.
      let tolerance = (2.73 + (pow(2.73, 3) + 2.73) / (4 * (n - 1))) * deviation / n.squareRoot() / max(mean, 1e-12)
      guard tolerance <= 0.2, mean > 0 else { return nil }
      return "  - {quantity: pulsedMean, pulses: \(place), upPulses: \(min(place, rises)), "
        + "value: \(Self.siemens(mean * pulse.scale)), tolerance: \(Self.number(tolerance)), "
        + "source: mean of \(values.count) held-out devices}"
    }
  }
}
