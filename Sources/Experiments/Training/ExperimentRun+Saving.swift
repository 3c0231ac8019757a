internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Provenance
internal import Substrate

extension ExperimentRun {
  /// The training after an epoch.
  /// - Throws: ``ExperimentError/notSavable(layer:)``; `unsupported` for learners that cannot be resumed.
  /// - Parameter inputs: what it reads from outside, field → SHA-256.
  func saved(epoch: Int, curve: [TrainingPoint], inputs: [String: String]) throws(ExperimentError) -> SavedTraining {
    guard let learner = learner as? any ResumableLearner else { throw notResumable }
    var layers: [SavedLayer] = []
    for layer in learner.layers { layers.append(try SavedLayer(layer)) }
    return SavedTraining(
      program: ProgramVersion.text,
      configuration: Dictionary(
        uniqueKeysWithValues: configuration.entries.map { ($0.path, $0.value.canonicalText) }),
      epoch: epoch, shapes: learner.layers.map { [$0.inputs, $0.outputs] }, layers: layers, learner: learner.state,
      curve: curve, inputs: inputs, kernels: BLAS.coreName)
  }

  private var notResumable: ExperimentError {
    .unsupported(path: LearnerFields.name.path, value: name.rawValue, allowed: "a learner that can be saved")
  }

  /// Takes up a saved training; this run is fresh, of the same configuration.
  /// - Throws: `CrossbarError.foreignState`, `LearningError.stateDoesNotFit`.
  mutating func restore(_ saved: SavedTraining) throws {
    let fresh = learner.layers
    guard saved.layers.count == fresh.count else {
      throw LearningError.stateDoesNotFit(
        field: "layers", found: "\(saved.layers.count)", expected: "\(fresh.count)")
    }
    guard var restored = learner as? any ResumableLearner else { throw notResumable }
    restored.layers = try zip(saved.layers, fresh).enumerated().map { index, pair in
      try pair.0.restored(pair.1, index: index)
    }
    try restored.restore(saved.learner)
    learner = restored
  }
}
