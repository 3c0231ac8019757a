import ArgumentParser
import ExperimentReports
import Foundation
import NumPyFiles
import RunStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all metrics of an experiment as CSV or for NumPy: one line per run, metric and step.",
    discussion: """
      A file whose name ends in .npz has the columns as arrays, anything else is CSV.
      Example: mortal export out/first-look --output results.csv
      """)

  @Argument(help: "Folder of the results.")
  var folder: String

  @Option(help: "The file to write.")
  var output: String

  @Option(help: "The experiment, in a folder of several.")
  var experiment: String?

  func run() throws {
    let results = try ExperimentResults.stored(in: URL(fileURLWithPath: folder), experiment: experiment)
    if output.hasSuffix(".npz") {
      try NPZ.write(results.arrays(), deflated: true, to: output)
    } else {
      try ExperimentResults.write(results.csv(), to: output)
    }
    Terminal.note("wrote \(output)")
  }
}
