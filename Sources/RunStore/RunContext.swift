internal import Synchronization

/// How far a run at work is.
package struct RunProgress: Sendable, Equatable {
  /// How much of it is done, 0…1.
  package var share: Double
  /// What it does, or what it found last: `epoch 12/60, 1.05 % wrong`; empty where it said nothing.
  package var note: String

  package init(share: Double = 0, note: String = "") {
    self.share = share
    self.note = note
  }
}

/// What a run may ask and tell while it works.
package final class RunContext: Sendable {
  private let cancelled: @Sendable () -> Bool
  private let state = Mutex(RunProgress())

  /// - Parameter isCancelled: asked by the run between its steps.
  package init(isCancelled: @escaping @Sendable () -> Bool = { false }) { cancelled = isCancelled }

  /// Whether the run shall stop as soon as it can; it then throws `CancellationError` and is run again another time.
  package var isCancelled: Bool { cancelled() }

  /// - Throws: `CancellationError` when the run shall stop.
  package func check() throws {
    if isCancelled { throw CancellationError() }
  }

  /// Tells how much of the run is done, 0…1, and what it is at; nil leaves either as it was.
  package func report(progress share: Double? = nil, saying note: String? = nil) {
    state.withLock { state in
      if let share { state.share = min(max(share, 0), 1) }
      if let note { state.note = note }
    }
  }

  /// What was reported last.
  package var progress: RunProgress { state.withLock { $0 } }
}
