internal import ExperimentFiles
internal import Foundation
internal import Reports
internal import RunStore
internal import Statistics

extension ReportFigure {
  static let errorByLearner = ReportFigure("errorByLearner", "test error of every learner, at home and on copies")
  static let errorAgainstSweep = ReportFigure("errorAgainstSweep", "test error against the swept field")
  static let learningCurves = ReportFigure("learningCurves", "test error against epoch")
}

/// Test errors: by learner, and against what was swept.
extension ExperimentReport {
  /// A mean as a table shows it.
  func cell(_ values: [Double], scale: Double = 100, decimals: Int? = 2) -> Table.Cell {
    guard let mean = MeanOverChips(values, scale: scale) else { return .missing }
    guard let interval = mean.interval, interval.lower < interval.upper || decimals != nil else {
      return .number(mean.mean, decimals: decimals)
    }
    return .interval(mean.mean, lower: interval.lower, upper: interval.upper, decimals: decimals)
  }

  func bar(_ values: [Double], scale: Double = 100) -> BarPlot.Bar {
    guard let mean = MeanOverChips(values, scale: scale) else { return .init(.nan) }
    return .init(mean.mean, interval: mean.interval.map { $0.lower...$0.upper }, points: mean.values)
  }

  /// A curve of means over chips with its interval.
  func series(_ name: String, x: [Double], _ values: [[Double]], scale: Double = 100) -> LinePlot.Series {
    let means = values.map { MeanOverChips($0, scale: scale) }
    return .init(
      name, x: x, y: means.map { $0?.mean ?? .nan },
      lower: means.map { $0?.interval?.lower ?? $0?.mean ?? .nan },
      upper: means.map { $0?.interval?.upper ?? $0?.mean ?? .nan })
  }

  func percent(_ value: Double) -> String { String(format: "%.1f %%", value) }

  /// `12.3 % [11.8, 12.9]`.
  func phrase(_ mean: MeanOverChips) -> String {
    guard let interval = mean.interval else { return percent(mean.mean) }
    return String(format: "%.1f %% [%.1f, %.1f]", mean.mean, interval.lower, interval.upper)
  }

  /// Learners side by side; where something is swept only if the file asks for it.
  func errorsByLearner() -> Part? {
    let isAsked = results.selects(.errorByLearner)
    guard groups.axes.isEmpty || isAsked, groups.runs.contains(where: { $0.has(.testError) }) else { return nil }
    var part = Part(heading: "Test error")
    let names = groups.learners
    var table = Table(
      caption: "Mean over chips and 95 % bootstrap interval.",
      columns: [
        "learner", "had to know of the chip", "test error (%)", "n", "on another chip (%)", "by goodness (%)",
        "writes per weight", "energy of writing (uJ)", "passes forward", "backward", "rate",
      ])
    var series = [BarPlot.Series("at home", bars: names.map { bar(values(.testError, $0)) })]
    let hasCopies = groups.runs.contains { $0.has(.copyError) }
    if hasCopies {
      series.append(.init("copied to another chip", bars: names.map { name in bar(awayErrors(groups.runs(name))) }))
    }
    for name in names {
      let errors = values(.testError, name)
      table.append([
        .text(name), knowledge(name), cell(errors), .count(errors.count), cell(awayErrors(groups.runs(name))),
        cell(values(.goodnessError, name)), cell(values(.writesPerWeight, name), scale: 1, decimals: 1),
        cell(values(.writeEnergy, name).filter { $0 > 0 }, scale: 1e6, decimals: nil),
        count(values(.forwardPasses, name)), count(values(.backwardPasses, name)),
        cell(values(.rate, name), scale: 1, decimals: nil),
      ])
    }
    part.tables.append(table)
    part.figures.append(
      .init(
        .errorByLearner, "errors", BarPlot(categories: names, value: Axis("test error", unit: "%"), series: series),
        "Test error of every learner; bars are means over chips, whiskers 95 % bootstrap intervals, rings single chips."
      ))
    let ranked = names.compactMap { name in MeanOverChips(values(.testError, name), scale: 100).map { (name, $0) } }
      .sorted { $0.1.mean < $1.1.mean }
    if !ranked.isEmpty { part.finding = ranking(ranked) }
    return part
  }

  /// Which learners have the lowest and highest error; learners whose means are the same are named together, and are not
  /// called better or worse.
  private func ranking(_ ranked: [(name: String, mean: MeanOverChips)]) -> String {
    guard let best = ranked.first, let worst = ranked.last else { return "" }
    guard ranked.count > 1 else {
      return "\(best.name) has a test error of \(phrase(best.mean)), n = \(best.mean.values.count)."
    }
    let counts = Set(ranked.map(\.mean.values.count)).sorted()
    let n =
      counts.count == 1 ? "n = \(counts[0]) chips each" : "n = \(counts[0]) to \(counts[counts.count - 1]) chips"
    guard best.mean.mean < worst.mean.mean else {
      return "All \(ranked.count) learners have the same test error, \(phrase(best.mean)), \(n): nothing tells them "
        + "apart here."
    }
    func names(_ end: MeanOverChips) -> String {
      ranked.filter { $0.mean.mean == end.mean }.map(\.name).joined(separator: " and ")
    }
    return "Test error is lowest for \(names(best.mean)), \(phrase(best.mean)), and highest for \(names(worst.mean)), "
      + "\(phrase(worst.mean)), \(n)."
  }

