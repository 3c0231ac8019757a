internal import CardFitting
internal import DeviceModels
internal import Foundation
internal import OutputFiles
internal import Units

/// `mortal device fit`: tables in, a card and a summary out.
package struct DeviceFitting: Sendable {
  /// The command's options.
  package struct Options: Sendable {
    var pulses: String?, retention: String?, reads: String?, currentVoltage: String?, bake: String?
    var name: String, output: String, law: String
    var lookup: Bool
    var columns: [String], only: [String]
    var report: String?
    var technology: String
    var heldOut: Double
    var resamples: Int
    var readVoltage: String, integrationTime: String, bakeEnergy: String
    var seed: UInt64

    package init(
      pulses: String?, retention: String?, reads: String?, currentVoltage: String?, bake: String?, name: String,
      output: String,
      law: String, lookup: Bool, columns: [String], only: [String], report: String?, technology: String,
      heldOut: Double, resamples: Int, readVoltage: String, integrationTime: String, bakeEnergy: String, seed: UInt64
    ) {
      self.pulses = pulses
      self.retention = retention
      self.reads = reads
      self.currentVoltage = currentVoltage
      self.bake = bake
      self.name = name
      self.output = output
      self.law = law
      self.lookup = lookup
      self.columns = columns
      self.only = only
      self.report = report
      self.technology = technology
      self.heldOut = heldOut
      self.resamples = resamples
      self.readVoltage = readVoltage
      self.integrationTime = integrationTime
      self.bakeEnergy = bakeEnergy
      self.seed = seed
    }
  }

  /// What is printed with --json.
  package struct Summary: Sendable, Codable, Equatable {
    package struct Law: Sendable, Codable, Equatable {
      package let law: String
      package let noise: String
      package let logNormalGains: Bool
      package let parameters: Int
      package let logLikelihood: Double
      package let aic: Double
      /// Mean squared standardised residual; 1 for a law that describes the data.
      package let residual: Double
    }

    package struct Number: Sendable, Codable, Equatable {
      package let part: String
      package let name: String
      package let value: Double
      package let lower: Double
      package let upper: Double
    }

    package let card: String
    package let output: String
    package let laws: [Law]
    package let retentionForms: [String]
    package let currentVoltageForms: [String]
    package let bakes: [String]
    package let numbers: [Number]
    package let stuck: Int
    package let outlying: Int
    package let remarks: [String]
    package let report: String?
  }

  package let summary: Summary
  package let lines: [String]

  /// - Parameter progress: is told what is at hand.
  package init(_ options: Options, progress: (String) -> Void = { _ in }) throws {
    let output = try OutputFile.ready(options.output, endings: ["yaml", "yml"])
    if let report = options.report { try OutputFolder.prepare(report, option: "--report") }
    let fit = try CardFit(try Self.request(options), progress: progress)
    try output.write(Data(fit.text.utf8))
    var report: String?
    if let folder = options.report {
      progress("report")
      report = try DeviceFitReport(fit).write(to: URL(fileURLWithPath: folder))
    }
    summary = Self.summary(fit, options.output, report)
    lines = Self.lines(summary, fit)
  }

  private static func request(_ options: Options) throws -> CardFit.Request {
    guard options.name.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil else {
      throw WorkbenchError.outOfRange(
        option: "--name", value: options.name, allowed: "names of letters, digits, '.', '_' and '-'")
    }
    var request = CardFit.Request(name: options.name, date: Date.now.formatted(.iso8601.year().month().day()))
    request.pulses = options.pulses
    request.retention = options.retention
    request.reads = options.reads
    request.currentVoltage = options.currentVoltage
    request.bake = options.bake
    request.reading = MeasuredTable.Reading(
      columns: options.columns.flatMap { $0.split(separator: ",").map(String.init) },
      only: options.only.flatMap { $0.split(separator: ",").map(String.init) })
    request.lookup = options.lookup
    if options.law != "auto" {
      guard let law = LawName(rawValue: options.law) else {
        throw WorkbenchError.outOfRange(
          option: "--law", value: options.law,
          allowed: "auto, " + LawName.allCases.map(\.rawValue).joined(separator: ", "))
      }
      request.laws = [law]
    }
    guard let technology = Technology(rawValue: options.technology) else {
      throw WorkbenchError.outOfRange(
        option: "--technology", value: options.technology,
        allowed: Technology.allCases.map(\.rawValue).joined(separator: ", "))
    }
    request.technology = technology
    guard (0...0.5).contains(options.heldOut) else {
      throw WorkbenchError.outOfRange(option: "--held-out", value: "\(options.heldOut)", allowed: "0...0.5")
    }
    request.heldOut = options.heldOut
    guard (100...100_000).contains(options.resamples) else {
      throw WorkbenchError.outOfRange(option: "--resamples", value: "\(options.resamples)", allowed: "100...100000")
    }
    request.resamples = options.resamples
    do {
      request.readVoltage = "\(try Volts(parsing: options.readVoltage))"
    } catch {
      throw WorkbenchError.notAQuantity(option: "--read-voltage", reason: error.description)
    }
    do {
      request.integrationTime = "\(try Seconds(parsing: options.integrationTime))"
    } catch {
      throw WorkbenchError.notAQuantity(option: "--integration-time", reason: error.description)
    }
    let energy: ElectronVolts
    do {
      energy = try ElectronVolts(parsing: options.bakeEnergy)
    } catch {
      throw WorkbenchError.notAQuantity(option: "--bake-energy", reason: error.description)
    }
    guard (0.01...5).contains(energy.value) else {
      throw WorkbenchError.outOfRange(option: "--bake-energy", value: options.bakeEnergy, allowed: "0.01 eV...5 eV")
    }
    request.bakeEnergy = "\(energy)"
    request.seed = options.seed
    return request
  }

  private static func summary(_ fit: CardFit, _ output: String, _ report: String?) -> Summary {
    var numbers: [Summary.Number] = []
    func add(_ part: String, _ estimates: [Estimate], scale: Double = 1) {
      numbers += estimates.map {
        Summary.Number(
          part: part, name: $0.name, value: $0.value * scale, lower: $0.lower * scale, upper: $0.upper * scale)
      }
    }
    if let pulse = fit.pulse {
      for estimate in pulse.best.estimates.numbers where estimate.name != "reading" {
        add("pulse", [estimate], scale: estimate.name == "gMin" || estimate.name == "gMax" ? pulse.scale * 1e6 : 1)
      }
    }
    if let best = fit.retention?.best {
      let isPower = best.name == "powerLaw"
      add(isPower ? "drift" : "relaxation", best.estimates, scale: isPower ? 1 : 1e6)
    }
    if let noise = fit.noise { add("readNoise", [noise.flicker, noise.exponent, noise.white]) }
    if let curve = fit.currentVoltage, let scale = curve.scale { add("currentVoltage", [scale]) }
    return Summary(
      card: fit.request.name, output: output,
      laws: fit.pulse?.results.map {
        .init(
          law: $0.estimates.law.rawValue, noise: $0.estimates.noise.rawValue, logNormalGains: $0.estimates.logNormal,
          parameters: $0.parameters, logLikelihood: $0.logLikelihood, aic: $0.aic, residual: $0.chiSquare)
      } ?? [],
      retentionForms: fit.retention?.candidates.map {
        "\($0.name): AIC \(significant($0.aic)), \($0.parameters) numbers, squared deviation of held-out devices "
          + "\(significant($0.heldOut)) (1 is right)"
      } ?? [],
      currentVoltageForms: fit.currentVoltage?.candidates.map {
        "\($0.name): AIC \(significant($0.aic)), deviation \(significant(100 * $0.error)) % of G V"
      } ?? [],
      bakes: fit.bake?.points.map { point in
        let mean = point.change.mean
        return "\(significant(point.temperature)) K: \(point.change.devices) devices, mean change "
          + "\(significant((mean.first ?? 0) * 1e6)) uS from \(significant((point.change.at.first ?? 0) * 1e6)) uS, "
          + "\(significant((mean.last ?? 0) * 1e6)) uS from \(significant((point.change.at.last ?? 0) * 1e6)) uS"
      } ?? [],
      numbers: numbers, stuck: fit.pulse?.screening.stuck.count ?? 0,
      outlying: fit.pulse?.screening.outlying.count ?? 0, remarks: fit.remarks, report: report)
  }

  private static func lines(_ summary: Summary, _ fit: CardFit) -> [String] {
    var lines = ["\(summary.card) → \(summary.output)"]
    for source in fit.sources {
      lines.append(
        "\(source.part): \(source.path), \(source.devices) devices fitted, \(source.heldOut) held out")
    }
    if summary.stuck + summary.outlying > 0 {
      lines.append("devices left out: \(summary.stuck) stuck, \(summary.outlying) outlying")
    }
    if !summary.laws.isEmpty {
      lines.append("laws by AIC (smaller is better; residual 1 is right):")
      let best = summary.laws[0].aic
      for law in summary.laws {
        lines.append(
          "  \(law.law) AIC \(significant(law.aic - best)) above the best, \(law.parameters) numbers, "
            + "noise \(law.noise), gains \(law.logNormalGains ? "log-normal" : "normal"), "
            + "residual \(significant(law.residual))")
      }
    }
    lines += summary.retentionForms.map { "retention \($0)" }
    lines += summary.currentVoltageForms.map { "current-voltage \($0)" }
    lines += summary.bakes.map { "bake at \($0)" }
    if let corner = fit.noise?.corner {
      lines.append("read noise: corner of 1/f and white at \(significant(corner)) Hz")
    }
    if !summary.numbers.isEmpty { lines.append("numbers with 95 % intervals (bootstrap over devices):") }
    for number in summary.numbers {
      let unit = ["gMin", "gMax", "meanSlope", "deviationOffset", "deviationSlope"].contains(number.name) ? " uS" : ""
      lines.append(
        "  \(number.part).\(number.name) \(significant(number.value))\(unit) "
          + "[\(significant(number.lower)), \(significant(number.upper))]")
    }
    lines += summary.remarks.map { "note: \($0)" }
    if let report = summary.report { lines.append("report: \(report)") }
    lines.append("next: mortal device check \(summary.output)")
    return lines
  }
}
