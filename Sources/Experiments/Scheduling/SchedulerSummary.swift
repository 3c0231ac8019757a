/// What came of a session of the scheduler.
public struct SchedulerSummary: Sendable, Equatable {
  /// A run that ended with an error.
  public struct Failure: Sendable, Equatable {
    public var run: RunID
    public var label: String
    public var error: String
  }

  /// Runs of the study.
  public var total = 0
  /// Complete before the session began.
  public var before = 0
  /// Completed by this process.
  public var completed = 0
  /// All failed runs of the study, also those of earlier sessions and other processes.
  public var failures: [Failure] = []
  /// Neither complete nor failed at the end.
  public var unfinished = 0
  /// Whether a signal ended the session early.
  public var wasInterrupted = false
  /// Wall time of the session.
  public var seconds = 0.0

  /// Whether the study is complete.
  public var isComplete: Bool { failures.isEmpty && unfinished == 0 }

  /// What is printed at the end: a line of counts, then a line per failed run.
  public var lines: [String] {
    let complete = total - unfinished - failures.count
    var parts = ["\(complete) of \(total) runs complete"]
    if before > 0 { parts.append("\(before) of them before") }
    if !failures.isEmpty { parts.append("\(failures.count) failed") }
    if unfinished > 0 { parts.append("\(unfinished) not finished") }
    var lines = [parts.joined(separator: ", ") + (wasInterrupted ? "; interrupted, run again to go on" : "")]
    lines += failures.map { "failed: \($0.run) \($0.label): \($0.error)" }
    return lines
  }
}
