internal import ExperimentFiles
internal import Foundation
internal import Reports
internal import RunStore
internal import Statistics

extension ReportFigure {
  static let lifetimes = ReportFigure("lifetimes", "mortality index against error at home")
}

/// Whether one can choose how mortal weights shall be.
extension ExperimentReport {
  /// Mortality index against error at home: learners whose label is a method, a space and a setting make a curve.
  func lifetimes() -> Part? {
    guard results.selects(.lifetimes) else { return nil }
    var table = Table(
      caption:
        "Ways of training: error at home and on a copy, and the mortality index with its 95 % interval over chips. On "
        + "the frontier: no other way errs less at home and loses less.",
      columns: ["training", "at home (%)", "copy (%)", "mortality index", "frontier", "pairs"])
    var found: [(method: String, label: String, home: Double, index: Double, row: [Table.Cell])] = []
    for learner in copying {
      let runs = donors(learner)
      let pairs = copyPairs(runs)
      guard let index = MortalityIndex(pairs) else { continue }
      let home = pairs.reduce(0) { $0 + $1.home } / Double(pairs.count)
      found.append(
        (
          method: String(learner.split(separator: " ").first ?? ""), label: learner, home: home, index: index.value,
          row: [
            .text(learner), cell(runs.compactMap { $0.metric(.testError) }),
            cell(overPairs: self.pairs(runs, away: true)) { $0.metric(.copyError, step: $1) }, index.cell(decimals: 3),
          ]
        ))
    }
    guard !found.isEmpty else { return nil }
    for one in found {
      let beaten = found.contains { $0.home < one.home && $0.index < one.index }
      let pairs = copyPairs(donors(one.label)).count
      table.append(one.row + [.text(beaten ? "" : "yes"), .count(pairs)])
    }
    var part = Part(heading: "Lifetimes", tables: [table])
    part.figures.append(
      .init(
        .lifetimes, "lifetimes",
        LinePlot(
          x: Axis("error at home", unit: "%"), y: Axis("mortality index"),
          series: RunGroups.unique(found.map(\.method)).map { method in
            let own = found.filter { $0.method == method }
            return .init(method, x: own.map { 100 * $0.home }, y: own.map(\.index))
          }),
        "Mortality index against error at home; a curve for every way of training, in the order of its settings."))
    return part
  }
}
