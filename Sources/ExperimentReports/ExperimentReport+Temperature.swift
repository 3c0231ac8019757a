internal import ExperimentFiles
internal import Foundation
internal import Reports
internal import RunStore
internal import Statistics

extension ReportFigure {
  static let temperature = ReportFigure("temperature", "error against the temperature of operation, and of a bake")
}

/// Errors at other temperatures and after bakes.
extension ExperimentReport {
  func temperature() -> Part? {
    var part = Part(heading: "Temperature")
    add(.temperatureError, AgeingFields.temperatures.path, "temperature of operation", "temperature", to: &part)
    add(.bakedError, AgeingFields.bakes.path, "temperature of the bake", "bake", to: &part)
    return part.tables.isEmpty ? nil : part
  }

  private func add(_ metric: Metric, _ path: String, _ axis: String, _ stem: String, to part: inout Part) {
    let curves = curves(metric)
    guard let temperatures = curves.first?.runs.first?.numbers(at: path) else { return }
    guard !temperatures.isEmpty else { return }
    var table = Table(
      caption: "Test error (%) against the \(axis); mean over chips and 95 % bootstrap interval.",
      columns: ["\(axis) (K)"] + curves.flatMap { [$0.name, "n"] })
    for (index, temperature) in temperatures.enumerated() {
      table.append(
        [.number(temperature)]
          + curves.flatMap { curve -> [Table.Cell] in
            let errors = curve.runs.compactMap { $0.metric(metric, step: index) }
            return [cell(errors), .count(errors.count)]
          })
    }
    part.tables.append(table)
    let paths = RunGroups.unique(curves.map(\.path))
    for (number, place) in groups.learners.flatMap({ learner in paths.map { (learner, $0) } }).enumerated() {
      let (learner, swept) = place
      let own = curves.filter { $0.learner == learner && $0.path == swept }
      guard !own.isEmpty else { continue }
      let lines = own.map { curve in
        series(
          curve.point.isEmpty ? learner : curve.point, x: temperatures,
          temperatures.indices.map { index in curve.runs.compactMap { $0.metric(metric, step: index) } })
      }
      part.figures.append(
        .init(
          .temperature, "\(stem)-\(number + 1)",
          LinePlot(
            title: learner, x: Axis(axis, unit: "K"), y: Axis("test error", unit: "%"), series: lines, intervals: .bars,
            size: FigureSize(height: 75)),
          "\(learner)\(swept.isEmpty ? "" : ", curves by \(swept)"): test error against the \(axis); 95 % bootstrap "
            + "intervals over chips."))
    }
  }
}
