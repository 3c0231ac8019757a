internal import Foundation
internal import Progress
internal import Synchronization

/// What the threads of one session share.
final class SchedulerSession: Sendable {
  private struct State {
    var completed = 0
    var failed = 0
    var active: [RunID: RunContext] = [:]
    var trouble: (any Error)?
    var othersWork = 0
    /// Threads that have a run at work, or look for one.
    var busy = 0
    /// Whether a run is at work that must be alone.
    var isAlone = false
  }

  private let selection: RunSelection
  private let store: ResultStore
  private let isInterrupted: @Sendable () -> Bool
  private let execute: @Sendable (RunID, RunContext) throws -> RunOutcome
  private let state = Mutex(State())

  init(
    _ selection: RunSelection, store: ResultStore, isInterrupted: @escaping @Sendable () -> Bool,
    execute: @escaping @Sendable (RunID, RunContext) throws -> RunOutcome
  ) {
    self.selection = selection
    self.store = store
    self.isInterrupted = isInterrupted
    self.execute = execute
  }

  /// Whether no further run is begun: after a signal, or when results cannot be recorded.
  var isStopping: Bool { isInterrupted() || state.withLock { $0.trouble != nil } }

  /// Runs finished here, and the reported shares of those at work.
  var done: Double {
    state.withLock { state in
      Double(state.completed + state.failed) + state.active.values.reduce(0) { $0 + $1.progress.share }
    }
  }

  /// How far the runs at work here are.
  var atWork: [RunID: RunProgress] { state.withLock { $0.active.mapValues(\.progress) } }

  /// What the progress display adds; of the run at work, where there is one alone.
  var note: String {
    state.withLock { state in
      var parts: [String] = []
      if state.failed > 0 { parts.append("\(state.failed) failed") }
      if state.active.isEmpty && state.othersWork > 0 {
        parts.append("waiting for \(state.othersWork) of another process")
      }
      if state.active.count == 1, let note = state.active.values.first?.progress.note, !note.isEmpty {
        parts.append(note)
      }
      return parts.joined(separator: ", ")
    }
  }

  /// One thread: takes runs until none are left.
  func work() {
    do {
      while !isStopping {
        guard let pause = try takeOne() else { return }
        if pause > 0 { Thread.sleep(forTimeInterval: pause) }
      }
    } catch {
      state.withLock { if $0.trouble == nil { $0.trouble = error } }
    }
  }

  /// Takes and performs a run, if there is one to take now.
  /// - Returns: seconds to wait before the next look; nil when nothing is left.
  private func takeOne() throws -> Double? {
    guard enter() else { return 0.05 }
    // Who waits is not counted in: else threads that all want to be alone would wait for each other.
    defer { leave() }
    switch try store.claim(selection, alone: false) {
    case .run(let id):
      try perform(id)
      return 0
    case .nothing: return nil
    case .suspects:
      guard beAlone(), case .run(let id) = try store.claim(selection, alone: true) else { return 0.05 }
      try perform(id)
      return 0
    case .othersWork(let count):
      state.withLock { $0.othersWork = count }
      return 0.2
    }
  }

  /// Counts a thread in, unless a run is at work that must be alone.
  private func enter() -> Bool {
    state.withLock { state in
      guard !state.isAlone else { return false }
      state.busy += 1
      return true
    }
  }

  /// Keeps all other threads out, if none is in.
  private func beAlone() -> Bool {
    state.withLock { state in
      guard state.busy == 1 else { return false }
      state.isAlone = true
      return true
    }
  }

  private func leave() {
    state.withLock { state in
      state.busy -= 1
      if state.busy == 0 { state.isAlone = false }
    }
  }

  private func perform(_ id: RunID) throws {
    let context = RunContext { [self] in isStopping }
    state.withLock { $0.active[id] = context }
    defer { state.withLock { _ = $0.active.removeValue(forKey: id) } }
    let start = ProgressLine.uptime()
    let result = Result { try execute(id, context) }
    let seconds = ProgressLine.uptime() - start
    switch result {
    case .success(let outcome):
      if try store.complete(id, with: outcome, seconds: seconds) { state.withLock { $0.completed += 1 } }
    case .failure(is CancellationError):
      try store.release(id)
    case .failure(let error as any EndsSession):
      try store.release(id)
      throw error
    case .failure(let error):
      if try store.fail(id, error: "\(error)", seconds: seconds) { state.withLock { $0.failed += 1 } }
    }
  }

  /// - Throws: the first error that kept results from being recorded.
  func throwTrouble() throws {
    if let trouble = state.withLock({ $0.trouble }) { throw trouble }
  }

  func summary(before: ExperimentStatus, seconds: Double) throws -> SchedulerSummary {
    let now = try store.status(of: selection)
    var summary = SchedulerSummary()
    summary.total = now.total
    summary.before = before.complete
    summary.completed = state.withLock { $0.completed }
    summary.unfinished = now.waiting + now.running
    summary.wasInterrupted = isInterrupted()
    summary.seconds = seconds
    summary.failures = try store.failures(selection)
    return summary
  }
}

/// An error of a run that is none of the run's own: the run is given back, and the session ends with it.
package protocol EndsSession: Error {}
