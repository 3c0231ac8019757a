internal import ExperimentFiles

/// What the command line of `mortal evaluate` says, as text.
package struct EvaluationChoices: Sendable {
  /// A file of `mortal train --save`.
  package var load: String
  /// Other images than those of the training's test set, and how many.
  package var data: String?
  package var test: Int?
  /// Time since programming, such as `1 d`, and temperature; nil leaves the chip as it was saved.
  package var at: String?
  package var temperature: String?
  /// Serial number of a chip that the weights are copied to.
  package var copyTo: Int?
  /// Whether what the layers learned shall be drawn, which takes two passes more.
  package var drawsFigures = false
  /// Of reads on the chip; the numbers do not depend on it.
  package var threads = 1

  package init(load: String) { self.load = load }

  /// The saved configuration with the images to test on, and where the chip is operated.
  /// - Throws: ``ExperimentFileError``.
  func apply(to configuration: ResolvedConfiguration) throws -> ResolvedConfiguration {
    var changed = configuration
    let name = configuration[LearnerFields.name]
    for (option, value) in [("--at", at), ("--temperature", temperature)] where value != nil && !name.hasChip {
      throw ExperimentFileError.outOfRange(
        option: option, value: value ?? "", allowed: "learners with a chip; \(name.rawValue) has none")
    }
    let given = [
      ("--data", DataFields.source.path, data), ("--test", DataFields.test.path, test.map(String.init)),
      ("--at", ChipFields.age.path, at), ("--temperature", ChipFields.temperature.path, temperature),
      ("--copy-to", ChipFields.serial.path, copyTo.map(String.init)),
    ]
    try CommandSettings(given.compactMap { option, path, text in text.map { ConfigurationOption(option, path, $0) } })
      .apply(to: &changed)
    return changed
  }
}
