/// How far an experiment is.
package struct ExperimentStatus: Sendable, Equatable {
  package var experiment: String
  package var waiting = 0
  package var running = 0
  package var complete = 0
  package var failed = 0
  /// Mean wall time of the complete runs.
  package var meanSeconds: Double?

  package var total: Int { waiting + running + complete + failed }
  package var isFinished: Bool { waiting + running == 0 }
}
