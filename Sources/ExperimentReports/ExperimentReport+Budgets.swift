internal import ExperimentFiles
internal import Foundation
internal import Reports
internal import RunStore

extension ReportFigure {
  static let resurrection = ReportFigure(
    "resurrection", "error of a copy after a remedy, against the images that it took")
  static let theft = ReportFigure("theft", "error on a thief's chip against what was stolen")
}

/// Errors against what was spent: on bringing a copy back, or on stealing a net.
extension ExperimentReport {
  func resurrection() -> Part? {
    guard
      var part = budgets(
        .resurrectedError, .resurrection, "Price of resurrection", x: "images (or rewrites)",
        caption: "error of a copy after a remedy")
    else { return nil }
    var table = Table(
      caption:
        "What a remedy took in all: input vectors read a layer, write pulses a weight, and their energy where the "
        + "card says it; means over chips. At home: the donor.",
      columns: [
        "learner", "remedy", "images", "error (%)", "at home (%)", "reads", "pulses a weight", "energy (uJ)", "n",
      ])
    for curve in budgetCurves(.resurrectedError) {
      for step in curve.steps {
        let errors = curve.runs.compactMap { $0.metric(curve.metric, step: step) }
        func spent(_ metric: Metric) -> [Double] {
          curve.runs.compactMap { $0.metric(metric.named(curve.part), step: step) }
        }
        table.append([
          .text(curve.learner), .text(curve.part), .count(step), cell(errors),
          cell(curve.runs.compactMap { $0.metric(.testError) }), cell(spent(.resurrectionReads), scale: 1, decimals: 0),
          cell(spent(.resurrectionPulses), scale: 1, decimals: 1),
          cell(spent(.resurrectionEnergy).filter { $0 > 0 }, scale: 1e6, decimals: nil), .count(errors.count),
        ])
      }
    }
    part.tables = [table]
    return part
  }

  func theft() -> Part? {
    budgets(
      .stolenError, .theft, "Theft", x: "reads of a weight, or queries", caption: "error on a thief's chip")
  }

  /// A metric with parts, and the steps of one part.
  private struct BudgetCurve {
    let learner: String
    let metric: String
    let part: String
    let runs: [StoredRun]
    var steps: [Int] { runs.first?.steps(of: metric).map(\.step) ?? [] }
  }

  private func budgetCurves(_ metric: Metric) -> [BudgetCurve] {
    groups.learners.flatMap { learner -> [BudgetCurve] in
      let runs = groups.runs(learner)
      let names = RunGroups.unique(runs.flatMap { $0.parts(of: metric) })
      return names.map { name in
        BudgetCurve(
          learner: learner, metric: name, part: String(name.dropFirst(metric.rawValue.count + 1)),
          runs: runs.filter { !$0.steps(of: name).isEmpty })
      }
    }
  }

  private func budgets(
    _ metric: Metric, _ figure: ReportFigure, _ heading: String, x: String, caption: String
  ) -> Part? {
    let all = budgetCurves(metric)
    guard !all.isEmpty else { return nil }
    var table = Table(
      caption:
        "\(caption.prefix(1).uppercased() + caption.dropFirst()) (%), mean over chips and 95 % bootstrap interval.",
      columns: ["learner", "by", x, "error (%)", "n"])
    var part = Part(heading: heading)
    for (number, learner) in groups.learners.enumerated() {
      let own = all.filter { $0.learner == learner }
      guard !own.isEmpty else { continue }
      for curve in own {
        for step in curve.steps {
          let errors = curve.runs.compactMap { $0.metric(curve.metric, step: step) }
          table.append([.text(learner), .text(curve.part), .count(step), cell(errors), .count(errors.count)])
        }
      }
      let home = MeanOverChips(values(.testError, learner), scale: 100)
      part.figures.append(
        .init(
          figure, "\(figure.name)-\(number + 1)",
          LinePlot(
            title: learner, x: Axis(x, scale: .logarithmic), y: Axis("test error", unit: "%"),
            series: own.map { curve in
              let steps = curve.steps.filter { $0 > 0 }
              return series(
                curve.part, x: steps.map(Double.init),
                steps.map { step in curve.runs.compactMap { $0.metric(curve.metric, step: step) } })
            }, references: home.map { [.init(y: $0.mean, label: "donor at home")] } ?? [], intervals: .bars),
          "\(learner): \(caption); 95 % bootstrap intervals over chips."))
    }
    part.tables.append(table)
    return part
  }
}
