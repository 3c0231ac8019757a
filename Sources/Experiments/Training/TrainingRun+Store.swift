package import ExperimentFiles
package import Foundation
internal import Matrices
internal import Provenance
internal import RunStore
internal import StrictYAML
internal import Synchronization

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
    let store = try ResultStore(directory: folder, program: ProgramVersion.text, kernels: BLAS.coreName)
    try store.register(execution.record, runs: execution.runs.map(\.entry))
    let fresh = self
    let found = Mutex<(training: TrainingRun, result: TrainingResult)?>(nil)
    let fault = Mutex<(any Error)?>(nil)
    let selection = try store.choose(execution.runs.map(\.id))
    _ = try Scheduler(jobs: 1, retriesFailed: true).run(selection, in: store) {
      _, context in
      do {
        var training = fresh
        let measurement = try training.measure(in: context, progress: progress)
        let result = training.result(measurement)
        found.withLock { $0 = (training, result) }
        return try measurement.outcome()
      } catch {
        fault.withLock { $0 = error }
        throw error
      }
    }
    try? store.settle()
    if let error = fault.withLock({ $0 }) { throw error }
    guard let done = found.withLock({ $0 }) else { return (nil, execution) }
    self = done.training
    return (done.result, execution)
  }
}
