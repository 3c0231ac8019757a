package import ExperimentFiles
internal import Learning
internal import Matrices
internal import Provenance
internal import RunStore

/// One learner's training: `mortal train`. It can be saved after every epoch and gone on with, bit for bit.
package struct TrainingRun: Sendable {
  package let configuration: ResolvedConfiguration
  /// Epochs that were done before, and the file they come from; nil for a fresh start.
  package private(set) var resumed: (epoch: Int, path: String)?
  /// Version of the program that saved the file, where it is another one: numbers may differ from then on.
  package private(set) var otherProgram: String?
  private var run: ExperimentRun
  private var curve: [TrainingPoint] = []
  private let file: TrainingFile?
  private let threads: Int

  /// Reads files, data and card, and makes the learner.
  ///
  /// An existing file of `--save` is gone on with; it must be of the same configuration. `--load` begins from another
  /// file, whose configuration holds but for the number of epochs.
  /// - Throws: ``ExperimentError``; what ``TrainingChoices`` and composing a run throw.
  package init(_ choices: TrainingChoices) throws {
    file = choices.save.map { TrainingFile(path: $0) }
    var start: (saved: SavedTraining, path: String)?
    if let load = choices.load { start = (try TrainingFile(path: load).read(), load) }
    configuration = try choices.configuration(from: start?.saved.resolved())
    if let start {
      try Self.check(start.saved, start.path, configuration, except: [LearnerFields.epochs.path])
      guard start.saved.epoch <= configuration[LearnerFields.epochs] else {
        throw ExperimentFileError.outOfRange(
          option: "--epochs", value: "\(configuration[LearnerFields.epochs])",
          allowed: "\(start.saved.epoch) and more, which \(start.path) has done")
      }
    }
    if let file, file.exists {
      let saved = try file.read()
      try Self.check(saved, file.path, configuration, except: [])
      start = (saved, file.path)
    }
    threads = choices.threads
    run = try Workers.threads.withValue(choices.threads) { [configuration] in
      try ExperimentRun(configuration, shared: SharedWork(), context: RunContext(), threads: choices.threads)
    }
    if let start {
      try run.restore(start.saved)
      curve = start.saved.curve
      resumed = (start.saved.epoch, start.path)
      if start.saved.program != ProgramVersion.text { otherProgram = start.saved.program }
    }
  }

  private static func check(
    _ saved: SavedTraining, _ path: String, _ configuration: ResolvedConfiguration, except: [String]
  ) throws(ExperimentError) {
    let differences = saved.differences(from: configuration, except: except)
    guard differences.isEmpty else { throw .otherConfiguration(path: path, differences: differences) }
  }

  /// Trains the epochs that are left, saving after each, and tests the net on its chip.
  /// - Parameter progress: told of every epoch.
  /// - Throws: ``ExperimentError/unwritable(path:reason:)``; what programming a chip throws.
  package mutating func train(progress: (TrainingPoint) -> Void) throws -> TrainingResult {
    try Workers.threads.withValue(threads) { try trainOn(progress) }
  }

  /// The same, on the threads that work may use here.
  private mutating func trainOn(_ progress: (TrainingPoint) -> Void) throws -> TrainingResult {
    let done = resumed?.epoch ?? 0
    // Before any work: a place that cannot be written shows at once.
    if let file, !file.exists { try file.write(try run.saved(epoch: done, curve: curve)) }
    let file = file
    var (curve, run) = (curve, run)
    try run.learn(after: done) { run, report in
      let validation = run.data.validation.map { run.learner.testError(on: $0) }
      let point = TrainingPoint(
        epoch: report.epoch, trainingError: report.trainingError, validationError: validation)
      curve.append(point)
      try file?.write(try run.saved(epoch: report.epoch, curve: curve))
      progress(point)
    }
    (self.curve, self.run) = (curve, run)
    // The test is made on a copy: the file stays at the end of training, and so does this run.
    var tested = run
    try tested.settle()
    tested.recordHome()
    return TrainingResult(configuration, curve: curve, images: tested.data.test.count, metrics: tested.metrics)
  }
}
