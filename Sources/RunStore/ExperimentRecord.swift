/// An experiment as it is kept in a store.
package struct ExperimentRecord: Sendable, Equatable, Codable {
  /// Identifies the experiment within one store.
  package var name: String
  package var question: String
  /// The experiment file as it was given.
  package var file: String
  /// The resolved configuration that all runs start from, as JSON.
  package var configuration: String
  /// Version of the program.
  package var program: String

  package init(
    name: String, question: String, file: String, configuration: String, program: String
  ) {
    self.name = name
    self.question = question
    self.file = file
    self.configuration = configuration
    self.program = program
  }
}

/// How far an experiment is.
package struct ExperimentStatus: Sendable, Equatable {
  package var experiment: String
  package var waiting = 0
  package var running = 0
  package var complete = 0
  package var failed = 0
  /// Mean wall time of the complete runs.
  package var meanSeconds: Double?

  package init(experiment: String) { self.experiment = experiment }

  package var total: Int { waiting + running + complete + failed }
  package var isFinished: Bool { waiting + running == 0 }
}
