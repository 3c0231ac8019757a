internal import Energy
internal import ExperimentFiles
internal import Experiments
internal import Foundation
internal import Reports
internal import RunStore

extension ReportFigure {
  static let budgets = ReportFigure("budgets", "test error against vectors read, write pulses and joules")
  static let energy = ReportFigure("energy", "where the energy of training goes, learner by learner")
}

/// What learning costs: errors against budgets, and where the energy goes.
extension ExperimentReport {
  /// A point of the sweep at which learners are compared; the whole experiment where nothing is swept.
  private struct Place {
    let name: String
    let runs: (String) -> [StoredRun]
  }

  private var places: [Place] {
    guard !groups.axes.isEmpty else { return [Place(name: "", runs: { groups.runs($0) })] }
    return groups.axes.flatMap { axis in
      axis.points.map { point in Place(name: RunGroups.Axis.shown(point), runs: { groups.runs($0, axis, point) }) }
    }
  }

  /// The ledgers of this report; nil where runs kept no counts or a number is missing.
  private var ledgers: EnergyLedgers? {
    guard groups.runs.contains(where: { EnergyLedgers.counts($0, .training) != nil }) else { return nil }
    return try? EnergyLedgers(
      results, technology: TechnologyLibrary.technology(EnergyLedgers.usual), leavesGaps: true)
  }

  /// Test error against vectors read, write pulses and joules, epoch by epoch. Where something is swept only if the file
  /// asks for it.
  func budgets() -> Part? {
    let learners = groups.learners
    guard groups.axes.isEmpty || results.selects(.budgets), learners.count > 1,
      groups.runs.contains(where: { EnergyLedgers.counts($0, .training) != nil })
    else { return nil }
    let ledgers = self.ledgers
    var part = Part(heading: "Error against budgets")
    part.paragraphs.append(
      "Each mark is an epoch, at the mean of what training had taken up to then; tests are not counted. A chip whose "
        + "training stopped early keeps its last error.")
    for gap in ledgers?.gaps ?? [] { part.paragraphs.append("No joules: \(gap).") }
    let budgets: [(name: String, axis: Axis, of: (StoredRun, Int) -> Double?)] = [
      (
        "vectors", Axis("vectors read by all layers", scale: .logarithmic),
        { EnergyLedgers.counts($0, .training, step: $1)?[.vectors] }
      ),
      (
        "pulses", Axis("write pulses", scale: .logarithmic),
        { run, step in EnergyLedgers.counts(run, .training, step: step).map { $0[.upPulses] + $0[.downPulses] } }
      ),
      (
        "joules", Axis("energy of training", unit: "J", scale: .logarithmic),
        { run, step in (try? ledgers?.ledger(run, .training, step: step))?.total.value }
      ),
    ]
    for (number, place) in places.enumerated() {
      for budget in budgets {
        let lines = learners.compactMap { line($0, place.runs($0), budget.of) }
        guard !lines.isEmpty else { continue }
        let suffix = place.name.isEmpty ? "" : "-\(number + 1)"
        part.figures.append(
          .init(
            .budgets, "budget-\(budget.name)\(suffix)",
            LinePlot(
              title: place.name.isEmpty ? nil : place.name, x: budget.axis,
              y: Axis("test error", unit: "%", scale: Self.errorScale(lines)),
              series: lines, legend: .right, size: FigureSize(width: 170, height: 95)),
            "Test error against \(budget.axis.label)\(place.name.isEmpty ? "" : " on \(place.name)"); a line a learner, 95 % "
              + "bootstrap bands over chips.", width: 170))
      }
    }
    return part
  }

  /// Logarithmic where errors lie more than a factor of twenty apart, so that small ones can still be told apart.
  private static func errorScale(_ lines: [LinePlot.Series]) -> Axis.Scale {
    let errors = lines.flatMap { $0.y + $0.lower + $0.upper }.filter(\.isFinite)
    guard let least = errors.min(), let most = errors.max(), least > 0, most > 20 * least else { return .linear }
    return .logarithmic
  }

  private func line(
    _ learner: String, _ runs: [StoredRun], _ budget: (StoredRun, Int) -> Double?
  ) -> LinePlot.Series? {
    let errors = runs.map { run in run.steps(of: .epochTestError).sorted { $0.step < $1.step } }
    let epochs = Set(errors.joined().map(\.step)).sorted()
    var (x, y): ([Double], [[Double]]) = ([], [])
    for epoch in epochs {
      var (spent, found): ([Double], [Double]) = ([], [])
      for (run, own) in zip(runs, errors) {
        guard let last = own.last(where: { $0.step <= epoch }), let cost = budget(run, last.step), cost > 0 else {
          continue
        }
        spent.append(cost)
        found.append(last.value)
      }
      guard !spent.isEmpty else { continue }
      x.append(spent.reduce(0, +) / Double(spent.count))
      y.append(found)
    }
    return x.isEmpty ? nil : series(learner, x: x, y)
  }

  /// Joules of training and of an inference, stacked by part.
  func energy() -> Part? {
    guard groups.axes.isEmpty || results.selects(.energy), let ledgers else { return nil }
    var part = Part(heading: "Energy")
    part.paragraphs.append(
      "What runs counted times the energies of \(ledgers.technology.id) and of the card's own cells and pulses; other "
        + "technologies, ranges and break-even with mortal energy.")
    for (number, place) in places.enumerated() {
      for (work, what) in [(CountedWork.training, "training"), (.inference, "inference")] {
        let means = groups.learners.compactMap { learner in
          (try? ledgers.mean(place.runs(learner), work)).map { (learner, $0) }
        }
        guard means.contains(where: { $0.1.total.value > 0 }) else { continue }
        let shown = LedgerPart.allCases.filter { part in means.contains { $0.1[part].value > 0 } }
        let suffix = place.name.isEmpty ? "" : "-\(number + 1)"
        let largest = means.map(\.1.total.high).max() ?? 1
        let (unit, size) =
          [("J", 1.0), ("mJ", 1e-3), ("uJ", 1e-6), ("nJ", 1e-9)].first { largest >= $0.1 } ?? ("pJ", 1e-12)
        part.figures.append(
          .init(
            .energy, "energy-\(what)\(suffix)",
            StackedBarPlot(
              title: place.name.isEmpty ? nil : place.name, categories: means.map(\.0),
              value: Axis("energy of \(work == .training ? "training" : "one inference")", unit: unit),
              series: shown.map { part in .init(part.title, values: means.map { $0.1[part].value / size }) },
              ranges: means.map { $0.1.total.low / size...$0.1.total.high / size }, width: 130),
            "Energy of \(work == .training ? "training" : "one inference")"
              + "\(place.name.isEmpty ? "" : " on \(place.name)"), part by part, mean over chips; whiskers are the range in "
              + "which sources put the sum.", width: 130))
      }
    }
    for work in [CountedWork.training, .inference] {
      if let table = try? ledgers.parts(work), !table.rows.isEmpty { part.tables.append(table) }
    }
    return part.figures.isEmpty ? nil : part
  }
}
