internal import ExperimentFiles
internal import Reports
internal import RunStore
internal import Statistics

/// Paired tests.
extension ExperimentReport {
  /// Every two learners, paired by chip and seed at all points of the sweep at rest; and home against copies.
  func tests() throws -> Part? {
    var found: [(what: String, differences: Sample, p: Double)] = []
    func add(_ what: String, _ first: [String: Double], _ second: [String: Double]) throws {
      let keys = first.keys.filter { second[$0] != nil }.sorted()
      guard keys.count >= 3 else { return }
      let differences = try Sample(differencesOf: keys.compactMap { first[$0] }, and: keys.compactMap { second[$0] })
      guard try differences.variance() > 0 else { return }
      found.append((what, differences, try differences.tTest().pValue))
    }
    func errors(_ runs: [StoredRun]) -> [String: Double] {
      Dictionary(
        runs.compactMap { run in run.metric(.testError).map { (run.pair, $0) } },
        uniquingKeysWith: { first, _ in first })
    }
    let learners = groups.learners
    for (index, learner) in learners.enumerated() {
      for other in learners[(index + 1)...] {
        try add("\(learner) − \(other)", errors(groups.runs(learner)), errors(groups.runs(other)))
      }
      let runs = groups.runs(learner).filter { $0.has(.copyError) }
      let away = Dictionary(
        runs.compactMap { run in awayErrors([run]).first.map { (run.pair, $0) } },
        uniquingKeysWith: { first, _ in first })
      try add("\(learner): copy − home", away, errors(runs))
      for axis in groups.axes {
        for point in axis.points where point != axis.rest {
          try add(
            "\(learner): \(axis.path) \(RunGroups.Axis.shown(point)) − \(RunGroups.Axis.shown(axis.rest))",
            errors(groups.runs(learner, axis, point)),
            errors(groups.runs(learner, axis, axis.rest)))
        }
      }
    }
    guard !found.isEmpty else { return nil }
    let adjusted = try MultipleTesting.holm(found.map(\.p))
    var table = Table(
      caption:
        "Paired t-tests of test errors, pairs by chip and seed; p adjusted by Holm over all \(found.count) tests.",
      columns: ["difference", "mean difference (points)", "n", "p", "p (Holm)", "differ at 5 %"])
    for (test, p) in zip(found, adjusted) {
      table.append([
        .text(test.what), cell(test.differences.values), .count(test.differences.count), .number(test.p),
        .number(p), .text(p < 0.05 ? "yes" : "no"),
      ])
    }
    return Part(heading: "Tests of differences", tables: [table])
  }
}
