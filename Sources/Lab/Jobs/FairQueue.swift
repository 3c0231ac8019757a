internal import Foundation
internal import Synchronization

/// Work of many clients on few threads of its own: clients take turns, whoever has asked for more waits behind himself,
/// and there is a bound for each and for all.
package final class FairQueue: Sendable {
  private struct State {
    /// Waiting work by client, in order; clients in the order of their turns.
    var waiting: [String: [Work]] = [:]
    var turns: [String] = []
    var running: [String: Int] = [:]
    var count = 0
    var isClosed = false
  }

  private struct Work {
    let id: UInt64
    let run: @Sendable () -> Void
  }

  private let state = Mutex(State())
  private let numbers = Atomic<UInt64>(0)
  private let signal = DispatchSemaphore(value: 0)
  private let perClient: Int
  private let total: Int

  /// - Parameters:
  ///   - threads: how many pieces of work are done at a time.
  ///   - perClient, total: most pieces that wait.
  ///   - niceness: how far these threads stand back, 0…19.
  package init(threads: Int, perClient: Int, total: Int, niceness: Int32 = 0) {
    self.perClient = perClient
    self.total = total
    for _ in 0..<threads {
      let thread = Thread { [weak self] in
        // On Linux a priority is a thread's own.
        if niceness > 0 { _ = setpriority(.init(0), 0, niceness) }
        while let self, let work = self.take() {
          work.run.run()
          self.finished(work.client)
        }
      }
      thread.stackSize = 16 << 20
      thread.start()
    }
  }

  /// Lets the threads end once nothing waits any more.
  package func close() {
    state.withLock { $0.isClosed = true }
    for _ in 0..<64 { signal.signal() }
  }

  private func take() -> (client: String, run: Work)? {
    while true {
      signal.wait()
      let next: (client: String, run: Work)?? = state.withLock { state in
        guard let place = Self.turn(state) else { return state.isClosed ? .some(nil) : nil }
        let client = state.turns.remove(at: place)
        guard var works = state.waiting[client], !works.isEmpty else { return nil }
        let work = works.removeFirst()
        state.waiting[client] = works.isEmpty ? nil : works
        if !works.isEmpty { state.turns.append(client) }
        state.running[client, default: 0] += 1
        state.count -= 1
        return .some((client, work))
      }
      if let next { return next }
    }
  }

  /// Whose turn it is: the first of those with the least work at hand now.
  private static func turn(_ state: State) -> Int? {
    state.turns.indices.min { (state.running[state.turns[$0]] ?? 0, $0) < (state.running[state.turns[$1]] ?? 0, $1) }
  }

  private func finished(_ client: String) {
    state.withLock { state in
      let left = (state.running[client] ?? 1) - 1
      state.running[client] = left > 0 ? left : nil
    }
  }

  /// Adds work.
  /// - Parameter limit: the most that may wait for this client; nil the queue's.
  /// - Returns: its number.
  /// - Throws: ``RequestFault`` 429 or 503 where too much waits already.
  @discardableResult
  package func submit(
    client: String, limit: Int? = nil, _ run: @escaping @Sendable () -> Void
  ) throws(RequestFault) -> UInt64 {
    let id = numbers.wrappingAdd(1, ordering: .relaxed).newValue
    let most = limit ?? perClient
    let fault: RequestFault? = state.withLock { state in
      if state.count >= total {
        return RequestFault(503, "The laboratory is full: \(total) requests wait already. Try again in a moment.")
      }
      if state.waiting[client, default: []].count >= most {
        return RequestFault(429, "\(most) of your requests wait already. Wait for one to be done.")
      }
      if state.waiting[client] == nil { state.turns.append(client) }
      state.waiting[client, default: []].append(Work(id: id, run: run))
      state.count += 1
      return nil
    }
    if let fault { throw fault }
    signal.signal()
    return id
  }

  /// How many pieces of work come before this one; nil once it has begun.
  package func before(_ id: UInt64) -> Int? {
    state.withLock { state in
      guard let own = state.waiting.first(where: { $0.value.contains { $0.id == id } }),
        let place = own.value.firstIndex(where: { $0.id == id })
      else { return nil }
      // Clients take turns: before its own k-th piece, every other client has had at most k + 1.
      return place
        + state.waiting.reduce(0) { sum, other in
          other.key == own.key ? sum : sum + min(other.value.count, place + 1)
        }
    }
  }

  /// The result of work on one of the threads.
  package func result<Value: Sendable>(
    client: String, _ work: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      do throws(RequestFault) {
        try submit(client: client) { continuation.resume(with: Result { try work() }) }
      } catch {
        continuation.resume(throwing: error)
      }
    }
  }
}
