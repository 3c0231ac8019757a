internal import CardFitting
internal import DeviceModels
internal import Foundation
internal import Randomness
internal import Reports
internal import Units

/// The page of `mortal device fit --report`: simulated devices of the card over the measured ones.
struct DeviceFitReport {
  private let fit: CardFit

  init(_ fit: CardFit) { self.fit = fit }

  private struct Part {
    var heading: String
    var paragraphs: [String] = []
    var figures: [(name: String, caption: String, figure: LinePlot)] = []
    var tables: [Table] = []
  }

  /// - Returns: the page's path.
  /// - Throws: `ReportError`, errors of the card.
  func write(to folder: URL) throws -> String {
    let card = try DeviceCard(text: fit.text, file: fit.request.name + ".yaml")
    var parts: [Part] = []
    if let pulse = fit.pulse { parts.append(contentsOf: pulses(pulse, card)) }
    if let retention = fit.retention { parts.append(self.retention(retention)) }
    if let noise = fit.noise { parts.append(self.noise(noise)) }
    if let curve = fit.currentVoltage { parts.append(currentVoltage(curve)) }
    var sections: [HTMLReport.Section] = []
    for part in parts {
      var items: [HTMLReport.Item] = part.paragraphs.map { .paragraph($0) }
      for figure in part.figures {
        let files = try figure.figure.draw(
          to: folder.appendingPathComponent("figures"), name: figure.name, formats: [.svg, .pdf])
        guard let svg = files[.svg] else { continue }
        items.append(
          .figure(
            .init(
              try InlineSVG(
                contentsOf: svg, prefix: figure.name.filter { $0.isLetter || $0.isNumber }, title: figure.caption),
              caption: figure.caption, width: 120,
              files: ["figures/\(figure.name).pdf", "figures/\(figure.name).csv"])))
      }
      items += part.tables.map { .table($0) }
      sections.append(.init(part.heading, items: items))
    }
    let page = folder.appendingPathComponent("report.html")
    try HTMLReport(
      title: "\(fit.request.name): a card from measured devices",
      question: "Does the card behave as the measured devices do?", answer: answer, sections: sections,
      configuration: fit.sources.map {
        .init(path: $0.part, value: "\($0.path), SHA-256 \($0.checksum)", isDefault: false)
      },
      provenance: [
        ("Date of the fit", fit.request.date), ("Intervals", "95 %, bootstrap over devices"),
        ("Seed", "\(fit.request.seed)"),
      ]
    ).write(to: page)
    return page.path
  }

  private var answer: String {
    var parts: [String] = []
    if let pulse = fit.pulse {
      let best = pulse.best
      parts.append(
        "Of \(pulse.results.count) laws \(best.estimates.law.rawValue) describes the steps best; its squared residuals "
          + "are \(significant(best.chiSquare)) where 1 is right.")
    }
    if let best = fit.retention?.best {
      parts.append(
        "After programming the form \(best.name) is the likeliest; held-out devices deviate by "
          + "\(significant(best.heldOut)) of its variance.")
    }
    return (parts + fit.remarks).joined(separator: " ")
  }

