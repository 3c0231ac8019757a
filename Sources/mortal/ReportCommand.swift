import ArgumentParser
import Experiments
import Foundation

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Writes a study's report, or prints its results.",
    discussion: """
      html writes report.html, results.csv and the figures into the folder; csv and json go to standard output.
      Example: mortal report out/first-look
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case html, csv, json }

  @Argument(help: "Folder of the results.")
  var folder: String

  @Option(help: "html, csv or json.")
  var format = Format.html

  @Option(help: "The study, in a folder of several.")
  var study: String?

  func run() throws {
    let url = URL(fileURLWithPath: folder)
    switch format {
    case .html: print(try StudyReport(in: url, study: study).write().path)
    case .csv: print(try StudyResults.stored(in: url, study: study).csv(), terminator: "")
    case .json: print(String(decoding: try StudyResults.stored(in: url, study: study).json(), as: UTF8.self))
    }
  }
}
