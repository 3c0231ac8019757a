package import ExperimentFiles
internal import Progress

/// The runs of an experiment with the time they will take, as `mortal experiment check` prints them.
package struct RunListing: Sendable {
  package let file: ExperimentFile
  package let runs: [ResolvedRun]
  /// Estimated wall time of each run on one thread, in seconds.
  package let seconds: [Double]

  /// - Parameters:
  ///   - known: the file's runs, where they were made before.
  ///   - estimate: seconds that a run of a configuration takes on one thread.
  /// - Throws: as ``ExperimentFile/runs()``.
  package init(
    _ file: ExperimentFile, runs known: [ResolvedRun]? = nil, estimate: (ResolvedConfiguration) -> Double
  ) throws(ExperimentFileError) {
    self.file = file
    runs = if let known { known } else { try file.runs() }
    seconds = runs.map { estimate($0.configuration) }
  }

  /// Wall time of all runs with so many at a time: the mean share of each, at least the longest run.
  package func total(jobs: Int) -> Double { max(seconds.reduce(0, +) / Double(jobs), seconds.max() ?? 0) }

  /// One line per run, then the totals.
  package func lines(jobs: Int) -> [String] {
    let width = "\(runs.count)".count
    let listed = zip(runs.indices, runs).map { index, run in
      let number = "\(index + 1)"
      let gap = String(repeating: " ", count: width - number.count)
      return "\(gap)\(number)  \(run.id)  about \(ProgressLine.duration(seconds[index]))  \(run.label)"
    }
    let variant = file.isQuick ? " (quick)" : ""
    return listed + [
      "\(file.name)\(variant): \(runs.count) \(runs.count == 1 ? "run" : "runs"), about "
        + "\(ProgressLine.duration(total(jobs: jobs))) with \(jobs) at a time"
    ]
  }
}
