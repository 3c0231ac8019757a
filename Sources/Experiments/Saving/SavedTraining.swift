internal import Energy
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
  /// What the training reads from outside: field → SHA-256; nil in files of versions that did not look.
  var inputs: [String: String]?
  /// The kernels of OpenBLAS that it was computed with; nil likewise.
  var kernels: String?
}

/// A point of a learning curve; errors as fractions.
package struct TrainingPoint: Sendable, Codable, Equatable {
  package var epoch: Int
  package var trainingError: Double
  /// Nil without validation images.
  package var validationError: Double?
  /// On the test images, for the learning curve: nothing is chosen by it. Nets that are not on their chip yet are tested
  /// in floating point.
  package var testError: Double
  /// What training had come to, by the words of `WorkCount`; nil in files of earlier versions.
  package var counts: [String: Double]?
}

extension TrainingPoint {
  /// What a run recorded after an epoch.
  init(epoch: Int, of run: ExperimentRun) {
    self.init(
      epoch: epoch, trainingError: run.value(of: .trainingError, step: epoch) ?? .nan,
      validationError: run.value(of: .epochValidationError, step: epoch),
      testError: run.value(of: .epochTestError, step: epoch) ?? .nan, counts: run.trained.byName)
  }

  /// The same as measurements of a run.
  var measurements: [(metric: Metric, value: Double)] {
    [(.trainingError, trainingError)] + (validationError.map { [(.epochValidationError, $0)] } ?? [])
      + [(.epochTestError, testError)]
  }
}

extension SavedTraining {
  /// Makes sure that what the training read from outside is still the same: a card or data that have changed belong to
  /// another training.
  /// - Throws: ``ExperimentError/otherInput(path:field:name:saved:found:)``; what reading the files throws.
  func checkInputs(_ configuration: ResolvedConfiguration, reader: InputReader, path: String) throws {
    guard let inputs else { return }
    for input in try reader.inputs(of: configuration) {
      guard let saved = inputs[input.field], saved != input.sha256 else { continue }
      throw ExperimentError.otherInput(
        path: path, field: input.field, name: input.name, saved: saved, found: input.sha256)
    }
  }

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
      // A field that came later than the file was at its default.
      let former = ConfigurationSchema.field(entry.path)?.defaultValue.canonicalText
      let (here, there) = (configuration[entry.path] ?? former ?? "missing", entry.value.canonicalText)
      return here == there ? nil : "\(entry.path) is \(here), not \(there)"
    }
  }
}
