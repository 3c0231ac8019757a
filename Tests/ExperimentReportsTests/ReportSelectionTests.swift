import ExperimentFiles
import ExperimentReports
import Experiments
import Foundation
import RunStore
import StrictYAML
import TestSupport
import Testing

/// `metrics:` and `report:` of an experiment's file.
struct ReportSelectionTests {
  @Test(arguments: [
    ("metrics: [testEror]", "testError"), ("report: [errorByLerner]", "errorByLearner"), ("metrics: 3", "list"),
    ("report: []", "1"),
  ]) func unknownNamesAreNamed(line: String, hint: String) {
    let text = "name: a\nquestion: b\n\(line)\n"
    #expect {
      try ReportTable.check(ExperimentFile(document: try YAMLDocument(text: text, file: "file.yaml")))
    } throws: { error in
      "\(error)".hasPrefix("file.yaml:3:") && "\(error)".contains(hint)
    }
  }

  /// `docs/configuration.md` has every field, learner, figure and metric as they are.
  @Test func referenceIsUpToDate() throws {
    let docs = ShippedExperiments.folder.deletingLastPathComponent().appendingPathComponent("docs/configuration.md")
    let figures = ReportTable.figures.map { (name: $0.name, meaning: $0.meaning) }
    #expect(
      try String(contentsOf: docs, encoding: .utf8) == ConfigurationReference.markdown(figures: figures),
      "run `mortal experiment schema --markdown > docs/configuration.md`")
    #expect(figures.count > 20 && Set(figures.map(\.name)).count == figures.count)
  }

  /// What shipped experiments want to show, there is.
  @Test(arguments: ShippedExperiments.names) func shippedExperimentsNameFigures(name: String) throws {
    try ReportTable.check(
      ExperimentFile(contentsOf: ShippedExperiments.folder.appendingPathComponent("\(name)/experiment.yaml").path))
  }

  /// A store with two learners on four chips, with copies and a chain.
  private func report(_ extra: String, in scratch: ScratchDirectory) throws -> (page: String, csv: String) {
    let text =
      "name: sample\nquestion: Does it hold?\n\(extra)\nlearners: [bp-offline, ff-offline]\nsweep: {chips: 1...4}\n"
      + "copy: {recipients: [1, 2]}\n"
    try MadeUpRuns.enter(text, into: scratch.url) { configuration in
      let chip = Double(configuration[ChipFields.serial])
      let kind: Double = configuration[LearnerFields.name] == .bpOffline ? 0 : 0.05
      let home = 0.1 + kind + chip / 500
      var metrics: [RunOutcome.Measurement] = [
        .init("testError", home), .init("rate", 0.2), .init("writesPerWeight", 3),
        .init("chainError", step: 0, home), .init("chainError", step: 1, home + 0.02),
        .init("epochTestError", step: 1, 0.3), .init("epochTestError", step: 2, 0.2),
      ]
      for recipient in 1...2 {
        let lost = 0.05 + Double(recipient) / 300
        metrics.append(.init("copyError", step: recipient, home + lost))
        metrics.append(.init("untrainedError", step: recipient, 0.5))
      }
      return metrics
    }
    let page = try ExperimentReport(in: scratch.url).write()
    return (
      try String(contentsOf: page, encoding: .utf8),
      try String(contentsOf: scratch.url.appendingPathComponent("results.csv"), encoding: .utf8)
    )
  }

  private func figures(_ page: String) -> [String] {
    page.matches(of: /href="figures\/([a-z0-9-]+)\.csv"/).map { String($0.1) }
  }

  @Test func everythingWhenLeftOut() throws {
    let (page, csv) = try report("", in: ScratchDirectory())
    #expect(figures(page) == ["errors", "learning-curves", "copy-matrix-1", "copy-matrix-2", "mortality", "chain"])
    #expect(csv.contains(",chainError,") && csv.contains(",rate,"))
  }

  @Test func figuresAreChosenAndOrdered() throws {
    let (page, _) = try report("report: [chain, mortality, errorByLearner]", in: ScratchDirectory())
    #expect(figures(page) == ["chain", "mortality", "errors"])
  }

  @Test func metricsAreChosen() throws {
    let (page, csv) = try report("metrics: [testError, writesPerWeight]", in: ScratchDirectory())
    #expect(figures(page) == ["errors"])
    let names = Set(
      csv.split(separator: "\n").dropFirst().compactMap { line in
        line.split(separator: ",", omittingEmptySubsequences: false).dropLast(5).last.map(String.init)
      })
    #expect(names == ["testError", "writesPerWeight"])
    #expect(page.contains("writes per weight") && !page.contains(">rate<"))
  }
}
