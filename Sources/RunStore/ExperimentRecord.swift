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
