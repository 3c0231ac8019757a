import ArgumentParser
import ExperimentFiles
import ExperimentReports
import Experiments
import Foundation
import OutputFiles
import RunStore

/// What every command that runs an experiment does: run what is not done yet, report, and tell.
struct ExperimentSession {
  let output: String
  let jobs: Int
  var retriesFailed = false
  var reports = true

  private var folder: URL { URL(fileURLWithPath: output) }

  /// - Throws: `ExitCode.failure` when runs failed or are left over.
  func run(_ execution: ExperimentExecution) throws {
    guard jobs >= 1 else { throw ValidationError("--jobs: \(jobs) is outside 1...") }
    let summary = try execution.run(in: folder, jobs: jobs, retriesFailed: retriesFailed)
    for line in summary.lines { Terminal.note(line) }
    if reports, summary.unfinished == 0, summary.failures.count < summary.total {
      let made = try ExperimentReport(in: folder, experiment: execution.file.recordedName)
      let page = try made.write()
      print(try made.plainText())
      print("report: \(page.path)")
    }
    if !summary.isComplete { throw ExitCode.failure }
  }

  /// A comparison, with its file and `results.json` beside the report.
  func run(_ comparison: Comparison) throws {
    let execution = try ExperimentExecution(comparison.file())
    try OutputFolder.make(output)
    try OutputFile(output + "/experiment.yaml").write(execution.file.text)
    try run(execution)
    let results = try ExperimentResults(in: folder, experiment: execution.file.recordedName)
    try ComparisonResults(results, of: comparison).write(to: output)
    print("wrote \(output)/results.json")
  }
}
