internal import ExperimentFiles
package import Experiments
package import Foundation
internal import OutputFiles
package import Reports
internal import RunStore
internal import Statistics

/// The report of an experiment: question, answer, figures with intervals, tables with n, tests, configuration, version.
package struct ExperimentReport: Sendable {
  let results: ExperimentResults
  let groups: RunGroups
  let directory: URL

  /// - Throws: `ExperimentReportError.nothingComplete`, `StoreError`.
  package init(in directory: URL, experiment: String? = nil) throws {
    try self.init(ExperimentResults(in: directory, experiment: experiment), directory)
  }

  /// The report of what was executed here.
  /// - Throws: `ExperimentReportError.nothingComplete`, `StoreError`.
  package init(in directory: URL, of execution: ExperimentExecution) throws {
    try self.init(ExperimentResults(in: directory, of: execution), directory)
  }

  private init(_ results: ExperimentResults, _ directory: URL) throws {
    self.results = results
    self.directory = directory
    guard !results.complete.isEmpty else {
      throw ExperimentReportError.nothingComplete(experiment: results.experiment.name, path: directory.path)
    }
    groups = RunGroups(results)
  }

  /// Draws the figures and writes `report.html` and `results.csv`; figures and their numbers lie in `figures`. All of it
  /// lies where ``ReportPlace`` says.
  /// - Returns: the page.
  /// - Throws: `ReportError`, `StatisticsError`.
  @discardableResult
  package func write() throws -> URL {
    let parts = try parts()
    let place = results.place
    try OutputFolder.prepare(place.path)
    let folder = place.appendingPathComponent("figures")
    var sections: [HTMLReport.Section] = []
    for part in parts {
      var items: [HTMLReport.Item] = part.paragraphs.map { .paragraph($0) }
      for figure in part.figures {
        let files = try figure.figure.draw(to: folder, name: figure.name, formats: [.svg, .pdf])
        guard let svg = files[.svg] else { continue }
        let drawing = try InlineSVG(
          contentsOf: svg, prefix: figure.name.filter { $0.isLetter || $0.isNumber }, title: figure.caption)
        items.append(
          .figure(
            .init(
              drawing, caption: figure.caption, width: figure.width,
              files: ["figures/\(figure.name).pdf", "figures/\(figure.name).csv"])))
      }
      items += part.tables.map { .table($0) }
      sections.append(.init(part.heading, items: items))
    }
    let page = place.appendingPathComponent("report.html")
    let report = HTMLReport(
      title: results.experiment.name, question: results.experiment.question,
      answer: parts.compactMap(\.finding).joined(separator: " "), sections: sections,
      configuration: results.base.sorted { $0.key < $1.key }.map {
        .init(path: $0.key, value: $0.value.value, isDefault: $0.value.origin == .default)
      },
      provenance: [
        ("Program and OpenBLAS kernels of the runs", results.makings.text),
        (
          "Runs",
          "\(results.status.complete) complete, \(results.status.failed) failed, "
            + "\(results.status.waiting + results.status.running) not finished"
        ),
        ("Intervals", "95 %, percentile bootstrap over chips (seed 1), unless said otherwise"),
      ])
    try report.write(to: page)
    try OutputFile(place.appendingPathComponent("results.csv").path).write(results.stored().csv())
    return page
  }

  /// What must be said of conversions beyond a full scale in the tests of runs; nil where there were none.
  package var saturation: String? {
    let found = results.complete.compactMap { run in run.metric(.saturation).map { (run.label, $0) } }
      .filter { $0.1 > 0 }
    guard let worst = found.max(by: { $0.1 < $1.1 }) else { return nil }
    let percent = worst.1 >= 0.001 ? "\((worst.1 * 1000).rounded() / 10) %" : "less than 0.1 %"
    return "in the tests of \(found.count) of \(results.complete.count) runs conversions of outputs lay beyond the "
      + "full scale and were held there, at most \(percent) of them (\(worst.0)); raise chip.outputHeadroom"
  }

  /// What must be said of runs that were made with different programs or kernels; nil where they were not.
  package var mixture: String? { results.makings.mixture }

  /// All tables in their order.
  /// - Throws: `StatisticsError`.
  package func tables() throws -> [Table] { try parts().flatMap(\.tables) }

  /// The tables as text.
  /// - Throws: `StatisticsError`.
  package func plainText() throws -> String {
    try parts().flatMap { part in (part.finding.map { [$0 + "\n"] } ?? []) + part.tables.map { $0.plainText() } }
      .joined(separator: "\n")
  }

  /// The tables in Markdown, each with its caption above.
  /// - Throws: `StatisticsError`.
  package func markdown() throws -> String {
    try parts().flatMap(\.tables).map { ($0.caption.map { $0 + "\n\n" } ?? "") + $0.markdown() }.joined(separator: "\n")
  }
}
