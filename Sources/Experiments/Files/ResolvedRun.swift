/// One run of a study: a configuration in which every field has its value.
public struct ResolvedRun: Sendable, Equatable, Identifiable {
  public let id: RunID
  public let configuration: ResolvedConfiguration
  /// What sets it apart from the other runs: `learner=ff-in-situ chip.serial=3`.
  public let label: String

  public init(configuration: ResolvedConfiguration, label: String) {
    id = RunID(of: configuration)
    self.configuration = configuration
    self.label = label
  }
}
