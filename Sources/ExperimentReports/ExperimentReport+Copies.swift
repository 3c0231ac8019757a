internal import ExperimentFiles
internal import Foundation
internal import Reports
internal import RunStore
internal import Statistics

extension ReportFigure {
  static let copyMatrix = ReportFigure("copyMatrix", "error of every donor's weights on every recipient")
  static let layerCorrelation = ReportFigure(
    "layerCorrelation", "correlation of a copy's outputs with the donor's, layer by layer")
  static let mortality = ReportFigure("mortality", "mortality index of every learner")
  static let chain = ReportFigure("chain", "error against the generation of a chain of copies")
}

/// Weights carried to other chips.
extension ExperimentReport {
  func donors(_ learner: String) -> [StoredRun] { groups.runs(learner).filter { $0.has(.copyError) } }

  /// Learners with copies where all swept fields are at rest.
  var copying: [String] { groups.learners.filter { !donors($0).isEmpty } }

  /// Learners with copies at any point of the sweep.
  var copyingAnywhere: [String] {
    let known = Set(groups.runs.filter { $0.has(.copyError) }.map(\.learner))
    return groups.learners.filter { known.contains($0) }
  }

  /// The matrix of donors and recipients, and what became of outputs and decisions.
  func copies() -> Part? {
    guard !copying.isEmpty else { return nil }
    var part = Part(heading: "Copies")
    part.paragraphs.append(
      "Weights are read from the donor through its own converters and programmed closed loop on the recipient. The "
        + "diagonal is a chip re-programmed with its own weights.")
    var table = Table(
      caption: "Copies to other chips; mean over donor–recipient pairs and 95 % bootstrap interval over chips.",
      columns: [
        "learner", "at home (%)", "re-programmed on itself (%)", "on another chip (%)", "excess on itself (points)",
        "decisions that change (%)", "decisions that change at home (%)", "output correlation by layer", "pairs",
      ])
    for (number, learner) in copying.enumerated() {
      let runs = donors(learner)
      let recipients = Array(Set(runs.flatMap { $0.steps(of: .copyError).map(\.step) })).sorted()
      let serials = Array(Set(runs.map(\.serial))).sorted()
      let matrix = serials.map { donor in
        recipients.map { recipient -> Double in
          let found = runs.filter { $0.serial == donor }.compactMap { $0.metric(.copyError, step: recipient) }
          return found.isEmpty ? .nan : 100 * found.reduce(0, +) / Double(found.count)
        }
      }
      part.figures.append(
        .init(
          .copyMatrix, "copy-matrix-\(number + 1)",
          HeatMap(
            title: learner, values: matrix, rows: Axis("donor chip"), columns: Axis("recipient chip"),
            rowLabels: serials.map(String.init), columnLabels: recipients.map(String.init),
            colour: Axis("test error", unit: "%"), annotation: 1),
          "\(learner): test error of every donor's weights on every recipient."))
      let pairs = pairs(runs, away: true)
      let layers = Set(runs.flatMap { $0.parts(of: .correlation) }).sorted()
      let correlations = layers.map { layer in
        MeanOverChips(pairs.compactMap { $0.run.metric(layer, step: $0.recipient) }).map {
          String(format: "%.3f", $0.mean)
        } ?? "–"
      }
      table.append([
        .text(learner), cell(runs.compactMap { $0.metric(.testError) }),
        cell(self.pairs(runs, away: false).compactMap { $0.run.metric(.copyError, step: $0.recipient) }),
        cell(overPairs: pairs) { $0.metric(.copyError, step: $1) }, excessOnItself(runs),
        cell(overPairs: pairs) { $0.metric(.changedDecisions, step: $1) },
        cell(runs.compactMap { $0.metric(.changedAtHome) }), .text(correlations.joined(separator: ", ")),
        .count(pairs.count),
      ])
    }
    part.tables.append(table)
    if let drawing = correlations() { part.figures.append(drawing) }
    return part
  }

