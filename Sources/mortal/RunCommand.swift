import ArgumentParser
import Foundation

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs what is not done yet of an experiment, and writes its report.",
    discussion: """
      Every finished run is kept at once: after an interruption the same command goes on. Several processes may work on
      one folder. Exit code 1 when runs failed.
      Example: mortal run Experiments/first-look/experiment.yaml --quick --output out/first-look
      """)

  @OptionGroup var experiment: ExperimentOptions

  @Option(help: "Folder of the results.")
  var output: String

  @Option(help: "Runs at a time; the numbers do not depend on it.")
  var jobs = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Tries runs again that failed before.")
  var retryFailed = false

  @Flag(inversion: .prefixedNo, help: "Writes the report at the end.")
  var report = true

  func run() throws {
    try ExperimentSession(output: output, jobs: jobs, retriesFailed: retryFailed, reports: report)
      .run(experiment.execution())
  }
}
