internal import ExperimentFiles
internal import Foundation
internal import Reports
internal import RunStore
internal import Statistics

extension ReportFigure {
  static let reincarnation = ReportFigure("reincarnation", "error of a recipient against training images seen")
  static let ageing = ReportFigure("ageing", "error against time since programming")
}

/// Errors that change with time or with images seen.
extension ExperimentReport {
  /// One curve: a learner at a point of the sweep.
  struct Curve {
    let learner: String
    /// The swept field and its point; empty without one.
    var path = ""
    let point: String
    let name: String
    let runs: [StoredRun]

    /// Whether it was also tested after learning on.
    var relearns: Bool { runs.contains { $0.has(.relearnedError) } }
  }

  /// Learners that have a metric, at each point of each axis.
  func curves(_ metric: Metric) -> [Curve] {
    groups.learners.flatMap { learner -> [Curve] in
      if groups.axes.isEmpty { return [Curve(learner: learner, point: "", name: learner, runs: groups.runs(learner))] }
      return groups.axes.flatMap { axis in
        axis.points.map { point in
          let shown = RunGroups.Axis.shown(point)
          let single = groups.learners.count == 1 && groups.axes.count == 1
          return Curve(
            learner: learner, path: axis.path, point: shown,
            name: single ? shown : "\(learner) \(axis.path.split(separator: ".").last ?? "")=\(shown)",
            runs: groups.runs(learner, axis, point))
        }
      }
    }.filter { $0.runs.contains { $0.has(metric) } }
  }

  func ageing() -> Part? {
    let curves = curves(.agedError)
    guard let times = curves.first?.runs.first?.numbers(at: AgeingFields.times.path) else { return nil }
    guard times.count > 0, times.allSatisfy({ $0 > 0 }) else { return nil }
    var table = Table(
      caption: "Test error (%) against time since programming; mean over chips and 95 % bootstrap interval.",
      columns: ["time (s)"] + curves.flatMap { [$0.name, "n"] })
    for (index, time) in times.enumerated() {
      table.append(
        [.number(time)]
          + curves.flatMap { curve -> [Table.Cell] in
            let errors = curve.runs.compactMap { $0.metric(.agedError, step: index) }
            return [cell(errors), .count(errors.count)]
          })
    }
    var part = Part(heading: "Ageing", tables: [table])
    let paths = RunGroups.unique(curves.map(\.path))
    for (number, place) in groups.learners.flatMap({ learner in paths.map { (learner, $0) } }).enumerated() {
      let (learner, path) = place
      let own = curves.filter { $0.learner == learner && $0.path == path }
      guard !own.isEmpty else { continue }
      let lines = own.map { curve in
        series(
          curve.point.isEmpty ? learner : curve.point, x: times,
          times.indices.map { index in curve.runs.compactMap { $0.metric(.agedError, step: index) } })
      }
      part.figures.append(
        .init(
          .ageing, "ageing-\(number + 1)",
          LinePlot(
            title: learner, x: .elapsedTime("time since programming"), y: Axis("test error", unit: "%"), series: lines,
            intervals: .bars, size: FigureSize(height: 75)),
          "\(learner)\(path.isEmpty ? "" : ", curves by \(path)"): test error against time since programming; 95 % "
            + "bootstrap intervals over chips."))
      part.finding = (part.finding.map { $0 + " " } ?? "") + finding(learner, own, last: times.count - 1)
    }
    return part
  }

