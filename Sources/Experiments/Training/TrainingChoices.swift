package import ExperimentFiles

/// What the command line of `mortal train` says.
package struct TrainingChoices: Sendable {
  package var learning: CommandSettings
  /// File that is written after every epoch, and from which the same command goes on.
  package var save: String?
  /// File to begin from.
  package var load: String?
  /// Of reads on the chip; the numbers do not depend on it.
  package var threads = 1

  package init(learning: CommandSettings) { self.learning = learning }

  /// The configuration to train with.
  /// - Parameter start: the configuration of the file to begin from; nil begins at the command's defaults.
  /// - Throws: ``ExperimentFileError``, `YAMLError`, `ExperimentError`, `ExperimentError`, `DeviceModelsError`.
  func configuration(from start: ResolvedConfiguration?) throws -> ResolvedConfiguration {
    var configuration = start ?? ResolvedConfiguration()
    try learning.apply(to: &configuration)
    for entry in configuration.entries where entry.origin == .option && Self.isForExperiments(entry.path) {
      if ConfigurationSchema.field(entry.path)?.defaultValue != entry.value, start == nil {
        throw ExperimentError.notForTraining(path: entry.path)
      }
    }
    try ExperimentRunner.check(configuration)
    return configuration
  }

  /// Whether a field is about what is done with a trained net.
  private static func isForExperiments(_ path: String) -> Bool {
    [
      "copy.", "chain.", "reincarnation.", "distillation.", "resurrection.", "theft.", "ageing.", "pretraining.",
    ].contains { path.hasPrefix($0) }
  }
}
