import ArgumentParser
import ExperimentFiles
import ExperimentReports
import Experiments
import Foundation
import RunStore

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
    guard jobs >= 1 else { throw ValidationError("--jobs: \(jobs) is outside 1...") }
    let execution = try experiment.execution()
    let folder = URL(fileURLWithPath: output)
    let summary = try execution.run(in: folder, jobs: jobs, retriesFailed: retryFailed)
    for line in summary.lines { Terminal.note(line) }
    if report, summary.unfinished == 0, summary.failures.count < summary.total {
      let made = try ExperimentReport(in: folder, experiment: execution.file.recordedName)
      let page = try made.write()
      print(try made.plainText())
      print("report: \(page.path)")
    }
    if !summary.isComplete { throw ExitCode.failure }
  }
}
