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
  /// The version of the program that made it, and the family of OpenBLAS's kernels that it computed with; nil where that
  /// was not recorded.
  package let program: String?
  package let kernels: String?

  /// The value of a metric; nil when the run has none of that name and step.
  package func metric(_ name: String, step: Int = 0) -> Double? {
    metrics.first { $0.name == name && $0.step == step }?.value
  }

  /// The run with some of its metrics.
  package func keeping(_ isKept: (RunOutcome.Measurement) -> Bool) -> StoredRun {
    StoredRun(
      id: id, label: label, state: state, seconds: seconds, error: error, parameters: parameters,
      metrics: metrics.filter(isKept), program: program, kernels: kernels)
  }

  /// The run with the values of its texts as a reader writes them, without the quotes that a configuration puts around
  /// some.
  var readable: StoredRun {
    StoredRun(
      id: id, label: label, state: state, seconds: seconds, error: error,
      parameters: parameters.mapValues(Self.unquoted), metrics: metrics, program: program, kernels: kernels)
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    var result = ""
    var isEscaped = false
    for character in text.dropFirst().dropLast() {
      if isEscaped {
        result.append(character == "n" ? "\n" : character == "t" ? "\t" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
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
