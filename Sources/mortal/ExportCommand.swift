import ArgumentParser
import Experiments
import Foundation

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all metrics of a study as CSV: one line per run, metric and step.",
    discussion: "Example: mortal export out/first-look --output results.csv")

  @Argument(help: "Folder of the results.")
  var folder: String

  @Option(help: "The file to write.")
  var output: String

  @Option(help: "The study, in a folder of several.")
  var study: String?

  func run() throws {
    let text = try StudyResults.stored(in: URL(fileURLWithPath: folder), study: study).csv()
    try StudyResults.write(text, to: output)
    Terminal.note("wrote \(output)")
  }
}
