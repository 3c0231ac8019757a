import Foundation
import Lab
import Synchronization
import Testing

@Suite struct FairQueueTests {
  /// One who asks for twenty things does not keep another waiting for more than the one at work.
  @Test func clientsTakeTurns() throws {
    let queue = FairQueue(threads: 1, perClient: 100, total: 200)
    defer { queue.close() }
    let order = Mutex<[String]>([])
    let gate = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)
    try queue.submit(client: "first") { gate.wait() }
    Thread.sleep(forTimeInterval: 0.05)
    for client in [String](repeating: "greedy", count: 20) + ["modest", "modest"] {
      try queue.submit(client: client) {
        order.withLock { $0.append(client) }
        done.signal()
      }
    }
    gate.signal()
    for _ in 0..<22 { done.wait() }
    #expect(order.withLock { Array($0.prefix(4)) } == ["greedy", "modest", "greedy", "modest"])
    #expect(order.withLock { $0.count } == 22)
  }

  @Test func thereAreBounds() throws {
    let queue = FairQueue(threads: 1, perClient: 3, total: 5)
    defer { queue.close() }
    let gate = DispatchSemaphore(value: 0)
    try queue.submit(client: "at work") { gate.wait() }
    Thread.sleep(forTimeInterval: 0.05)
    func status(_ client: String) -> Int {
      do throws(RequestFault) {
        try queue.submit(client: client) {}
        return 200
      } catch {
        return error.status
      }
    }
    #expect(["a", "a", "a", "a"].map(status) as [Int] == [200, 200, 200, 429])
    #expect(["b", "b", "b"].map(status) as [Int] == [200, 200, 503])
    gate.signal()
  }

  @Test func theNumberBeforeIsKnown() throws {
    let queue = FairQueue(threads: 1, perClient: 10, total: 50)
    defer { queue.close() }
    let gate = DispatchSemaphore(value: 0)
    let begun = try queue.submit(client: "x") { gate.wait() }
    Thread.sleep(forTimeInterval: 0.05)
    let first = try queue.submit(client: "a") {}
    _ = try queue.submit(client: "a") {}
    let other = try queue.submit(client: "b") {}
    #expect(queue.before(begun) == nil && queue.before(first) == 1 && queue.before(other) == 1)
    gate.signal()
  }
}
