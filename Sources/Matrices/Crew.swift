internal import Dispatch
internal import Synchronization

/// Parts that several threads do together: each begins with a range of its own, the same in every job of as many parts, so
/// that what it has in its caches serves it again, and then helps with those of the others.
final class SharedJob: Sendable {
  private let count: Int
  private let workers: Int
  /// Parts are independent of one another; that is the promise of who calls ``Workers/run(_:_:)``, who also waits for all
  /// helpers before the closure goes.
  private nonisolated(unsafe) let body: UnsafePointer<(_ part: Int) -> Void>
  /// The next part of each range, each on a line of the caches of its own.
  private nonisolated(unsafe) let next: UnsafeMutablePointer<Atomic<Int>>
  private static var line: Int { 16 }
  private let joined = Atomic(0)
  private let helpers = Atomic(0)
  private let left = DispatchSemaphore(value: 0)

  init(count: Int, workers: Int, _ body: UnsafePointer<(_ part: Int) -> Void>) {
    self.count = count
    self.workers = workers
    self.body = body
    next = .allocate(capacity: workers * Self.line)
    for worker in 0..<workers * Self.line {
      (next + worker).initialize(to: Atomic(worker / Self.line * count / workers))
    }
  }

  deinit {
    next.deinitialize(count: workers * Self.line)
    next.deallocate()
  }

  /// Does parts as long as there are any. Out of line, so that nobody holds the closure longer.
  /// - Parameter worker: 0 for who offers the job, then as ``join()`` says.
  @inline(never)
  func work(as worker: Int) {
    for step in 0..<workers {
      let owner = (worker + step) % workers
      let end = (owner + 1) * count / workers
      while true {
        let part = next[owner * Self.line].wrappingAdd(1, ordering: .relaxed).oldValue
        guard part < end else { break }
        body.pointee(part)
      }
    }
  }

  /// A helper comes, gets its number, and goes.
  func join() -> Int {
    helpers.wrappingAdd(1, ordering: .relaxed)
    return joined.wrappingAdd(1, ordering: .relaxed).newValue
  }

  func leave() {
    helpers.wrappingSubtract(1, ordering: .releasing)
    left.signal()
  }

  /// Returns when the last helper has gone: most are gone at once, for the others one sleeps.
  func awaitHelpers() {
    var looks = 0
    while helpers.load(ordering: .acquiring) > 0 {
      looks += 1
      if looks > 20_000 { left.wait() }
    }
  }
}

/// The threads that help with shared jobs.
///
/// A small net's batch is made of a dozen jobs of a tenth of a millisecond, and waking a sleeping thread takes half of
/// that: so a helper that has nothing to do looks out for the next job for ``patience`` before it ends. Nobody waits for a
/// helper that has not come yet.
final class Crew: Sendable {
  static let shared = Crew()

  /// Nanoseconds.
  private static let patience: UInt64 = 200_000

  private struct State {
    /// Jobs with the number of helpers that they still want.
    var offers: [(job: SharedJob, helpers: Int)] = []
    /// Helpers that look for a job, or were called and are about to.
    var idle = 0
  }

  private let state = Mutex(State())
  /// How many jobs were ever offered: what idle helpers look at.
  private let offered = Atomic(0)

  /// Lets helpers join a job.
  func offer(_ job: SharedJob, helpers: Int) {
    let missing = state.withLock { state in
      state.offers.append((job, helpers))
      let missing = max(0, state.offers.reduce(0) { $0 + $1.helpers } - state.idle)
      state.idle += missing
      return missing
    }
    offered.wrappingAdd(1, ordering: .releasing)
    for _ in 0..<missing { DispatchQueue.global().async { self.help() } }
  }

  /// Nobody joins the job from here on.
  func withdraw(_ job: SharedJob) {
    state.withLock { state in state.offers.removeAll { $0.job === job } }
  }

  private func help() {
    Workers.threads.withValue(1) {
      while true {
        let seen = offered.load(ordering: .acquiring)
        if let (job, number) = take() {
          job.work(as: number)
          // Before it leaves: who goes on then finds it ready.
          state.withLock { $0.idle += 1 }
          job.leave()
        } else if !isOffered(after: seen), leaves() {
          return
        }
      }
    }
  }

  private func take() -> (SharedJob, number: Int)? {
    state.withLock { state in
      guard let place = state.offers.firstIndex(where: { $0.helpers > 0 }) else { return nil }
      state.offers[place].helpers -= 1
      state.idle -= 1
      let job = state.offers[place].job
      return (job, job.join())
    }
  }

  /// Whether another job comes before patience ends.
  private func isOffered(after seen: Int) -> Bool {
    let end = DispatchTime.now().uptimeNanoseconds + Self.patience
    repeat {
      for _ in 0..<64 where offered.load(ordering: .acquiring) != seen { return true }
    } while DispatchTime.now().uptimeNanoseconds < end
    return false
  }

  private func leaves() -> Bool {
    state.withLock { state in
      guard !state.offers.contains(where: { $0.helpers > 0 }) else { return false }
      state.idle -= 1
      return true
    }
  }
}
