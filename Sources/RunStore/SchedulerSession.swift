internal import Foundation
internal import Progress
internal import Synchronization

/// What the threads of one session share.
final class SchedulerSession: Sendable {
  private struct State {
    var completed = 0
    var failed = 0
    var active: [ObjectIdentifier: RunContext] = [:]
    var trouble: (any Error)?
    var othersWork = 0
  }

  private let experiment: String
  private let store: ResultStore
  private let isInterrupted: @Sendable () -> Bool
  private let execute: @Sendable (RunID, RunContext) throws -> RunOutcome
  private let state = Mutex(State())

  init(
    experiment: String, store: ResultStore, isInterrupted: @escaping @Sendable () -> Bool,
    execute: @escaping @Sendable (RunID, RunContext) throws -> RunOutcome
  ) {
    self.experiment = experiment
    self.store = store
    self.isInterrupted = isInterrupted
    self.execute = execute
  }

  /// Whether no further run is begun: after a signal, or when results cannot be recorded.
  var isStopping: Bool { isInterrupted() || state.withLock { $0.trouble != nil } }

  /// Runs finished here, and the reported shares of those at work.
  var done: Double {
    state.withLock { state in
      Double(state.completed + state.failed) + state.active.values.reduce(0) { $0 + $1.progress }
    }
  }

  /// What the progress display adds.
  var note: String {
    state.withLock { state in
      var parts: [String] = []
      if state.failed > 0 { parts.append("\(state.failed) failed") }
      if state.active.isEmpty && state.othersWork > 0 {
        parts.append("waiting for \(state.othersWork) of another process")
      }
      return parts.joined(separator: ", ")
    }
  }

  /// One thread: takes runs until none are left.
  func work() {
    do {
      while !isStopping {
        switch try store.claim(experiment: experiment) {
        case .run(let id): try perform(id)
        case .nothing: return
        case .othersWork(let count):
          state.withLock { $0.othersWork = count }
          Thread.sleep(forTimeInterval: 0.2)
        }
      }
    } catch {
      state.withLock { if $0.trouble == nil { $0.trouble = error } }
    }
  }

  private func perform(_ id: RunID) throws {
    let context = RunContext { [self] in isStopping }
    state.withLock { $0.active[ObjectIdentifier(context)] = context }
    defer { state.withLock { _ = $0.active.removeValue(forKey: ObjectIdentifier(context)) } }
    let start = ProgressLine.uptime()
    let result = Result { try execute(id, context) }
    let seconds = ProgressLine.uptime() - start
    switch result {
    case .success(let outcome):
      if try store.complete(id, with: outcome, seconds: seconds) { state.withLock { $0.completed += 1 } }
    case .failure(is CancellationError):
      try store.release(id)
    case .failure(let error):
      if try store.fail(id, error: "\(error)", seconds: seconds) { state.withLock { $0.failed += 1 } }
    }
  }

  /// - Throws: the first error that kept results from being recorded.
  func throwTrouble() throws {
    if let trouble = state.withLock({ $0.trouble }) { throw trouble }
  }

  func summary(before: ExperimentStatus, seconds: Double) throws -> SchedulerSummary {
    let now = try store.status(of: experiment)
    var summary = SchedulerSummary()
    summary.total = now.total
    summary.before = before.complete
    summary.completed = state.withLock { $0.completed }
    summary.unfinished = now.waiting + now.running
    summary.wasInterrupted = isInterrupted()
    summary.seconds = seconds
    summary.failures = try store.failures(experiment: experiment)
    return summary
  }
}
