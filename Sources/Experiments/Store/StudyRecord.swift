/// A study as it is kept in a store.
public struct StudyRecord: Sendable, Equatable, Codable {
  /// Identifies the study within one store.
  public var name: String
  public var question: String
  /// What is asked, which decides what the report shows.
  public var kind: String
  /// The experiment file as it was given.
  public var file: String
  /// The resolved configuration that all runs start from, as JSON.
  public var configuration: String
  /// Version of the program.
  public var program: String

  public init(
    name: String, question: String, kind: String, file: String, configuration: String, program: String
  ) {
    self.name = name
    self.question = question
    self.kind = kind
    self.file = file
    self.configuration = configuration
    self.program = program
  }
}
