internal import ExperimentFiles
internal import Foundation
internal import Reports
internal import RunStore

extension ReportFigure {
  static let endurance = ReportFigure("endurance", "error against write cycles")
}

/// Errors against full-window write cycles.
extension ExperimentReport {
  /// A net counts as dead from this error on.
  private static let death = 0.5

  func endurance() -> Part? {
    let found = curves(.wornError)
    guard let cycles = found.first?.runs.first?.numbers(at: AgeingFields.cycles.path) else { return nil }
    guard !cycles.isEmpty, cycles.allSatisfy({ $0 > 0 }) else { return nil }
    var part = Part(heading: "Endurance")
    part.paragraphs.append(
      "Every cell of a weight has the given number of full-window write cycles behind it when the net's weights are "
        + "written once more. Windows close as the card says; references are written once and do not wear.")
    var table = Table(
      caption: "Test error (%) against full-window write cycles; mean over chips and 95 % bootstrap interval.",
      columns: ["cycles"]
        + found.flatMap { curve in
          curve.relearns ? [curve.name, "\(curve.name), learning on", "n"] : [curve.name, "n"]
        })
    func errors(_ curve: Curve, _ metric: Metric) -> [[Double]] {
      cycles.indices.map { index in curve.runs.compactMap { $0.metric(metric, step: index) } }
    }
    for (index, count) in cycles.enumerated() {
      table.append(
        [.number(count)]
          + found.flatMap { curve -> [Table.Cell] in
            let worn = errors(curve, .wornError)[index]
            let relearned = curve.relearns ? [cell(errors(curve, .relearnedError)[index])] : []
            return [cell(worn)] + relearned + [.count(worn.count)]
          })
    }
    part.tables.append(table)
    let paths = RunGroups.unique(found.map(\.path))
    for (number, place) in groups.learners.flatMap({ learner in paths.map { (learner, $0) } }).enumerated() {
      let (learner, path) = place
      let own = found.filter { $0.learner == learner && $0.path == path }
      guard !own.isEmpty else { continue }
      let lines = own.flatMap { curve -> [LinePlot.Series] in
        let name = curve.point.isEmpty ? learner : curve.point
        let worn = series(name, x: cycles, errors(curve, .wornError))
        return curve.relearns
          ? [worn, series("\(name), learning on", x: cycles, errors(curve, .relearnedError))] : [worn]
      }
      part.figures.append(
        .init(
          .endurance, "endurance-\(number + 1)",
          LinePlot(
            title: learner, x: Axis("full-window write cycles", scale: .logarithmic), y: Axis("test error", unit: "%"),
            series: lines, intervals: .bars, size: FigureSize(height: 75)),
          "\(learner)\(path.isEmpty ? "" : ", curves by \(path)"): test error against the write cycles behind every cell; "
            + "95 % bootstrap intervals over chips."))
    }
    part.finding = found.compactMap { death($0, cycles, errors($0, .wornError)) }.joined(separator: " ")
    return part
  }

  /// When a net is dead, or how it is after the last of the cycles.
  private func death(_ curve: Curve, _ cycles: [Double], _ errors: [[Double]]) -> String? {
    let means = errors.map { MeanOverChips($0, scale: 100) }
    guard let last = means.last ?? nil else { return nil }
    let dead = means.firstIndex { ($0?.mean ?? 0) >= 100 * Self.death }
    guard let dead, let mean = means[dead] else {
      return "\(curve.name): \(phrase(last)) after \(power(cycles[cycles.count - 1])) cycles, n = \(last.values.count)."
    }
    return "\(curve.name): dead (error above \(percent(100 * Self.death))) at \(power(cycles[dead])) cycles, "
      + "\(phrase(mean)), n = \(mean.values.count)."
  }

  private func power(_ cycles: Double) -> String { String(format: "%.0e", cycles) }
}
