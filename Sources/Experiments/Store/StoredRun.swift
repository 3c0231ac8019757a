/// A run as a store has it.
public struct StoredRun: Sendable, Equatable, Identifiable {
  public let id: RunID
  /// What sets it apart from the other runs of its study.
  public let label: String
  public let state: RunState
  /// Wall time; nil while it is not finished.
  public let seconds: Double?
  /// Why it failed.
  public let error: String?
  /// The resolved configuration as text, by path; only the paths that were asked for.
  public let parameters: [String: String]
  /// In the order of name and step.
  public let metrics: [RunOutcome.Metric]

  /// The value of a metric; nil when the run has none of that name and step.
  public func metric(_ name: String, step: Int = 0) -> Double? {
    metrics.first { $0.name == name && $0.step == step }?.value
  }

  /// The run with some of its metrics.
  func keeping(_ isKept: (RunOutcome.Metric) -> Bool) -> StoredRun {
    StoredRun(
      id: id, label: label, state: state, seconds: seconds, error: error, parameters: parameters,
      metrics: metrics.filter(isKept))
  }

  /// All steps of a metric, in order.
  public func steps(of name: String) -> [(step: Int, value: Double)] {
    metrics.filter { $0.name == name }.map { ($0.step, $0.value) }
  }
}
