import ExperimentFiles
import ExperimentReports
import Experiments
import Foundation
import Reports
import RunStore
import StrictYAML
import TestSupport
import Testing

/// Ledgers and budgets of made-up runs, by hand.
struct EnergyReportTests {
  private static let technology = """
    id: round
    title: Round numbers
    confidence: none
    array: {rows: 10, columns: 10}
    energies:
      cellRead: {value: 0 pJ, evidence: assumed, source: made up}
      inputConversion: {bits: 8, value: 2 pJ, evidence: assumed, source: made up}
      outputConversion: {bits: 8, value: 10 pJ, evidence: assumed, source: made up}
      multiplyAdd32: {value: 3 pJ, evidence: assumed, source: made up}
      nearByte: {value: 1 pJ, evidence: assumed, source: made up}
    """

  /// Three chips whose counts are 1, 2 and 3 times as large; `bp-exact` errs by a given share of what `ff-in-situ` errs by.
  private func store(_ scratch: ScratchDirectory, share: Double = 1) throws {
    let text = """
      name: sample
      question: What does it cost?
      learners: [ff-in-situ, bp-exact]
      sweep: {chips: 1...3}
      chip: {card: rram-taox-hfox-wu2018}
      """
    try MadeUpRuns.enter(text, into: scratch.url) { configuration in
      let chip = Double(configuration[ChipFields.serial])
      let error = configuration[LearnerFields.name] == .bpExact ? 0.3 * share : 0.3
      var metrics = [
        RunOutcome.Measurement("testError", 0.1), .init("counts.weights", 1_000),
        .init("counts.written.outputConversions", chip), .init("counts.inference.outputConversions", 1),
        .init("counts.inference.inputConversions", 5),
      ]
      for epoch in 1...2 {
        let done = chip * Double(epoch)
        metrics += [
          .init("epochTestError", step: epoch, error / Double(epoch)),
          .init("counts.training.vectors", step: epoch, 100 * done),
          .init("counts.training.outputConversions", step: epoch, 10 * done),
          .init("counts.training.upPulses", step: epoch, 4 * done),
          .init("counts.training.learnerProducts", step: epoch, 7 * done),
        ]
      }
      return metrics
    }
  }

  private func number(_ table: Table, _ row: String, _ column: String) throws -> Double {
    let place = try #require(table.columns.firstIndex(of: column), "\(table.columns)")
    let cells = try #require(table.rows.first { $0[0] == .text(row) })
    switch cells[place] {
    case .number(let value, _), .interval(let value, _, _, _): return value
    case .count(let count): return Double(count)
    default: return .nan
    }
  }

  @Test func joulesByHand() throws {
    let scratch = try ScratchDirectory()
    try store(scratch)
    let file = scratch.url.appendingPathComponent("round.yaml")
    try Self.technology.write(to: file, atomically: true, encoding: .utf8)
    let ledgers = try EnergyLedgers(in: scratch.url, technology: file.path, pulseEnergy: 5e-12)
    let tables = try ledgers.tables()
    let totals = try #require(tables.first { $0.columns.contains("training") })
    // A mean of two chips' worth, both epochs: 40 conversions, 16 pulses, 28 multiply-adds.
    expectClose(try number(totals, "ff-in-situ", "training"), (40 * 10 + 16 * 5 + 28 * 3) * 1e-12, relative: 1e-9)
    expectClose(try number(totals, "ff-in-situ", "weights written"), 20e-12, relative: 1e-9)
    expectClose(try number(totals, "bp-exact", "one inference"), 20e-12, relative: 1e-9)
    let parts = try #require(tables.first { $0.columns.contains("write pulses") })
    expectClose(try number(parts, "bp-exact", "write pulses"), 80e-12, relative: 1e-9)
    let payback = try #require(tables.first { $0.columns.contains("birth (J)") })
    let birth = try number(payback, "bp-exact", "birth (J)")
    expectClose(birth, (400 + 80 + 84 + 20) * 1e-12, relative: 1e-9)
    // 1,000 multiply-adds with weights from SRAM take 1.827 nJ at 7 nm.
    let inferences = birth / (1_000 * (0.077e-12 + 1.75e-12) - 20e-12)
    expectClose(try number(payback, "bp-exact", "birth, 7 nm SRAM"), inferences, relative: 1e-6)

    // The card's own pulses: 1.6 V for 50 ns at 1, 5.5 and 10 uS.
    let own = try EnergyLedgers(in: scratch.url, technology: file.path)
    let pulses = try #require(try own.tables().first { $0.columns.contains("write pulses") })
    expectClose(
      try number(pulses, "bp-exact", "write pulses"), 16 * 1.6 * 1.6 * 50e-9 * 5.5e-6, relative: 1e-6)
  }

  @Test func reportsShowWhereTheEnergyGoes() throws {
    let scratch = try ScratchDirectory()
    try store(scratch)
    let text = try ExperimentReport(in: scratch.url).plainText()
    #expect(text.contains("Energy of training in J, part by part."))
  }

  /// Errors that lie far apart are drawn on a logarithmic axis, others are not.
  @Test(
    .enabled(if: Gnuplot.isInstalled, "gnuplot is not installed (Debian: gnuplot-nox)"),
    arguments: [(1.0, false), (0.2, false), (0.05, true)])
  func errorsFarApartAreDrawnLogarithmically(share: Double, logarithmic: Bool) throws {
    let scratch = try ScratchDirectory()
    try store(scratch, share: share)
    try ExperimentReport(in: scratch.url).write()
    let script = try String(
      contentsOf: scratch.url.appendingPathComponent("figures/budget-vectors.gp"), encoding: .utf8)
    #expect(script.contains("set logscale y") == logarithmic)
  }
}
