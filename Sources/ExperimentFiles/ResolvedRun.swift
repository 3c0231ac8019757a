/// One run of an experiment: a configuration in which every field has its value.
package struct ResolvedRun: Sendable, Equatable {
  package let configuration: ResolvedConfiguration
  /// What sets it apart from the other runs: `learner=ff-in-situ chip.serial=3`.
  package let label: String

  package init(configuration: ResolvedConfiguration, label: String) {
    self.configuration = configuration
    self.label = label
  }
}
