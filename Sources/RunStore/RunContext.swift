internal import Synchronization

/// What a run may ask and tell while it works.
package final class RunContext: Sendable {
  private let cancelled: @Sendable () -> Bool
  private let share = Atomic<UInt32>(0)

  private let onProgress: @Sendable (Double) -> Void

  /// - Parameters:
  ///   - isCancelled: asked by the run between its steps.
  ///   - onProgress: told of every report.
  package init(
    isCancelled: @escaping @Sendable () -> Bool = { false }, onProgress: @escaping @Sendable (Double) -> Void = { _ in }
  ) {
    cancelled = isCancelled
    self.onProgress = onProgress
  }

  /// Whether the run shall stop as soon as it can; it then throws `CancellationError` and is run again another time.
  package var isCancelled: Bool { cancelled() }

  /// - Throws: `CancellationError` when the run shall stop.
  package func check() throws {
    if isCancelled { throw CancellationError() }
  }

  /// Tells how much of the run is done, 0…1, for the progress display.
  package func report(progress: Double) {
    share.store(UInt32(min(max(progress, 0), 1) * 1e6), ordering: .relaxed)
    onProgress(self.progress)
  }

  /// The share reported last.
  var progress: Double { Double(share.load(ordering: .relaxed)) / 1e6 }
}
