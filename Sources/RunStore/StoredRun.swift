/// A run as a store has it.
package struct StoredRun: Sendable, Equatable, Identifiable {
  package let id: RunID
  /// What sets it apart from the other runs of its experiment.
  package let label: String
  package let state: RunState
  /// Wall time; nil while it is not finished.
  package let seconds: Double?
  /// Why it failed.
  package let error: String?
  /// The resolved configuration as text, by path; only the paths that were asked for.
  package let parameters: [String: String]
  /// In the order of name and step.
  package let metrics: [RunOutcome.Measurement]

  /// The value of a metric; nil when the run has none of that name and step.
  package func metric(_ name: String, step: Int = 0) -> Double? {
    metrics.first { $0.name == name && $0.step == step }?.value
  }

  /// The run with some of its metrics.
  package func keeping(_ isKept: (RunOutcome.Measurement) -> Bool) -> StoredRun {
    StoredRun(
      id: id, label: label, state: state, seconds: seconds, error: error, parameters: parameters,
      metrics: metrics.filter(isKept))
  }

  /// All steps of a metric, in order.
  package func steps(of name: String) -> [(step: Int, value: Double)] {
    metrics.filter { $0.name == name }.map { ($0.step, $0.value) }
  }
}

/// Where a run stands.
package enum RunState: String, Sendable, Codable, CaseIterable {
  /// Not begun, or given back by a process that stopped.
  case waiting
  /// Some process works on it.
  case running
  /// Done; its results never change.
  case complete
  /// Ended with an error.
  case failed
}
