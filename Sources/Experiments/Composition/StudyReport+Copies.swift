internal import Foundation
internal import Reports
internal import Statistics

/// Weights carried to other chips.
extension StudyReport {
  private func donors(_ learner: String) -> [StoredRun] { groups.runs(learner).filter { $0.has("copyError") } }

  private var copying: [String] { groups.learners.filter { !donors($0).isEmpty } }

  /// The matrix of donors and recipients, and what became of outputs and decisions.
  func copies() -> Part? {
    guard !copying.isEmpty else { return nil }
    var part = Part(heading: "Copies")
    part.paragraphs.append(
      "Weights are read from the donor through its own converters and programmed closed loop on the recipient. The "
        + "diagonal is a chip re-programmed with its own weights.")
    var table = Table(
      caption: "Copies to other chips; mean over donor–recipient pairs and 95 % bootstrap interval over pairs.",
      columns: ["learner", "at home (%)", "re-programmed on itself (%)", "on another chip (%)",
        "decisions that change (%)", "decisions that change at home (%)", "output correlation by layer", "pairs"])
    for (number, learner) in copying.enumerated() {
      let runs = donors(learner)
      let recipients = Array(Set(runs.flatMap { $0.steps(of: "copyError").map(\.step) })).sorted()
      let serials = Array(Set(runs.map(\.serial))).sorted()
      let matrix = serials.map { donor in
        recipients.map { recipient -> Double in
          let found = runs.filter { $0.serial == donor }.compactMap { $0.metric("copyError", step: recipient) }
          return found.isEmpty ? .nan : 100 * found.reduce(0, +) / Double(found.count)
        }
      }
      part.figures.append((
        "copy-matrix-\(number + 1)",
        HeatMap(
          title: learner, values: matrix, rows: Axis("donor chip"), columns: Axis("recipient chip"),
          rowLabels: serials.map(String.init), columnLabels: recipients.map(String.init),
          colour: Axis("test error", unit: "%"), annotation: 1),
        "\(learner): test error of every donor's weights on every recipient.", 85))
      let pairs = pairs(runs, away: true)
      let layers = Set(runs.flatMap { $0.metrics.map(\.name) }.filter { $0.hasPrefix("correlation.") }).sorted()
      let correlations = layers.map { layer in
        StudyMean(pairs.compactMap { $0.run.metric(layer, step: $0.recipient) }).map { String(format: "%.3f", $0.mean) } ?? "–"
      }
      table.append([
        .text(learner), cell(runs.compactMap { $0.metric("testError") }),
        cell(self.pairs(runs, away: false).compactMap { $0.run.metric("copyError", step: $0.recipient) }),
        cell(pairs.compactMap { $0.run.metric("copyError", step: $0.recipient) }),
        cell(pairs.compactMap { $0.run.metric("changedDecisions", step: $0.recipient) }),
        cell(runs.compactMap { $0.metric("changedAtHome") }), .text(correlations.joined(separator: ", ")),
        .count(pairs.count),
      ])
    }
    part.tables.append(table)
    return part
  }

  /// Donors with each of their recipients: other chips, or themselves.
  private func pairs(_ runs: [StoredRun], away: Bool) -> [(run: StoredRun, recipient: Int)] {
    runs.flatMap { run in
      run.steps(of: "copyError").map(\.step).filter { ($0 != run.serial) == away }.map { (run, $0) }
    }
  }

  /// (copy error − home error) / (untrained error − home error), pair by pair.
  func mortality() throws -> Part? {
    var table = Table(
      caption: "Mortality index (copy error − home error) / (untrained error − home error): 0 the copy is as good as "
        + "the original, 1 it knows nothing. Ratio of means over donor–recipient pairs, 95 % bootstrap interval over "
        + "pairs (pairs that share a chip are not independent). No index where the untrained readout is not "
        + "significantly worse than the original.",
      columns: ["learner", "mortality index", "untrained readout (%)", "pairs"])
    var bars: [(String, Double, Interval)] = []
    for learner in copying {
      let pairs = pairs(donors(learner), away: true)
      let triples = pairs.compactMap { pair -> (home: Double, copy: Double, floor: Double)? in
        guard let home = pair.run.metric("testError"), let copy = pair.run.metric("copyError", step: pair.recipient),
          let floor = pair.run.metric("untrainedError", step: pair.recipient)
        else { return nil }
        return (home, copy, floor)
      }
      guard triples.count > 1 else { continue }
      func index(_ places: [Double]) -> Double {
        let chosen = places.map { triples[Int($0)] }
        let lost = chosen.reduce(0) { $0 + $1.copy - $1.home }
        return lost / chosen.reduce(0) { $0 + $1.floor - $1.home }
      }
      // An index needs something that can be lost.
      guard let room = StudyMean(triples.map { $0.floor - $0.home }), let ends = room.interval, ends.lower > 0 else {
        table.append([.text(learner), .missing, cell(triples.map(\.floor)), .count(triples.count)])
        continue
      }
      let places = triples.indices.map(Double.init)
      let value = index(places)
      let sample = try Sample(places, name: "pairs of \(learner)")
      let bootstrap = Bootstrap(resamples: 2_000, seed: 1, method: .percentile)
      // A resample without room has an infinite index, and then there is no interval.
      guard let interval = try? bootstrap.interval(of: sample, statistic: index) else {
        table.append([.text(learner), .missing, cell(triples.map(\.floor)), .count(triples.count)])
        continue
      }
      bars.append((learner, value, interval))
      table.append([
        .text(learner), .interval(value, lower: interval.lower, upper: interval.upper, decimals: 3),
        cell(triples.map(\.floor)), .count(triples.count),
      ])
    }
    guard !bars.isEmpty else { return nil }
    var part = Part(heading: "Mortality index", tables: [table])
    part.figures.append((
      "mortality",
      BarPlot(
        categories: bars.map(\.0), value: Axis("mortality index"),
        series: [.init("mortality index", bars: bars.map { .init($0.1, interval: $0.2.lower...$0.2.upper) })]),
      "Mortality index of every learner with its 95 % bootstrap interval over chip pairs.", 85))
    let phrases = bars.map { String(format: "\($0.0) %.2f [%.2f, %.2f]", $0.1, $0.2.lower, $0.2.upper) }
    part.finding = "Mortality index (0 immortal, 1 the copy knows nothing): \(phrases.joined(separator: "; "))."
    return part
  }

  /// Error against generation.
  func chain() -> Part? {
    let learners = groups.learners.filter { name in groups.runs(name).contains { $0.has("chainError") } }
    guard !learners.isEmpty else { return nil }
    var table = Table(
      caption: "Copies of copies; generation 0 is the trained chip. Test error (%), mean over chains and 95 % bootstrap "
        + "interval.", columns: ["generation"] + learners.flatMap { [$0, "n"] })
    let steps = groups.runs(learners[0])[0].steps(of: "chainError").map(\.step)
    for step in steps {
      table.append(
        [.count(step)] + learners.flatMap { learner -> [Table.Cell] in
          let errors = values("chainError", learner, step: step)
          return [cell(errors), .count(errors.count)]
        })
    }
    let curves = learners.map { learner in
      series(learner, x: steps.map(Double.init), steps.map { values("chainError", learner, step: $0) })
    }
    return Part(
      heading: "Copies of copies",
      figures: [
        (
          "chain", LinePlot(x: Axis("generation"), y: Axis("test error", unit: "%"), series: curves),
          "Test error along a chain of chips, each programmed from the one before; 95 % bootstrap bands over chains.", 85
        )
      ], tables: [table])
  }
}
