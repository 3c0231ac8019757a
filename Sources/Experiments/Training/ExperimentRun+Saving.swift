internal import ExperimentFiles
internal import Learning

extension ExperimentRun {
  /// The training after an epoch.
  func saved(epoch: Int, curve: [TrainingPoint]) -> SavedTraining {
    SavedTraining(
      program: ProgramVersion.text,
      configuration: Dictionary(
        uniqueKeysWithValues: configuration.entries.map { ($0.path, $0.value.canonicalText) }),
      epoch: epoch, layers: learner.layers.map { SavedLayer($0) }, learner: learner.state, curve: curve)
  }

  /// Takes up a saved training; this run is fresh, of the same configuration.
  /// - Throws: `CrossbarError.foreignState`, `LearningError.stateDoesNotFit`.
  mutating func restore(_ saved: SavedTraining) throws {
    let fresh = learner.layers
    guard saved.layers.count == fresh.count else {
      throw LearningError.stateDoesNotFit(
        field: "layers", found: "\(saved.layers.count)", expected: "\(fresh.count)")
    }
    var restored = learner
    restored.layers = try zip(saved.layers, fresh).enumerated().map { index, pair in
      try pair.0.restored(pair.1, index: index)
    }
    try restored.restore(saved.learner)
    learner = restored
  }
}
