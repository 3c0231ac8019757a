import ArgumentParser
import ExperimentReports
import Foundation
import RunStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all metrics of an experiment as CSV: one line per run, metric and step.",
    discussion: "Example: mortal export out/first-look --output results.csv")

  @Argument(help: "Folder of the results.")
  var folder: String

  @Option(help: "The file to write.")
  var output: String

  @Option(help: "The experiment, in a folder of several.")
  var experiment: String?

  func run() throws {
    let text = try ExperimentResults.stored(in: URL(fileURLWithPath: folder), experiment: experiment).csv()
    try ExperimentResults.write(text, to: output)
    Terminal.note("wrote \(output)")
  }
}
