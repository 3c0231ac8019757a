internal import Synchronization

/// The progress of a comparison on standard error.
public final class ComparisonDisplay: Sendable {
  private let line: ProgressLine
  private let total: Int
  private let done = Mutex<Int>(0)

  public init(_ comparison: Comparison) {
    let trained = Set(comparison.settings.arms.map(\.trainedAs))
    total = trained.count * comparison.settings.chips * comparison.settings.epochs
    line = ProgressLine()
  }

  public func show(_ progress: ComparisonProgress) {
    switch progress {
    case .searching(let arm):
      line.show(done: Double(done.withLock { $0 }), before: 0, total: total, note: "rate of \(arm.rawValue)")
    case .epoch(let arm, let chip, let epoch, let all):
      let count = done.withLock { count in
        count += 1
        return count
      }
      line.show(
        done: Double(count), before: 0, total: total, note: "\(arm.rawValue) chip \(chip) epoch \(epoch)/\(all)")
    }
  }

  public func finish() { line.finish() }
}
