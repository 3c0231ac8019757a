internal import ExperimentFiles
package import Foundation
internal import Learning
internal import Matrices
package import Reports
internal import Statistics

/// The table, results and figures of a comparison.
package struct ComparisonReport: Sendable {
  let comparison: Comparison
  let outcomes: [ArmOutcome]

  package init(_ comparison: Comparison, _ outcomes: [ArmOutcome]) {
    self.comparison = comparison
    self.outcomes = outcomes
  }

  private var base: ResolvedConfiguration { comparison.settings.base }
  private func of(_ arm: LearnerName) -> [ArmOutcome] { outcomes.filter { $0.arm == arm } }

  /// A mean with its 95 % t interval over chips, in per cent.
  private func percent(_ values: [Double]) -> Table.Cell {
    guard let sample = try? Sample(values.map { 100 * $0 }) else { return .missing }
    guard let interval = try? sample.meanInterval() else { return .number(sample.mean, decimals: 2) }
    return .interval(sample.mean, lower: max(0, interval.lower), upper: interval.upper, decimals: 2)
  }

  /// Whether the card says what a pulse costs.
  private var hasEnergy: Bool { outcomes.contains { $0.writeEnergy > 0 } }

  /// Mean over chips; none where nothing is written.
  private func energy(_ rows: [ArmOutcome]) -> Table.Cell {
    let mean = rows.map(\.writeEnergy).reduce(0, +) / Double(rows.count)
    return mean > 0 ? .number(mean * 1e6, decimals: nil) : .missing
  }

  /// One line an arm.
  package func table() throws -> Table {
    let settings = comparison.settings
    var table = Table(
      caption: "\(comparison.data.name), \(comparison.data.train.count) training and \(comparison.data.test.count) test "
        + "images, \(base[LearnerFields.epochs]) epochs; card \(base[ChipFields.card]), \(settings.chips) chips; "
        + "seed \(base[NetworkFields.seed]); "
        + "mean over chips and 95 % interval",
      columns: [
        "arm", "had to know of the chip", "test error (%)", "after copying (%)", "n", "writes per weight",
        "passes forward", "backward", "rate",
      ] + (hasEnergy ? ["energy of writing (uJ)"] : []))
    for arm in settings.arms {
      let rows = of(arm)
      guard let first = rows.first else { continue }
      let copies = rows.compactMap(\.copyError)
      table.append([
        .text(arm.rawValue), .text(arm.knowledge), percent(rows.map(\.testError)),
        copies.isEmpty ? .missing : percent(copies), .count(rows.count),
        arm.hasChip
          ? .number(rows.map(\.writesPerWeight).reduce(0, +) / Double(rows.count), decimals: 1) : .missing,
        .count(first.forwardPasses), .count(first.backwardPasses), .number(Double(first.rate), decimals: nil),
      ] + (hasEnergy ? [energy(rows)] : []))
    }
    return table
  }

  /// Writes results.json, results.csv and the figures.
  /// - Throws: what writing and drawing throws.
  package func write(to folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let file = ResultsFile(config: configuration, rows: outcomes)
      try encoder.encode(file).write(to: folder.appendingPathComponent("results.json"), options: .atomic)
      try Data(try table().csv().utf8).write(to: folder.appendingPathComponent("results.csv"), options: .atomic)
    } catch let error as CocoaError {
      throw ExperimentFileError.outOfRange(
        option: "--output", value: folder.path, allowed: "folders that can be written (\(error.localizedDescription))")
    }
    for (name, figure) in figures { try figure.draw(to: folder, name: name) }
  }

  private struct ResultsFile: Encodable {
    var config: [String: String]
    var rows: [ArmOutcome]
  }

  /// Everything the numbers depend on: every field of the configuration by its path, and what is not one.
  package var configuration: [String: String] {
    let settings = comparison.settings
    var texts = Dictionary(uniqueKeysWithValues: base.entries.map { ($0.path, $0.value.canonicalText) })
    texts["version"] = ProgramVersion.text
    texts["blasCore"] = BLAS.coreName
    texts["chips"] = "\(settings.chips)"
    texts["arms"] = settings.arms.map(\.rawValue).joined(separator: ",")
    texts["rateFactors"] = settings.rateFactors.map { "\($0)" }.joined(separator: ",")
    return texts
  }

  /// Test errors, learning curves, and histograms of goodness of the first chip that learned by Forward-Forward.
  package var figures: [(String, any Figure)] {
    var figures: [(String, any Figure)] = [("errors", errorBars), ("learning-curves", learningCurves)]
    for arm in [LearnerName.ffInSitu, .ffDigital] {
      guard let outcome = of(arm).first, !outcome.goodness.isEmpty else { continue }
      for layer in outcome.goodness { figures.append(("goodness-\(arm.rawValue)-layer\(layer.layer + 1)", goodness(layer, arm))) }
    }
    return figures
  }

  /// Errors at home and after copying, by arm, with every chip as a point.
  private var errorBars: BarPlot {
    func bar(_ values: [Double]) -> BarPlot.Bar {
      guard let sample = try? Sample(values.map { 100 * $0 }) else { return .init(.nan) }
      let interval = (try? sample.meanInterval()).map { max(0, $0.lower)...max(0, $0.upper) }
      return .init(sample.mean, interval: interval, points: sample.values)
    }
    let arms = comparison.settings.arms
    return BarPlot(
      categories: arms.map(\.rawValue), value: Axis("test error", unit: "%"),
      series: [
        .init("at home", bars: arms.map { bar(of($0).map(\.testError)) }),
        .init("copied to another chip", bars: arms.map { bar(of($0).compactMap(\.copyError)) }),
      ])
  }

  private var learningCurves: LinePlot {
    LinePlot(
      x: Axis("epoch"), y: Axis("validation error", unit: "%", scale: .logarithmic),
      series: comparison.settings.arms.filter { $0.trainedAs == $0 }.compactMap { arm in
        let rows = of(arm)
        guard let first = rows.first, !first.curve.isEmpty else { return nil }
        let points = first.curve.indices.map { index in rows.map { 100 * max($0.curve[index].validationError, 1e-4) } }
        let intervals = points.map { try? Sample($0).meanInterval() }
        let means = points.map { $0.reduce(0, +) / Double($0.count) }
        return .init(
          arm.rawValue, x: first.curve.map { Double($0.epoch) }, y: means,
          lower: zip(intervals, means).map { max($0?.lower ?? $1, 0.01) },
          upper: zip(intervals, means).map { $0?.upper ?? $1 })
      })
  }

  private func goodness(_ layer: GoodnessHistogram, _ arm: LearnerName) -> LinePlot {
    let centres = zip(layer.edges, layer.edges.dropFirst()).map { Double($0 + $1) / 2 }
    return LinePlot(
      title: "\(arm.rawValue), layer \(layer.layer + 1)", x: Axis("goodness"), y: Axis("test images"),
      series: [
        .init("true label (positive)", x: centres, y: layer.positive.map(Double.init)),
        .init("wrong label (negative)", x: centres, y: layer.negative.map(Double.init)),
      ], marks: false)
  }
}
