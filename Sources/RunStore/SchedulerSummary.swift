/// What came of a session of the scheduler.
package struct SchedulerSummary: Sendable, Equatable {
  /// A run that ended with an error.
  package struct Failure: Sendable, Equatable {
    package var run: RunID
    package var label: String
    package var error: String
  }

  /// Runs of the experiment.
  package var total = 0
  /// Complete before the session began.
  package var before = 0
  /// Completed by this process.
  package var completed = 0
  /// All failed runs of the experiment, also those of earlier sessions and other processes.
  package var failures: [Failure] = []
  /// Neither complete nor failed at the end.
  package var unfinished = 0
  /// Whether a signal ended the session early.
  package var wasInterrupted = false
  /// Wall time of the session.
  package var seconds = 0.0

  /// Of no runs.
  package init() {}

  /// Whether the experiment is complete.
  package var isComplete: Bool { failures.isEmpty && unfinished == 0 }

  /// What is printed at the end: a line of counts, then a line per failed run.
  package var lines: [String] {
    let complete = total - unfinished - failures.count
    var parts = ["\(complete) of \(total) runs complete"]
    if before > 0 { parts.append("\(before) of them before") }
    if !failures.isEmpty { parts.append("\(failures.count) failed") }
    if unfinished > 0 { parts.append("\(unfinished) not finished") }
    var lines = [parts.joined(separator: ", ") + (wasInterrupted ? "; interrupted, run again to go on" : "")]
    lines += failures.map { "failed: \($0.run) \($0.label): \($0.error)" }
    if !failures.isEmpty { lines.append("--retry-failed tries \(failures.count == 1 ? "it" : "them") again") }
    return lines
  }
}
