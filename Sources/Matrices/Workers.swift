internal import Synchronization

/// Work that is split into parts which do not depend on one another.
public enum Workers {
  /// How many threads work that starts here may use; 1 unless set, and within a part. Set it for a whole training:
  /// `Workers.threads.withValue(2) { … }`.
  public static let threads = TaskLocal(wrappedValue: 1)

  /// Does parts 0..<`count`, on ``threads`` threads, the calling one among them; whoever is done with its own range of
  /// parts takes from another's.
  ///
  /// A part may write only to what no other part reads or writes. Where the parts themselves do not depend on the
  /// number of threads, the results do not either.
  /// - Parameters:
  ///   - body: the work of one part; with one thread in their order on the calling one.
  public static func run(_ count: Int, _ body: (_ part: Int) -> Void) {
    let threads = min(Self.threads.get(), count)
    guard threads > 1 else {
      for part in 0..<count { body(part) }
      return
    }
    withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: body) { body in
        let job = SharedJob(count: count, workers: threads, body)
        Crew.shared.offer(job, helpers: threads - 1)
        Self.threads.withValue(1) { job.work(as: 0) }
        Crew.shared.withdraw(job)
        job.awaitHelpers()
      }
    }
  }
}
