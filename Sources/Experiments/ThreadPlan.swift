internal import Foundation

/// How many runs go on at a time, and how many threads each may use, so that the machine's processors are all used and
/// none is asked for twice. The numbers of a run depend on neither.
package struct ThreadPlan: Sendable, Equatable {
  /// Runs at a time.
  package let jobs: Int
  /// Threads of each run.
  package let threads: Int

  /// - Parameters:
  ///   - jobs: as asked for; nil for as many as there are runs and processors for, `threads` each.
  ///   - threads: as asked for; nil for what the jobs leave.
  ///   - runs: how many there are to do.
  /// - Throws: ``ExperimentError/unsupported(path:value:allowed:)`` for numbers below 1, and for more threads in all
  ///   than there are processors.
  package init(
    jobs: Int?, threads: Int?, runs: Int, processors: Int = ProcessInfo.processInfo.activeProcessorCount
  ) throws(ExperimentError) {
    for (name, value) in [("--jobs", jobs), ("--threads", threads)] {
      if let value, value < 1 { throw .unsupported(path: name, value: "\(value)", allowed: "1 and more") }
    }
    let runs = max(1, runs)
    self.jobs = jobs ?? max(1, min(processors / (threads ?? 1), runs))
    let atATime = min(self.jobs, runs)
    self.threads = threads ?? max(1, processors / atATime)
    guard threads == nil || self.threads == 1 || atATime * self.threads <= processors else {
      throw .unsupported(
        path: "--threads", value: "\(self.threads)",
        allowed: "up to \(max(1, processors / atATime)) with \(atATime) runs at a time on \(processors) processors")
    }
  }
}
