internal import Foundation
internal import Synchronization

/// Events of one job, kept, so that who listens late or comes back hears all of them.
package final class EventLog: Sendable {
  private struct State {
    var events: [String] = []
    var bytes = 0
    var isOver = false
    var listeners: [UUID: AsyncStream<String>.Continuation] = [:]
  }

  private let state = Mutex(State())
  /// Most listeners, and bytes that are kept; what comes after that is told but not kept.
  static let mostListeners = 64
  static let mostBytes = 4 << 20

  package init() {}

  /// Tells an event: its name and one line of JSON.
  package func tell(_ name: String, _ json: String) {
    state.withLock { state in
      guard !state.isOver else { return }
      let event = "id: \(state.events.count)\nevent: \(name)\ndata: \(json)\n\n"
      for listener in state.listeners.values { listener.yield(event) }
      guard state.bytes + event.utf8.count <= Self.mostBytes else { return }
      state.events.append(event)
      state.bytes += event.utf8.count
    }
  }

  /// Tells the last event.
  package func end(_ name: String, _ json: String) {
    tell(name, json)
    // A listener's end takes it out of the list: it must not be told while the list is held.
    let listeners = state.withLock { state in
      state.isOver = true
      defer { state.listeners = [:] }
      return Array(state.listeners.values)
    }
    for listener in listeners { listener.finish() }
  }

  package var isOver: Bool { state.withLock { $0.isOver } }

  /// All events so far.
  package var events: [String] { state.withLock { $0.events } }

  /// Every event from `first` on, as they come.
  /// - Throws: ``RequestFault`` 503 where too many listen.
  package func stream(from first: Int = 0) throws(RequestFault) -> AsyncStream<String> {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(4096))
    let id = UUID()
    let isFull: Bool = state.withLock { state in
      guard state.listeners.count < Self.mostListeners else { return true }
      for event in state.events.dropFirst(max(0, first)) { continuation.yield(event) }
      if state.isOver {
        continuation.finish()
      } else {
        state.listeners[id] = continuation
      }
      return false
    }
    if isFull { throw RequestFault(503, "Too many listen to this run already.") }
    continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.listeners[id] = nil } }
    return stream
  }
}