  private func pulses(_ pulse: CardFit.PulsePart, _ card: DeviceCard) -> [Part] {
    var laws = Table(
      caption: "Laws by Akaike's criterion; residual: mean squared standardised residual, 1 for a law that describes "
        + "the data",
      columns: ["law", "AIC above the best", "log likelihood", "numbers", "noise", "gains", "residual"])
    for result in pulse.results {
      laws.append([
        .text(result.estimates.law.rawValue), .number(result.aic - pulse.best.aic, decimals: 1),
        .number(result.logLikelihood, decimals: 1), .count(result.parameters), .text(result.estimates.noise.rawValue),
        .text(result.estimates.logNormal ? "log-normal" : "normal"), .number(result.chiSquare, decimals: 3),
      ])
    }
    var numbers = Table(caption: "The card's numbers with 95 % intervals", columns: ["number", "value"])
    for estimate in pulse.best.estimates.numbers where estimate.name != "reading" {
      numbers.append([
        .text(estimate.name), .interval(estimate.value, lower: estimate.lower, upper: estimate.upper, decimals: 5),
      ])
    }
    var part = Part(
      heading: "Update curves",
      paragraphs: [
        "\(pulse.fitted.deviceCount) devices were fitted, \(pulse.heldOut.deviceCount) held out; "
          + "\(pulse.screening.stuck.count) of \(pulse.screening.count) are stuck, "
          + "\(pulse.screening.outlying.count) outlying."
      ], tables: [laws, numbers])
    guard let model = card.pulse else { return [part] }
    let measured = firstTrains(pulse.fitted + pulse.heldOut.map { shifted($0, by: pulse.fitted.deviceCount) })
    if let length = measured.map(\.up.count).min(), length > 1, measured.count > 2 {
      let micro = pulse.scale * 1e6
      let simulated = curves(model, like: measured, length: length, gMax: card.window.gMax.value * 1e6)
      let seen = (0...length).map { place in
        measured.map { (place == 0 ? $0.start : $0.after[place - 1]) * micro }.filter(\.isFinite)
      }
      let x = (0...length).map(Double.init)
      func band(_ name: String, _ values: [[Double]]) -> LinePlot.Series {
        LinePlot.Series(
          name, x: x, y: values.map { quantile($0, 0.5) }, lower: values.map { quantile($0, 0.1) },
          upper: values.map { quantile($0, 0.9) })
      }
      part.figures.append(
        (
          "curves", "Medians and bands from the 10 % to the 90 % quantile of devices along the first train",
          LinePlot(
            x: Axis("pulse"), y: Axis("conductance", unit: "uS"),
            series: [band("measured", seen), band("simulated", simulated)], marks: false)
        ))
      // Quantiles where the first direction ends, and at the end.
      let turn = measured[0].up.prefix(length).prefix { $0 == measured[0].up[0] }.count
      let places = Set([turn, length]).sorted()
      let levels = stride(from: 0.02, through: 0.98, by: 0.04).map { $0 }
      let series = places.map { place in
        LinePlot.Series(
          "after \(place) pulses", x: levels.map { quantile(simulated[place], $0) },
          y: levels.map { quantile(seen[place], $0) })
      }
      let ends = series.flatMap(\.x)
      part.figures.append(
        (
          "quantiles", "Quantiles of measured over those of simulated devices; on the line both have one distribution",
          LinePlot(
            x: Axis("simulated conductance", unit: "uS"), y: Axis("measured conductance", unit: "uS"),
            series: series + [
              .init("equal", x: [ends.min() ?? 0, ends.max() ?? 1], y: [ends.min() ?? 0, ends.max() ?? 1])
            ])
        ))
    }
    part.figures.append(
      ("steps", "Mean step against the state: measured (bars: standard error) and the law's", steps(pulse, card)))
    return [part]
  }

  private func shifted(_ train: PulseTrain, by number: Int) -> PulseTrain {
    PulseTrain(device: train.device + number, start: train.start, up: train.up, after: train.after)
  }

  private func firstTrains(_ trains: [PulseTrain]) -> [PulseTrain] {
    var seen: Set<Int> = []
    return trains.filter { seen.insert($0.device).inserted }
  }

  /// Ten simulated devices for every measured one, from the measured starts, along the first device's directions.
  private func curves(_ model: PulseModel, like measured: [PulseTrain], length: Int, gMax: Double) -> [[Double]] {
    let count = 10 * measured.count
    let key = StreamKey(seed: fit.request.seed).child("deviceFit.report")
    var cells = PulsedCells(model: model, count: count, identity: key.child("identity"))
    let scale = (fit.pulse?.scale ?? 1) * 1e6 / gMax
    cells.set((0..<count).map { Float(measured[$0 % measured.count].start * scale) })
    var all: [[Double]] = [cells.g.map { Double($0) * gMax }]
    for step in 0..<length {
      let pulses = [Float](repeating: measured[0].up[step] ? 1 : -1, count: count)
      cells.pulse(counts: pulses.span, key: key.child("event"), step: UInt32(step))
      all.append(cells.g.map { Double($0) * gMax })
    }
    return all
  }

