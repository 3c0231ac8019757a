internal import Foundation
package import Progress
internal import Synchronization

/// Works through the runs of an experiment, several at a time, and shares them with other processes.
package struct Scheduler: Sendable {
  /// Threads that each work on one run at a time.
  package var jobs: Int
  /// Shows the progress; nil shows none.
  package var progress: ProgressLine?
  /// Whether SIGINT and SIGTERM end the work cleanly.
  package var handlesSignals: Bool
  /// Whether the failed runs of earlier sessions are tried again.
  package var retriesFailed: Bool

  package init(
    jobs: Int, progress: ProgressLine? = nil, handlesSignals: Bool = true, retriesFailed: Bool = false
  ) {
    precondition(jobs > 0, "\(jobs) jobs")
    self.jobs = jobs
    self.progress = progress
    self.handlesSignals = handlesSignals
    self.retriesFailed = retriesFailed
  }

  /// Runs what is not done yet.
  ///
  /// Every run is recorded in a transaction of its own as soon as it ends. An error of `execute` is recorded with its
  /// run and does not stop the others; `CancellationError` gives the run back. Returns when nothing is left to do:
  /// runs of other processes are waited for, and taken over when their process dies.
  ///
  /// - Parameters:
  ///   - experiment: registered with the store together with its runs.
  ///   - execute: called on several threads at once; its result must depend on the run alone.
  /// - Throws: `StoreError` when results cannot be recorded; all other threads have ended by then.
  package func run(
    experiment: String, in store: ResultStore,
    execute: @escaping @Sendable (RunID, RunContext) throws -> RunOutcome
  ) throws -> SchedulerSummary { try run(.experiment(experiment), in: store, execute: execute) }

  /// Runs what is not done yet of a selection, which stays the same whatever others enter into the store meanwhile.
  /// - Throws: as ``run(experiment:in:execute:)``; the ``EndsSession`` of a run.
  package func run(
    _ selection: RunSelection, in store: ResultStore,
    execute: @escaping @Sendable (RunID, RunContext) throws -> RunOutcome
  ) throws -> SchedulerSummary {
    let start = ProgressLine.uptime()
    let watch = handlesSignals ? InterruptWatch() : nil
    defer { watch?.end() }
    if retriesFailed { try store.retryFailed(selection) }
    try store.reclaimAbandoned()
    let before = try store.status(of: selection)
    let session = SchedulerSession(
      selection, store: store, isInterrupted: { watch?.isInterrupted ?? false }, execute: execute)
    let group = DispatchGroup()
    for number in 0..<min(jobs, max(before.waiting + before.running, 1)) {
      group.enter()
      let thread = Thread {
        session.work()
        group.leave()
      }
      thread.name = "run-\(number)"
      thread.stackSize = 8 << 20
      thread.start()
    }
    var lastBeat = start
    while group.wait(timeout: .now() + 0.1) == .timedOut {
      let now = ProgressLine.uptime()
      if now - lastBeat > 10 {
        lastBeat = now
        // A missed beat matters only to processes that cannot ask the lock; real trouble shows when a run is recorded.
        try? store.beat(session.atWork)
      }
      let note = session.isStopping ? "stopping" : session.note
      progress?.show(
        done: session.done, before: before.complete + before.failed, total: before.total, note: note)
    }
    progress?.finish()
    try session.throwTrouble()
    return try session.summary(before: before, seconds: ProgressLine.uptime() - start)
  }
}