  /// Correlation of outputs by layer.
  private func correlations() -> Drawing? {
    let layers = Set(groups.runs.flatMap { $0.parts(of: .correlation) }).sorted()
    guard !layers.isEmpty else { return nil }
    let bars = copying.map { learner in
      let pairs = pairs(donors(learner), away: true)
      return BarPlot.Series(
        learner,
        bars: layers.map { layer in
          switch cell(overPairs: pairs, scale: 1, { $0.metric(layer, step: $1) }) {
          case .interval(let mean, let lower, let upper, _): return .init(mean, interval: lower...upper)
          case .number(let mean, _): return .init(mean)
          default: return .init(.nan)
          }
        })
    }
    return .init(
      .layerCorrelation, "layer-correlation",
      BarPlot(
        categories: layers.map { "layer \($0.drop { !$0.isNumber })" }, value: Axis("output correlation"), series: bars),
      "Correlation of a copy's outputs with the original's on the same images, layer by layer; 95 % bootstrap intervals "
        + "over chips.")
  }

  /// Donors with each of their recipients: other chips, or themselves.
  func pairs(_ runs: [StoredRun], away: Bool) -> [(run: StoredRun, recipient: Int)] {
    runs.flatMap { run in
      run.steps(of: .copyError).map(\.step).filter { ($0 != run.serial) == away }.map { (run, $0) }
    }
  }

  /// (copy error − home error) / (untrained error − home error), pair by pair.
  func mortality() -> Part? {
    var table = Table(
      caption: "Mortality index (copy error − home error) / (untrained error − home error): 0 the copy is as good as "
        + "the original, 1 it knows nothing. Ratio of means over donor–recipient pairs; the 95 % bootstrap interval draws "
        + "chips, as pairs that share a chip are not independent. No index where the untrained readout is not "
        + "significantly worse than the original.",
      columns: ["learner", "mortality index", "untrained readout (%)", "pairs"])
    var bars: [(String, Double, Interval)] = []
    for learner in copying {
      let pairs = pairs(donors(learner), away: true)
      guard pairs.count(where: { $0.run.metric(.untrainedError, step: $0.recipient) != nil }) > 1 else { continue }
      let floors = cell(overPairs: pairs) { $0.metric(.untrainedError, step: $1) }
      guard let index = MortalityIndex(copyPairs(donors(learner))) else {
        table.append([.text(learner), .missing, floors, .count(pairs.count)])
        continue
      }
      if let interval = index.interval { bars.append((learner, index.value, interval)) }
      table.append([.text(learner), index.cell(decimals: 3), floors, .count(pairs.count)])
    }
    guard !bars.isEmpty else { return nil }
    var part = Part(heading: "Mortality index", tables: [table])
    part.figures.append(
      .init(
        .mortality, "mortality",
        BarPlot(
          categories: bars.map(\.0), value: Axis("mortality index"),
          series: [.init("mortality index", bars: bars.map { .init($0.1, interval: $0.2.lower...$0.2.upper) })]),
        "Mortality index of every learner with its 95 % bootstrap interval over chips."))
    let phrases = bars.map { String(format: "\($0.0) %.2f [%.2f, %.2f]", $0.1, $0.2.lower, $0.2.upper) }
    part.finding = "Mortality index (0 immortal, 1 the copy knows nothing): \(phrases.joined(separator: "; "))."
    return part
  }

  /// Error and decisions against generation.
  func chain() -> Part? {
    let learners = groups.learners.filter { name in groups.runs(name).contains { $0.has(.chainError) } }
    guard !learners.isEmpty else { return nil }
    var table = Table(
      caption:
        "Copies of copies; generation 0 is the trained chip. Test error (%), mean over chains and 95 % bootstrap "
        + "interval.", columns: ["generation"] + learners.flatMap { [$0, "n"] })
    let steps = groups.runs(learners[0])[0].steps(of: .chainError).map(\.step)
    for step in steps {
      table.append(
        [.count(step)]
          + learners.flatMap { learner -> [Table.Cell] in
            let errors = values(.chainError, learner, step: step)
            return [cell(errors), .count(errors.count)]
          })
    }
    var changes = Table(
      caption: "Decisions on test images that are not the founder's any more (%).", columns: ["generation"] + learners)
    for step in steps where step > 0 {
      changes.append([.count(step)] + learners.map { cell(values(.chainChanged, $0, step: step)) })
    }
    let curves = learners.map { learner in
      series(learner, x: steps.map(Double.init), steps.map { values(.chainError, learner, step: $0) })
    }
    return Part(
      heading: "Copies of copies",
      figures: [
        .init(
          .chain, "chain", LinePlot(x: Axis("generation"), y: Axis("test error", unit: "%"), series: curves),
          "Test error along a chain of chips, each programmed from the one before; 95 % bootstrap bands over chains.")
      ], tables: [table, changes])
  }
}
