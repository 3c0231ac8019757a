internal import Dispatch
internal import Foundation
internal import Synchronization

/// Watches for SIGINT and SIGTERM while work goes on.
///
/// The first signal asks the work to end cleanly; a second one ends the process at once, which loses nothing that was
/// finished.
final class InterruptWatch: Sendable {
  private let interrupted = Atomic<Bool>(false)
  /// Written in the initialiser only.
  private nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []

  /// Whether a signal has come.
  var isInterrupted: Bool { interrupted.load(ordering: .relaxed) }

  init() {
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [self] in
        guard interrupted.exchange(true, ordering: .relaxed) else { return }
        signal(number, SIG_DFL)
        raise(number)
      }
      source.resume()
      sources.append(source)
    }
  }

  /// Ends the watch: signals do again what they did before any watch.
  func end() {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
