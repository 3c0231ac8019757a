internal import Foundation

/// Changes by state: after programming and by bakes.
extension FittedCard {
  /// Lines of a mean and a deviation, in microsiemens over microsiemens.
  private func tables(_ change: ChangeByState, indent: String) -> [String] {
    func list(_ values: [Double], _ format: String) -> String {
      "[" + values.map { String(format: format, $0 * 1e6) }.joined(separator: ", ") + "]"
    }
    return [("mean", change.mean), ("deviation", change.deviation)].map { name, values in
      "\(indent)\(name): {argument: 1 uS, unit: 1 uS, table: {at: \(list(change.at, "%.5g")), "
        + "values: \(list(values, "%.4g"))}}"
    }
  }

  mutating func writeChanges(_ points: [RetentionFit.Change]) {
    lines += ["relaxation:", "  changes:"]
    for point in points {
      lines.append("    - time: \(Self.number(point.time)) s  # \(point.states.devices) devices")
      lines += tables(point.states, indent: "      ")
    }
    lines.append("")
  }

  mutating func writeBakes() {
    guard let bake = fit.bake else { return }
    lines += [
      "temperature:", "  reference: 300 K", "  bake:", "    duration: \(Self.number(bake.duration)) s",
      "    activationEnergy: \(fit.request.bakeEnergy)  # assumed, for bakes of other durations", "    points:",
    ]
    for point in bake.points {
      lines.append("      - temperature: \(Self.number(point.temperature)) K  # \(point.change.devices) devices")
      lines += tables(point.change, indent: "        ")
    }
    lines.append("")
  }

  /// What the bakes' part stands on.
  func bakeSources(_ source: CardFit.Source) -> [(parts: [String], paper: String, place: String, evidence: String)] {
    let parts = fit.pulse == nil && fit.retention == nil ? ["temperature", "window"] : ["temperature"]
    return [
      (
        parts, "Own measurement, fitted by mortal device fit",
        source.place(fit.request.date, "change over the state by temperature"), "fitted"
      ),
      (
        ["temperature"], "Assumed for this card",
        "the activation energy of \(fit.request.bakeEnergy), as given to device fit; bakes of one duration do not tell it",
        "assumed"
      ),
    ]
  }

  /// Cells that programming left at the target exactly are what the tables by state are of.
  private var isByState: Bool { if case .changes = fit.retention?.best.form { true } else { false } }
  var meanOfAged: String { isByState ? "changedMean" : "agedMean" }
  var deviationOfAged: String { isByState ? "changedDeviation" : "agedDeviation" }

  /// Held-out devices by level and temperature.
  var bakeChecks: [String] {
    guard let bake = fit.bake else { return [] }
    // Family-wise: each reference is uncertain by its own standard error.
    let z = 2.6 + 0.3 * log(Double(max(2 * bake.checks.count, 2)))
    return bake.checks.filter { $0.target >= fit.low && $0.target <= fit.high }.flatMap { check -> [String] in
      let n = Double(check.devices)
      let place = "target: \(Self.siemens(check.target)), temperature: \(Self.number(check.temperature)) K, "
      var lines: [String] = []
      let error = z * check.deviation / n.squareRoot() / max(check.mean, 1e-12)
      if error <= 0.2, check.mean > 0 {
        lines.append(
          "  - {quantity: bakedMean, " + place + "value: \(Self.siemens(check.mean)), "
            + "tolerance: \(Self.number(error)), source: mean of \(check.devices) held-out devices}")
      }
      // Changes are far from normal: half as much again as a normal's deviation would scatter.
      let relative = 1.5 * z / (2 * n).squareRoot()
      if relative <= 0.2 {
        lines.append(
          "  - {quantity: bakedDeviation, " + place + "value: \(Self.siemens(check.deviation)), "
            + "tolerance: \(Self.number(relative)), source: deviation of \(check.devices) held-out devices}")
      }
      return lines
    }
  }
}
