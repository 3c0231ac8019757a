import ExperimentFiles
import ExperimentReports
import Experiments
import Foundation
import Reports
import RunStore
import StrictYAML
import TestSupport
import Testing

/// Half-doses of made-up runs against numbers worked out by hand, and reports of recorded results.
struct HalfDoseTests {
  private static let text = """
    name: doses
    question: Where is the half-dose?
    learners: [bp-offline]
    copy: {comparesOutputs: false}
    sweep:
      zip:
        - {chips: 1...6, copy.recipients: [[101], [102], [103], [104], [105], [106]]}
        - chip.adc.offsetSpread: [0, 1.5, 3, 6]
    """

  /// Six pairs of chips lose 1/10, 1/2 and 9/10 of what was learned at doses 1.5, 3 and 6.
  private func store(_ scratch: URL, _ text: String = text, lost: [Double] = [0, 0.1, 0.5, 0.9]) throws {
    let doses = [1.0, 1.5, 3, 6]
    try MadeUpRuns.enter(text, into: scratch) { configuration in
      let dose = configuration[ConverterFields.adc.offsetSpread]
      let share = lost[doses.firstIndex(of: dose) ?? 0]
      let recipient = configuration[CopyFields.recipients][0]
      return [
        .init("testError", 0.06), .init("digitalError", 0.05),
        .init("copyError", step: recipient, 0.06 + 0.2 * share), .init("untrainedError", step: recipient, 0.26),
      ]
    }
  }

  private func halfDose(_ directory: URL) throws -> [Table.Cell] {
    let table = try #require(
      try ExperimentReport(in: directory).tables().first { $0.columns.contains("lost by copying") })
    return try #require(table.rows.first)
  }

  @Test func workedByHand() throws {
    let scratch = try ScratchDirectory()
    try store(scratch.url)
    let row = try halfDose(scratch.url)
    #expect(row[0] == .text("chip.adc.offsetSpread") && row[1] == .text("bp-offline"))
    #expect(row[2] == .text("3 [3, 3]"))
    // The logit is 2 ln 9 over two octaves.
    guard case .number(let slope, _) = row[3] else { throw Missing() }
    expectClose(slope, log(9) / log(2), relative: 1e-6)
    // Writing loses 0.01 of 0.21 at every dose: no half.
    #expect(row[4] == .text("> 6"))
    #expect(row.last == .text("none; 1 is assumed"))
  }

  private struct Missing: Error {}

  /// Losses of a tenth more at the middle dose have another half-dose.
  @Test func aTenthIsFound() throws {
    let scratch = try ScratchDirectory()
    try store(scratch.url, lost: [0, 0.1, 0.55, 0.9])
    #expect(try halfDose(scratch.url)[2] != .text("3 [3, 3]"))
  }

  /// One difference at a time, and no run with all of them at rest.
  @Test func needsNoRunAtRest() throws {
    let scratch = try ScratchDirectory()
    let text = Self.text.replacingOccurrences(
      of: "[0, 1.5, 3, 6]", with: "[1.5, 3, 6, 0, 0]\n      chip.variation.dieReadOffset: [0, 0, 0, 1, 2]")
    try store(scratch.url, text)
    let row = try halfDose(scratch.url)
    #expect(row[0] == .text("chip.adc.offsetSpread") && row[2] == .text("3 [3, 3]"))
  }

  /// What was written beside an experiment gives the same report again; strange lines are named.
  @Test func recordedResultsGiveTheSameReport() throws {
    let (scratch, again) = (try ScratchDirectory(), try ScratchDirectory())
    try store(scratch.url)
    let csv = again.url.appendingPathComponent("results.csv")
    let yaml = again.url.appendingPathComponent("experiment.yaml")
    try Self.text.write(to: yaml, atomically: true, encoding: .utf8)
    try RecordedResults.csv(in: scratch.url).write(to: csv, atomically: true, encoding: .utf8)
    let place = again.url.appendingPathComponent("store")
    try RecordedResults.enter(csv, of: RecordedResults.experiment(of: csv), into: place)
    #expect(try ExperimentReport(in: place).markdown() == ExperimentReport(in: scratch.url).markdown())
    for (line, number) in [("bp-offline,77,,testError,0,0.1", 2), ("bp-offline,1,testError,0,0.1", 2)] {
      try "learner,chip,where,metric,step,value\n\(line)\n".write(to: csv, atomically: true, encoding: .utf8)
      #expect("\(line)") {
        try RecordedResults.enter(csv, of: yaml, into: again.url.appendingPathComponent("other"))
      } throws: { error in
        if case .foreign(_, number, _) = error as? ExperimentReportError { true } else { false }
      }
    }
  }
}
