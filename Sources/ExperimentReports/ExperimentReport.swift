internal import ExperimentFiles
package import Foundation
internal import Matrices
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
    results = try ExperimentResults(in: directory, experiment: experiment)
    self.directory = directory
    guard !results.complete.isEmpty else {
      throw ExperimentReportError.nothingComplete(experiment: results.experiment.name, path: directory.path)
    }
    groups = RunGroups(results)
  }

  /// Draws the figures and writes `report.html` and `results.csv`; figures and their numbers lie in `figures`.
  /// - Returns: the page.
  /// - Throws: `ReportError`, `StatisticsError`.
  @discardableResult
  package func write() throws -> URL {
    let parts = try parts()
    let folder = directory.appendingPathComponent("figures")
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
    let page = directory.appendingPathComponent("report.html")
    let report = HTMLReport(
      title: results.experiment.name, question: results.experiment.question,
      answer: parts.compactMap(\.finding).joined(separator: " "), sections: sections,
      configuration: results.base.sorted { $0.key < $1.key }.map {
        .init(path: $0.key, value: $0.value.value, isDefault: $0.value.origin == .default)
      },
      provenance: [
        ("Program", "mortal \(results.experiment.program)"), ("BLAS core of this machine", BLAS.coreName),
        (
          "Runs",
          "\(results.status.complete) complete, \(results.status.failed) failed, "
            + "\(results.status.waiting + results.status.running) not finished"
        ),
        ("Intervals", "95 %, percentile bootstrap over chips (seed 1), unless said otherwise"),
      ])
    try report.write(to: page)
    let csv = try ExperimentResults.stored(in: directory, experiment: results.experiment.name).csv()
    try ExperimentResults.write(csv, to: directory.appendingPathComponent("results.csv").path)
    return page
  }

  /// All tables in their order.
  /// - Throws: `StatisticsError`.
  package func tables() throws -> [Table] { try parts().flatMap(\.tables) }

  /// The tables as text.
  /// - Throws: `StatisticsError`.
  package func plainText() throws -> String {
    try parts().flatMap { part in (part.finding.map { [$0 + "\n"] } ?? []) + part.tables.map { $0.plainText() } }
      .joined(separator: "\n")
  }
}
