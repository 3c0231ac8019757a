import ArgumentParser
import ExperimentReports
import Experiments
import Foundation
import RunStore

struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Puts the results of shares together, and writes the report.",
    discussion: """
      Takes over what mortal run --share or --slurm left in DIR; may be repeated, also while shares are at work. Exit
      code 1 when runs are missing or failed.
      Example: mortal merge out/sweep
      """)

  @Argument(help: "Folder of the results.")
  var folder: String

  @Flag(inversion: .prefixedNo, help: "Writes the report where an experiment is complete.")
  var report = true

  func run() throws {
    let directory = URL(fileURLWithPath: folder)
    var isComplete = true
    for (experiment, shares, count) in try ExperimentExecution.merge(in: directory) {
      var line = "\(experiment): \(count.complete) complete and \(count.failed) failed runs "
      line += "taken over from \(shares) shares"
      if count.common > 0 { line += ", \(count.common) were there already" }
      print(line)
      if count.different > 0 {
        Terminal.warn(
          "\(count.different) runs were done in two stores with different numbers (machines whose OpenBLAS has other "
            + "kernels?); the first are kept")
      }
      if count.unknown > 0 {
        Terminal.warn(
          "\(count.unknown) runs of the shares are not of the experiment as its file is now; they were left out")
      }
      let results = try ExperimentResults(in: directory, experiment: experiment)
      let status = results.status
      if !status.isFinished || status.failed > 0 { isComplete = false }
      if report, status.isFinished, status.complete > 0 {
        print("report: \(try ExperimentReport(in: directory, experiment: experiment).write().path)")
      }
    }
    for line in try ExperimentResults.statusLines(in: directory) { print(line) }
    if !isComplete { throw ExitCode.failure }
  }
}
