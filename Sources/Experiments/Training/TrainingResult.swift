package import ExperimentFiles
internal import Foundation
internal import Matrices
internal import Provenance
package import Reports
internal import RunStore
internal import Statistics

/// What a training came to: for a terminal or as JSON. Errors are fractions.
package struct TrainingResult: Sendable, Encodable {
  package var learner: LearnerName
  /// Serial number of the chip; nil where there is none.
  package var chip: Int?
  package var config: [String: String]
  package var curve: [TrainingPoint]
  package var testImages: Int
  /// After the last epoch, on the chip: `testError`, `goodnessError`, `writesPerWeight`, `writeEnergy` (J), …
  package var metrics: [String: Double]
  /// What must be said of data and conversions.
  package var warnings: [String]
  /// Those of conversions beyond a full scale.
  package var saturation: [String]

  init(
    _ configuration: ResolvedConfiguration, curve: [TrainingPoint], images: Int, metrics: [RunOutcome.Measurement],
    warnings: [String], saturation: [String]
  ) {
    self.warnings = warnings + saturation
    self.saturation = saturation
    learner = configuration[LearnerFields.name]
    chip = learner.hasChip ? configuration[ChipFields.serial] : nil
    config = Dictionary(uniqueKeysWithValues: configuration.entries.map { ($0.path, $0.value.canonicalText) })
    config["version"] = ProgramVersion.text
    config["blasCore"] = BLAS.coreName
    self.curve = curve
    testImages = images
    self.metrics = Dictionary(
      metrics.filter { $0.step == 0 }.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
  }

  /// The learning curve.
  package func table() -> Table {
    let place = chip.map { " on chip \($0) of \(config[ChipFields.card.path] ?? "")" } ?? ""
    var table = Table(
      caption: "\(learner.rawValue)\(place), \(config[DataFields.train.path] ?? "") training images of "
        + "\(config[DataFields.source.path] ?? "")",
      columns: ["epoch", "training error (%)", "validation error (%)", "test error (%)"])
    for point in curve {
      table.append([
        .count(point.epoch), .number(100 * point.trainingError, decimals: 2),
        point.validationError.map { .number(100 * $0, decimals: 2) } ?? .missing,
        .number(100 * point.testError, decimals: 2),
      ])
    }
    return table
  }

  /// The learning curve as a figure; nil before the first epoch.
  package var curveFigure: NetFigures.Item? {
    guard !curve.isEmpty else { return nil }
    let epochs = curve.map { Double($0.epoch) }
    var series = [LinePlot.Series("training", x: epochs, y: curve.map { 100 * $0.trainingError })]
    if curve.contains(where: { $0.validationError != nil }) {
      series.append(.init("validation", x: epochs, y: curve.map { $0.validationError.map { 100 * $0 } ?? .nan }))
    }
    return NetFigures.Item(
      name: "learning-curve", figure: LinePlot(x: Axis("epoch"), y: Axis("error", unit: "%"), series: series),
      caption: "Training and validation error against epoch.", width: 85)
  }

  /// The test and what training cost, a line each.
  package func summary() throws -> [String] {
    var lines: [String] = []
    func value(_ metric: Metric) -> Double? { metrics[metric.rawValue] }
    for (metric, what) in [(Metric.testError, "test error"), (.goodnessError, "test error by goodness")] {
      guard let error = value(metric) else { continue }
      lines.append("\(what): \(try ErrorText.of(error, images: testImages)) (\(testImages) images)")
    }
    if let writes = value(.writesPerWeight) { lines.append(String(format: "writes per weight: %.1f", writes)) }
    if let energy = value(.writeEnergy), energy > 0 {
      lines.append(String(format: "energy of writing: %.3g uJ", energy * 1e6))
    }
    if let time = value(.chipTime) { lines.append(String(format: "time on the chip's clock: %.6g s", time)) }
    lines.append("learning rate: \(Float(value(.rate) ?? .nan))")
    return lines
  }
}

/// An error with its interval.
enum ErrorText {
  /// `8.65 % [7.49, 9.96]`: Wilson's interval at 95 %.
  static func of(_ error: Double, images: Int) throws -> String {
    let interval = try Proportion(successes: Int((error * Double(images)).rounded()), trials: images).interval()
    return String(format: "%.2f %% [%.2f, %.2f]", 100 * error, 100 * interval.lower, 100 * interval.upper)
  }
}