  private func steps(_ pulse: CardFit.PulsePart, _ card: DeviceCard) -> LinePlot {
    let micro = pulse.scale * 1e6
    let gMax = card.window.gMax.value * 1e6
    func measured(_ name: String, _ bins: [StepTable.Bin]) -> LinePlot.Series {
      let error = bins.map { $0.deviation / Double($0.count).squareRoot() * micro }
      return LinePlot.Series(
        name, x: bins.map { $0.state * micro }, y: bins.map { $0.mean * micro },
        lower: zip(bins, error).map { $0.mean * micro - $1 }, upper: zip(bins, error).map { $0.mean * micro + $1 })
    }
    func law(_ name: String, _ bins: [StepTable.Bin], up: Bool) -> LinePlot.Series {
      let states = bins.map { Float($0.state * micro / gMax) }
      let model = card.pulse
      return LinePlot.Series(
        name, x: bins.map { $0.state * micro },
        y: states.map { g in
          Double((up ? model?.upStep(at: g) : model.map { -$0.downStep(at: g) }) ?? 0) * gMax
        })
    }
    return LinePlot(
      x: Axis("conductance", unit: "uS"), y: Axis("mean step", unit: "uS"),
      series: [
        measured("up, measured", pulse.table.up), law("up, nominal cell", pulse.table.up, up: true),
        measured("down, measured", pulse.table.down), law("down, nominal cell", pulse.table.down, up: false),
      ], intervals: .bars)
  }

  private func retention(_ retention: RetentionFit) -> Part {
    var forms = Table(
      caption: "Forms by Akaike's criterion", columns: ["form", "AIC", "numbers", "squared deviation, held out"])
    for candidate in retention.candidates {
      forms.append([
        .text(candidate.name), .number(candidate.aic, decimals: 1), .count(candidate.parameters),
        .number(candidate.heldOut, decimals: 3),
      ])
    }
    var table = Table(
      caption: "Held-out devices against the card",
      columns: ["start (uS)", "time (s)", "devices", "mean (uS)", "card", "deviation (uS)", "card "])
    for check in retention.checks {
      let model = RetentionFit.moments(
        retention.best.form, g0: check.target, time: check.time, scale: retention.scale)
      table.append([
        .number(check.target * 1e6, decimals: 3), .number(check.time), .count(check.devices),
        .number(check.mean * 1e6, decimals: 3), .number((check.target + model.mean) * 1e6, decimals: 3),
        .number(check.deviation * 1e6, decimals: 3), .number(model.deviation * 1e6, decimals: 3),
      ])
    }
    return Part(heading: "After programming", tables: [forms, table])
  }

  private func noise(_ noise: ReadNoiseFit) -> Part {
    Part(
      heading: "Noise of reads",
      paragraphs: [
        "S(f)/G² = \(significant(noise.flicker.value)) (1 Hz/f)^\(significant(noise.exponent.value)) + "
          + "\(significant(noise.white.value)) per Hz"
          + (noise.corner.map { ", corner \(significant($0)) Hz." } ?? ".")
      ],
      figures: [
        (
          "spectrum", "Mean periodogram of the devices and the fitted spectrum",
          LinePlot(
            x: Axis("frequency", unit: "Hz", scale: .logarithmic),
            y: Axis("relative power", unit: "1/Hz", scale: .logarithmic),
            series: [
              .init("measured", x: noise.spectrum.map(\.frequency), y: noise.spectrum.map(\.power)),
              .init("fitted", x: noise.spectrum.map(\.frequency), y: noise.spectrum.map(\.fitted)),
            ])
        )
      ])
  }

  private func currentVoltage(_ curve: CurrentVoltageFit) -> Part {
    var table = Table(
      caption: "Forms of I(V) by Akaike's criterion", columns: ["form", "AIC", "numbers", "deviation (% of G V)"])
    for candidate in curve.candidates {
      table.append([
        .text(candidate.name), .number(candidate.aic, decimals: 1), .count(candidate.parameters),
        .number(100 * candidate.error, decimals: 2),
      ])
    }
    return Part(heading: "Current and voltage", tables: [table])
  }

  private func quantile(_ values: [Double], _ level: Double) -> Double {
    guard !values.isEmpty else { return .nan }
    let sorted = values.sorted()
    let place = level * Double(sorted.count - 1)
    let floor = Int(place)
    return sorted[floor] + (place - Double(floor)) * (sorted[min(floor + 1, sorted.count - 1)] - sorted[floor])
  }
}
