internal import ExperimentFiles
internal import Progress
internal import Synchronization

/// The progress of a comparison on standard error.
package final class ComparisonDisplay: Sendable {
  private let line: ProgressLine
  private let shares: Mutex<[Double]>

  package init(_ comparison: Comparison) {
    shares = Mutex(Array(repeating: 0, count: comparison.configurations.count))
    line = ProgressLine()
  }

  package func show(_ progress: ComparisonProgress) {
    let (done, total) = shares.withLock { shares in
      if case .run(let place, _, _, let share) = progress { shares[place] = share }
      return (shares.reduce(0, +), shares.count)
    }
    let note =
      switch progress {
      case .searching(let arm): "rate of \(arm.rawValue)"
      case .run(_, let arm, let chip, _): arm.hasChip ? "\(arm.rawValue) on chip \(chip)" : arm.rawValue
      }
    line.show(done: done, before: 0, total: total, note: note)
  }

  package func finish() { line.finish() }
}
