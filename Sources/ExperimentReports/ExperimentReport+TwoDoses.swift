internal import Foundation
internal import Reports
internal import RunStore
internal import Statistics

/// Two differences between chips at once, against what each alone would have.
extension ExperimentReport {
  /// Points of the sweep with exactly two numeric fields off rest: the share of what was learned that is lost there, and
  /// what the half-doses of the two predict if doses add, or if their squares do.
  func twoDoses() -> Part? {
    var table = Table(
      caption:
        "Two differences at once: what is lost of what was learned by writing the digital original, and what the "
        + "curves of one at a time predict: 1/(1 + e^−slope), e the sum of both doses in units of their half-doses, or "
        + "the root of the sum of their squares, slope the geometric mean of both.",
      columns: ["differences", "learner", "doses", "lost by writing", "if doses add", "if squares add", "pairs"])
    let axes = groups.axes.filter { $0.numbers != nil }
    for learner in copying {
      var found: [(key: [String], axes: [RunGroups.Axis], runs: [StoredRun])] = []
      for run in groups.runs where run.learner == learner {
        let off = axes.filter { run.parameters[$0.path] != $0.rest }
        guard off.count == 2 else { continue }
        let key = off.map { run.parameters[$0.path] ?? "" }
        if let place = found.firstIndex(where: { $0.key == key && $0.axes.map(\.path) == off.map(\.path) }) {
          found[place].runs.append(run)
        } else {
          found.append((key, off, [run]))
        }
      }
      for (key, off, runs) in found {
        let pairs = copyPairs(runs)
        let lost = pairs.compactMap { pair in pair.lostByWriting.map { (pair.chips, $0) } }
        let curves = off.compactMap { halfDose(learner, $0).writing?.curve }
        let doses = key.compactMap { Double($0.split(separator: " ").first ?? "") }
        guard !lost.isEmpty, curves.count == 2, doses.count == 2 else { continue }
        let values = lost.map(\.1)
        let mean = values.reduce(0, +) / Double(values.count)
        let interval = try? ChipPairs(lost.map(\.0)).interval { MortalityIndex.mean(values, $0) }
        let shares = zip(doses, curves).map { $0 / $1.halfDose }
        let slope = (curves[0].slope * curves[1].slope).squareRoot()
        func predicted(_ dose: Double) -> Table.Cell { .number(1 / (1 + pow(dose, -slope)), decimals: 3) }
        table.append([
          .text(off.map(\.title).joined(separator: " and ")), .text(learner), .text(key.joined(separator: " and ")),
          interval.map { .interval(mean, lower: $0.lower, upper: $0.upper, decimals: 3) }
            ?? .number(mean, decimals: 3),
          predicted(shares[0] + shares[1]),
          predicted((shares[0] * shares[0] + shares[1] * shares[1]).squareRoot()), .count(lost.count),
        ])
      }
    }
    return table.rows.isEmpty ? nil : Part(heading: "Two differences at once", tables: [table])
  }
}
