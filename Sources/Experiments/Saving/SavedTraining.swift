internal import ExperimentFiles
internal import Learning

/// A training after one of its epochs: all that is needed to go on as if there had been no break.
struct SavedTraining: Codable {
  /// Of the program that saved it.
  var program: String
  /// Every field of the configuration: path → value as text.
  var configuration: [String: String]
  /// The last finished one.
  var epoch: Int
  /// Inputs and outputs of each layer.
  var shapes: [[Int]]
  /// In the state in which training left them: those of learners that are trained digitally are not on their chip yet.
  /// Chips come with their clock and temperature.
  var layers: [SavedLayer]
  /// Biases, readout, believed weights, …
  var learner: LearnerState
  var curve: [TrainingPoint]
}

/// A point of a learning curve; errors as fractions.
package struct TrainingPoint: Sendable, Codable, Equatable {
  package var epoch: Int
  package var trainingError: Double
  /// Nil without validation images.
  package var validationError: Double?
}

extension SavedTraining {
  /// The configuration that was saved.
  /// - Throws: `YAMLError` for fields and values that this program does not have.
  func resolved() throws -> ResolvedConfiguration {
    var resolved = ResolvedConfiguration()
    try resolved.apply(assignments: configuration.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    return resolved
  }

  /// Fields that differ from another configuration's, as text; but for `except`.
  func differences(from other: ResolvedConfiguration, except: [String] = []) -> [String] {
    other.entries.compactMap { entry in
      guard ConfigurationSchema.field(entry.path)?.bearsOnResults ?? true, !except.contains(entry.path) else {
        return nil
      }
      let (here, there) = (configuration[entry.path] ?? "missing", entry.value.canonicalText)
      return here == there ? nil : "\(entry.path) is \(here), not \(there)"
    }
  }
}
