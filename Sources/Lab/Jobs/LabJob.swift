internal import Foundation
package import Learning
internal import Synchronization

/// One piece of long work: its events, whether it shall stop, and the net that it has now.
package final class LabJob: Sendable {
  /// Not to be guessed, so that nobody stops somebody else's.
  package let id: String
  package let client: String
  package let log = EventLog()
  private let cancelled = Atomic<Bool>(false)
  private let learner = Mutex<ForwardForward?>(nil)
  private let place = Mutex<UInt64?>(nil)

  package init(client: String) {
    self.client = client
    var generator = SystemRandomNumberGenerator()
    id = (0..<2).map { _ in
      let text = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - text.count) + text
    }.joined()
  }

  package var isCancelled: Bool { cancelled.load(ordering: .relaxed) }
  package func cancel() { cancelled.store(true, ordering: .relaxed) }

  /// The net after the last epoch, for drawings.
  package var net: ForwardForward? {
    get { learner.withLock { $0 } }
    set { learner.withLock { $0 = newValue } }
  }

  /// Its number in the queue.
  var number: UInt64? {
    get { place.withLock { $0 } }
    set { place.withLock { $0 = newValue } }
  }
}

/// The jobs that are known, the last ones: older finished ones are forgotten, and the nets of all but a few.
package final class JobRegistry: Sendable {
  private let jobs = Mutex<[LabJob]>([])
  private let mostJobs: Int
  private let mostNets: Int

  package init(mostJobs: Int = 200, mostNets: Int = 48) {
    self.mostJobs = mostJobs
    self.mostNets = mostNets
  }

  package func add(_ job: LabJob) {
    jobs.withLock { jobs in
      jobs.append(job)
      while jobs.count > mostJobs, let old = jobs.firstIndex(where: \.log.isOver) { jobs.remove(at: old) }
      let holders = jobs.indices.filter { jobs[$0].log.isOver && jobs[$0].net != nil }
      for index in holders.dropLast(mostNets) { jobs[index].net = nil }
    }
  }

  /// - Throws: ``RequestFault`` 404.
  package func job(_ id: String) throws(RequestFault) -> LabJob {
    guard let job = jobs.withLock({ $0.first { $0.id == id } }) else {
      throw RequestFault(404, "There is no such run, or it is forgotten; start it again.")
    }
    return job
  }

  /// The runs of a client that are not over.
  package func open(client: String) -> [LabJob] {
    jobs.withLock { $0.filter { $0.client == client && !$0.log.isOver } }
  }
}
