internal import ExperimentFiles
internal import Reports
internal import RunStore
internal import Statistics

/// Copies against what was swept: how chips must differ for weights to be mortal.
extension ExperimentReport {
  func copiesAgainstSweep() -> Part? {
    let learners = copyingAnywhere
    guard !groups.axes.isEmpty, !learners.isEmpty else { return nil }
    var part = Part(heading: "Copies against what was swept")
    for (number, axis) in groups.axes.enumerated() {
      var table = Table(
        caption:
          "\(axis.title); all else at rest. Means over donor–recipient pairs with 95 % bootstrap intervals over chips.",
        columns: [
          "learner", axis.title, "mortality index", "at home (%)", "re-programmed on itself (%)",
          "on another chip (%)", "excess on itself (points)", "output correlation of the last layer", "pairs",
        ])
      var curves: [LinePlot.Series] = []
      for learner in learners {
        var found: [(x: Double, value: Double, interval: Interval)] = []
        for (place, point) in axis.points.enumerated() {
          let runs = groups.runs(learner, axis, point).filter { $0.has(.copyError) }
          let pairs = pairs(runs, away: true)
          guard !pairs.isEmpty else { continue }
          let index = MortalityIndex(copyPairs(runs))
          if let index, let interval = index.interval {
            found.append((axis.numbers?[place] ?? Double(place), index.value, interval))
          }
          let last = Set(runs.flatMap { $0.parts(of: .correlation) }).max() ?? ""
          table.append([
            .text(learner), .text(RunGroups.Axis.shown(point)),
            index?.cell(decimals: 3) ?? .missing,
            cell(runs.compactMap { $0.metric(.testError) }),
            cell(self.pairs(runs, away: false).compactMap { $0.run.metric(.copyError, step: $0.recipient) }),
            cell(overPairs: pairs) { $0.metric(.copyError, step: $1) }, excessOnItself(runs),
            cell(overPairs: pairs, scale: 1, decimals: 3) { $0.metric(last, step: $1) },
            .count(pairs.count),
          ])
        }
        found.sort { $0.x < $1.x }
        if !found.isEmpty {
          curves.append(
            .init(
              learner, x: found.map(\.x), y: found.map(\.value), lower: found.map(\.interval.lower),
              upper: found.map(\.interval.upper)))
        }
      }
      part.tables.append(table)
      guard axis.numbers != nil, curves.contains(where: { $0.x.count > 1 }) else { continue }
      part.figures.append(
        .init(
          .mortality, "mortality-\(number + 1)",
          LinePlot(x: Axis(axis.title), y: Axis("mortality index"), series: curves, intervals: .bars),
          "Mortality index against \(axis.title); 95 % bootstrap intervals over chips."))
    }
    return part
  }
}