  /// What the learner of a row had to know of the chip.
  private func knowledge(_ learner: String) -> Table.Cell {
    let name = groups.runs(learner).first?.parameters[LearnerFields.name.path]
    return name.flatMap { LearnerName(rawValue: $0) }.map { .text($0.knowledge) } ?? .missing
  }

  /// A number that is the same for all runs; their mean where it is not.
  private func count(_ values: [Double]) -> Table.Cell {
    guard !values.isEmpty else { return .missing }
    let mean = (values.reduce(0, +) / Double(values.count)).rounded()
    return Int(exactly: mean).map { .count($0) } ?? .number(mean)
  }

  func values(_ metric: Metric, _ learner: String, step: Int = 0) -> [Double] {
    groups.runs(learner).compactMap { $0.metric(metric, step: step) }
  }

  /// Each donor's mean error on other chips.
  func awayErrors(_ runs: [StoredRun]) -> [Double] {
    runs.compactMap { run in
      let away = run.steps(of: .copyError).filter { $0.step != run.serial }.map(\.value)
      return away.isEmpty ? nil : away.reduce(0, +) / Double(away.count)
    }
  }

  func errorsAgainstSweep() throws -> Part? {
    guard !groups.axes.isEmpty, groups.runs.contains(where: { $0.has(.testError) }) else { return nil }
    var part = Part(heading: "Test error against what was swept")
    var findings: [String] = []
    for (number, axis) in groups.axes.enumerated() {
      var table = Table(
        caption: "\(axis.title); all else at rest. Mean over chips and 95 % bootstrap interval.",
        columns: [axis.title] + groups.learners.flatMap { ["\($0) (%)", "n"] })
      for point in axis.points {
        table.append(
          [.text(RunGroups.Axis.shown(point))]
            + groups.learners.flatMap { learner -> [Table.Cell] in
              let errors = groups.runs(learner, axis, point).compactMap { $0.metric(.testError) }
              return [cell(errors), .count(errors.count)]
            })
      }
      part.tables.append(table)
      let caption =
        "Test error against \(axis.title); means over chips with 95 % bootstrap intervals."
      part.figures.append(.init(.errorAgainstSweep, "sweep-\(number + 1)", figure(axis), caption))
      findings += groups.learners.compactMap { finding(axis, $0) }
    }
    part.finding = findings.isEmpty ? nil : findings.joined(separator: " ")
    return part
  }

  private func figure(_ axis: RunGroups.Axis) -> any Figure {
    let errors = { (learner: String) in
      axis.points.map { point in groups.runs(learner, axis, point).compactMap { $0.metric(.testError) } }
    }
    let name = axis.paths.count == 1 ? axis.path : axis.paths.joined(separator: " = ")
    if let numbers = axis.numbers, numbers.count > 1 {
      let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
      let curves = groups.learners.map { learner in
        let all = errors(learner)
        return series(learner, x: order.map { numbers[$0] }, order.map { all[$0] })
      }
      return LinePlot(x: Axis(name), y: Axis("test error", unit: "%"), series: curves, intervals: .bars)
    }
    return BarPlot(
      categories: axis.points.map(RunGroups.Axis.shown), value: Axis("test error", unit: "%"),
      series: groups.learners.map { learner in .init(learner, bars: errors(learner).map { bar($0) }) })
  }

  /// Best and worst point of a learner.
  private func finding(_ axis: RunGroups.Axis, _ learner: String) -> String? {
    let means = axis.points.compactMap { point in
      MeanOverChips(groups.runs(learner, axis, point).compactMap { $0.metric(.testError) }, scale: 100).map {
        (point, $0)
      }
    }
    guard let low = means.min(by: { $0.1.mean < $1.1.mean }), let high = means.max(by: { $0.1.mean < $1.1.mean }),
      low.0 != high.0
    else { return nil }
    return "\(learner) goes from \(phrase(low.1)) at \(axis.path) = \(RunGroups.Axis.shown(low.0)) "
      + "to \(phrase(high.1)) at \(RunGroups.Axis.shown(high.0)), "
      + "n = \(low.1.values.count)."
  }

  func curves() -> Part? {
    let learners = groups.learners.filter { name in groups.runs(name).contains { $0.has(.epochTestError) } }
    guard let first = groups.runs(learners.first ?? "").first, first.steps(of: .epochTestError).count > 1 else {
      return nil
    }
    let curves = learners.map { name in
      let runs = groups.runs(name)
      let epochs = runs[0].steps(of: .epochTestError).map(\.step)
      return series(
        name, x: epochs.map(Double.init),
        epochs.map { epoch in runs.compactMap { $0.metric(.epochTestError, step: epoch) } })
    }
    return Part(
      heading: "Learning curves",
      figures: [
        .init(
          .learningCurves, "learning-curves",
          LinePlot(x: Axis("epoch"), y: Axis("test error", unit: "%"), series: curves),
          "Test error against epoch, mean over chips and 95 % bootstrap band; learners trained digitally are tested in "
            + "floating point here.")
      ])
  }
}
