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
  /// Runs at a time and threads of each, where they were asked for.
  let jobs: Int?
  var threads: Int?
  var retriesFailed = false
  var reports = true
  var strictness = StrictOption()

  var folder: URL { URL(fileURLWithPath: output) }

  /// - Throws: `ExitCode.failure` when runs failed or are left over.
  func run(_ execution: ExperimentExecution) throws {
    try execution.notices().forEach(Terminal.warn)
    try OutputFolder.prepare(output)
    let summary = try execution.run(in: folder, plan(of: execution), retriesFailed: retriesFailed) { Terminal.note($0) }
    try tell(summary, of: execution)
  }

  /// One share alone, without a report.
  /// - Throws: `ExitCode.failure` when runs of the share failed or are left over.
  func run(_ share: RunShare, of execution: ExperimentExecution) throws {
    let summary = try execution.run(share, in: folder, plan(of: execution), retriesFailed: retriesFailed)
    for line in summary.lines { Terminal.note("share \(share): \(line)") }
    if !summary.isComplete { throw ExitCode.failure }
  }

  private func plan(of execution: ExperimentExecution) throws -> ThreadPlan {
    for (option, value) in [("--jobs", jobs), ("--threads", threads)] {
      if let value, value < 1 { throw ValidationError("\(option): \(value) is outside 1...") }
    }
    return try ThreadPlan(jobs: jobs, threads: threads, runs: execution.runs.count)
  }

  /// Says how far an experiment is, and reports where it has ended.
  /// - Throws: `ExitCode.failure` when runs failed or are left over.
  func tell(_ summary: SchedulerSummary, of execution: ExperimentExecution) throws {
    for line in summary.lines { Terminal.note(line) }
    if reports, summary.unfinished == 0, summary.failures.count < summary.total {
      let made = try ExperimentReport(in: folder, of: execution)
      let page = try made.write()
      print(try made.plainText())
      print("report: \(page.path)")
      if let mixture = made.mixture { Terminal.warn(mixture) }
      if let saturation = made.saturation { try strictness.judge([saturation], saturation: [saturation]) }
    }
    if !summary.isComplete { throw ExitCode.failure }
  }

  /// A comparison, with its file and `results.json` beside the report.
  func run(_ comparison: Comparison) throws {
    try OutputFolder.prepare(output)
    let execution = try ExperimentExecution(comparison.file(), directory: folder)
    if try ReportPlace.isFirst(execution.file.recordedName, in: folder) {
      try OutputFile(output + "/experiment.yaml").write(execution.file.text)
    }
    try run(execution)
    let results = try ExperimentResults(in: folder, of: execution)
    let place = results.place.path == folder.path ? output : results.place.path
    try OutputFile(place + "/experiment.yaml").write(execution.file.text)
    try ComparisonResults(results, of: comparison).write(to: place)
    print("wrote \(place)/results.json")
  }
}
