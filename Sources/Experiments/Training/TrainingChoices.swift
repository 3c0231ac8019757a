/// What the command line of `mortal train` says, as text.
public struct TrainingChoices: Sendable {
  public var learning: LearningChoices
  public var learner: String?
  public var serial: Int?
  public var rate: String?
  /// File that is written after every epoch, and from which the same command goes on.
  public var save: String?
  /// File to begin from.
  public var load: String?
  /// Of reads on the chip; the numbers do not depend on it.
  public var threads = 1

  public init(learning: LearningChoices) { self.learning = learning }

  /// The configuration to train with.
  /// - Parameter start: the configuration of the file to begin from; nil begins at the command's defaults.
  /// - Throws: ``SettingError``, `YAMLError`, `ExperimentError`, `StudyError`, `DeviceModelsError`.
  func configuration(from start: ResolvedConfiguration?) throws -> ResolvedConfiguration {
    var configuration = start ?? .learningOnChips
    let given = [
      ("--learner", LearnerFields.name.path, learner), ("--serial", ChipFields.serial.path, serial.map(String.init)),
      ("--rate", LearnerFields.rate.path, rate),
    ]
    try configuration.apply(given.compactMap { option, path, text in text.map { ConfigurationOption(option, path, $0) } })
    try learning.apply(to: &configuration)
    for entry in configuration.entries where entry.origin == .option && Self.isForStudies(entry.path) {
      if ConfigurationSchema.field(entry.path)?.defaultValue != entry.value, start == nil {
        throw SettingError.notForTraining(path: entry.path)
      }
    }
    try configuration.chooseMapping()
    try StudyRunner.check(configuration)
    return configuration
  }

  /// Whether a field is about what is done with a trained net.
  private static func isForStudies(_ path: String) -> Bool {
    ["copy.", "chain.", "reincarnation.", "distillation.", "ageing."].contains { path.hasPrefix($0) }
  }
}
