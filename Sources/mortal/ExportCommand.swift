import ArgumentParser
import ExperimentReports
import Foundation
import NumPyFiles
import OutputFiles
import RunStore

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Writes all metrics of an experiment as CSV or for NumPy: one line per run, metric and step.",
    discussion: """
      A file whose name ends in .npz has the columns as arrays, one in .json all runs as objects, anything else is CSV.
      Example: mortal export out/first-look --output results.csv
      """)

  @Argument(help: "Folder of the results.")
  var folder: String

  @Option(help: "The file to write.")
  var output: String

  @Option(help: "The experiment, in a folder of several.")
  var experiment: String?

  func run() throws {
    let file = try OutputFile.ready(output, endings: ["csv", "npz", "json"])
    let results = try ExperimentResults.stored(in: URL(fileURLWithPath: folder), experiment: experiment)
    switch OutputFile.ending(of: output) {
    case "npz": try NPZ.write(results.arrays(), deflated: true, to: output)
    case "json": try file.write(results.json())
    default: try file.write(results.csv())
    }
    if let mixture = results.makings.mixture { Terminal.warn(mixture) }
    Terminal.note("wrote \(output)")
  }
}
