import ArgumentParser
import ExperimentReports
import Foundation
import RunStore

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes an experiment's report, or prints its results.",
    discussion: """
      html writes report.html, results.csv and the figures into the folder; csv and json go to standard output.
      Example: mortal report out/first-look
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case html, csv, json }

  @Argument(help: "Folder of the results.")
  var folder: String

  @Option(help: "html, csv or json.")
  var format = Format.html

  @Option(help: "The experiment, in a folder of several.")
  var experiment: String?

  func run() throws {
    let url = URL(fileURLWithPath: folder)
    switch format {
    case .html: print(try ExperimentReport(in: url, experiment: experiment).write().path)
    case .csv: print(try ExperimentResults.stored(in: url, experiment: experiment).csv(), terminator: "")
    case .json:
      print(String(decoding: try ExperimentResults.stored(in: url, experiment: experiment).json(), as: UTF8.self))
    }
  }
}
