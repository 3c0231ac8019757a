internal import Dispatch
internal import Synchronization

extension Array where Element: Sendable {
  /// Maps on up to `jobs` threads, keeping the order. After an error nothing new is begun; the error of the earliest
  /// element is thrown, whatever the number of threads.
  package func parallelMap<Result: Sendable>(
    jobs: Int, _ body: @escaping @Sendable (Element) throws -> Result
  ) throws -> [Result] {
    let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
    let next = Atomic<Int>(0)
    let failed = Atomic<Bool>(false)
    DispatchQueue.concurrentPerform(iterations: Swift.max(1, Swift.min(jobs, count))) { _ in
      while !failed.load(ordering: .relaxed) {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard index < count else { return }
        let result = Swift.Result { try body(self[index]) }
        if case .failure = result { failed.store(true, ordering: .relaxed) }
        results.withLock { $0[index] = result }
      }
    }
    return try results.withLock { found in
      try found.sorted { $0.key < $1.key }.map { try $0.value.get() }
    }
  }
}
