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
