import ArgumentParser
import ExperimentReports
import Foundation
import RunStore

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes an experiment's report, or prints its results.",
    discussion: """
      html writes report.html, results.csv and the figures into the folder; all others go to standard output: csv and
      json with all metrics, markdown with the report's tables, recorded in the form that is kept beside experiments.
      Of such a file, the report is made as of a folder; html then needs --output.
      Example: mortal report out/first-look
      Example: mortal report Experiments/mortality-spectrum/results.csv --format markdown
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case html, csv, json, markdown, recorded }

  @Argument(help: "Folder of the results, or a file of recorded ones.")
  var folder: String

  @Option(help: "html, csv, json, markdown or recorded.")
  var format = Format.html

  @Option(help: "The experiment, in a folder of several.")
  var experiment: String?

  @Option(help: "Of recorded results: the folder for the report.")
  var output: String?

  func run() throws {
    guard folder.hasSuffix(".csv") else { return try report(URL(fileURLWithPath: folder)) }
    let file = URL(fileURLWithPath: folder)
    if format == .html, output == nil { throw ValidationError("--output: name the folder for the report of \(folder)") }
    let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("mortal-\(UUID().uuidString)")
    let place = output.map { URL(fileURLWithPath: $0) } ?? scratch
    defer { try? FileManager.default.removeItem(at: scratch) }
    try RecordedResults.enter(file, of: RecordedResults.experiment(of: file), into: place)
    try report(place)
  }

  private func report(_ url: URL) throws {
    switch format {
    case .html: print(try ExperimentReport(in: url, experiment: experiment).write().path)
    case .csv: print(try ExperimentResults.stored(in: url, experiment: experiment).csv(), terminator: "")
    case .json:
      print(String(decoding: try ExperimentResults.stored(in: url, experiment: experiment).json(), as: UTF8.self))
    case .markdown: print(try ExperimentReport(in: url, experiment: experiment).markdown(), terminator: "")
    case .recorded: print(try RecordedResults.csv(in: url, experiment: experiment), terminator: "")
    }
  }
}
