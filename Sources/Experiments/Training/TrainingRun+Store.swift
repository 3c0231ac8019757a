package import ExperimentFiles
package import Foundation
internal import RunStore
internal import StrictYAML

/// A training whose result is kept like that of any other run.
extension TrainingRun {
  /// The training as an experiment of one run: what `mortal run` would take.
  /// - Throws: `YAMLError`.
  package func experiment() throws -> ExperimentFile {
    let learner = configuration[LearnerFields.name]
    let place = learner.hasChip ? " on chip \(configuration[ChipFields.serial])" : ""
    let text = """
      name: \(learner.rawValue)\(place) (\(RunID(of: configuration.canonicalText).hex.prefix(8)))
      question: What becomes of \(learner.rawValue)\(place)?
      \(configuration.yaml(all: false))
      """
    return try ExperimentFile(document: YAMLDocument(text: text, file: "train"))
  }

  /// Trains as ``train(progress:)`` does and records the run in the store of a folder. A run that is there already is not
  /// made again.
  /// - Returns: the result; nil when the store had it.
  /// - Throws: `StoreError`; what ``train(progress:)`` throws.
  package mutating func train(
    recordingIn folder: URL, progress: @escaping @Sendable (TrainingPoint) -> Void
  ) throws -> (result: TrainingResult?, experiment: ExperimentExecution) {
    let execution = try ExperimentExecution(try experiment())
    let fresh = self
    let done = try execution.recordOne(in: folder) { context in
      var training = fresh
      let measurement = try training.measure(in: context, progress: progress)
      return ((training: training, result: training.result(measurement)), try measurement.outcome())
    }
    guard let done else { return (nil, execution) }
    self = done.training
    return (done.result, execution)
  }
}