  /// The curves of a learner that rise most and least.
  private func finding(_ learner: String, _ curves: [Curve], last: Int) -> String {
    let rises = curves.compactMap { curve -> (Curve, MeanOverChips, MeanOverChips)? in
      guard let first = MeanOverChips(curve.runs.compactMap { $0.metric(.agedError, step: 0) }, scale: 100),
        let end = MeanOverChips(curve.runs.compactMap { $0.metric(.agedError, step: last) }, scale: 100)
      else { return nil }
      return (curve, first, end)
    }.sorted { $0.2.mean - $0.1.mean < $1.2.mean - $1.1.mean }
    guard let least = rises.first, let most = rises.last else { return "" }
    func text(_ rise: (Curve, MeanOverChips, MeanOverChips)) -> String {
      let place = rise.0.point.isEmpty ? "" : " on \(rise.0.point)"
      return "from \(phrase(rise.1)) to \(phrase(rise.2))\(place)"
    }
    return rises.count == 1
      ? "\(learner) goes \(text(most)) over the times, n = \(most.1.values.count)."
      : "\(learner) goes at most \(text(most)) and at least \(text(least)), n = \(most.1.values.count) each."
  }

  func revival() -> Part? {
    var part = Part(heading: "Reincarnation")
    let revived = curves(.revivalError)
    if !revived.isEmpty {
      let lines = revived.map { curve in
        let steps = curve.runs[0].steps(of: .revivalError).map(\.step)
        return series(
          curve.name, x: steps.map(Double.init),
          steps.map { step in curve.runs.compactMap { $0.metric(.revivalError, step: step) } })
      }
      part.figures.append(
        .init(
          .reincarnation, "reincarnation",
          LinePlot(x: Axis("training images seen"), y: Axis("test error", unit: "%"), series: lines),
          "Test error of a recipient against the images it has seen; 95 % bootstrap bands over chips."))
      var table = Table(
        caption: "Images seen until within the tolerance of the donor, over the chips that got there.",
        columns: [
          "recipient", "at the donor (%)", "at first (%)", "at last (%)", "images needed", "chips that got there", "n",
        ])
      for curve in revived {
        let last = curve.runs[0].steps(of: .revivalError).map(\.step).max() ?? 0
        let needed = curve.runs.compactMap { $0.metric(.revivalExamples) }.filter(\.isFinite)
        table.append([
          .text(curve.name), cell(curve.runs.compactMap { $0.metric(.testError) }),
          cell(curve.runs.compactMap { $0.metric(.revivalError, step: 0) }),
          cell(curve.runs.compactMap { $0.metric(.revivalError, step: last) }),
          cell(needed, scale: 1, decimals: 0), .count(needed.count), .count(curve.runs.count),
        ])
        let mean = MeanOverChips(needed)
        let reached = mean.map { String(format: "%.0f images on average", $0.mean) } ?? "no number of images tried"
        part.finding =
          (part.finding.map { $0 + " " } ?? "")
          + "\(curve.name): back at the donor's error after \(reached), \(needed.count) of \(curve.runs.count) chips."
      }
      part.tables.append(table)
    }
    let pupils = curves(.distillationError)
    if !pupils.isEmpty {
      let lines = pupils.map { curve in
        let steps = curve.runs[0].steps(of: .distillationError).map(\.step)
        return series(
          curve.name, x: steps.map(Double.init),
          steps.map { step in curve.runs.compactMap { $0.metric(.distillationError, step: step) } })
      }
      part.figures.append(
        .init(
          .reincarnation, "distillation", LinePlot(x: Axis("epoch"), y: Axis("test error", unit: "%"), series: lines),
          "Test error of a pupil that learns from the donor's output probabilities; 95 % bootstrap bands."))
      for curve in pupils {
        let last = curve.runs[0].steps(of: .distillationError).map(\.step).max() ?? 0
        guard let mean = MeanOverChips(curve.runs.compactMap { $0.metric(.distillationError, step: last) }, scale: 100),
          let donor = MeanOverChips(curve.runs.compactMap { $0.metric(.testError) }, scale: 100)
        else { continue }
        part.finding =
          (part.finding.map { $0 + " " } ?? "")
          + "Distilled (\(curve.name)): \(phrase(mean)) against the donor's \(phrase(donor)), n = \(mean.values.count)."
      }
    }
    return part.figures.isEmpty ? nil : part
  }
}
