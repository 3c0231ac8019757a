package import ExperimentFiles
internal import Learning
internal import Matrices
internal import OutputFiles
internal import Provenance
internal import RunStore

/// One learner's training: `mortal train`. It is the run that `mortal run` makes of the same configuration, with the same
/// numbers; it can be saved after every epoch and gone on with, bit for bit.
package struct TrainingRun: Sendable {
  package let configuration: ResolvedConfiguration
  /// Epochs that were done before, and the file they come from; nil for a fresh start.
  package private(set) var resumed: (epoch: Int, path: String)?
  /// Version of the program that saved the file, where it is another one: numbers may differ from then on.
  package private(set) var otherProgram: String?
  /// What the training reads from outside: field → SHA-256.
  private let inputs: [String: String]
  /// What the layers learned; after ``train(progress:)``.
  package private(set) var figures: NetFigures?
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
    // Before any work: a place that cannot be written shows at once.
    if let save = choices.save { _ = try OutputFile.ready(save, option: "--save") }
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
    let reader = InputReader()
    inputs = Dictionary(
      uniqueKeysWithValues: try reader.inputs(of: configuration).map { ($0.field, $0.sha256) })
    if let start { try start.saved.checkInputs(configuration, reader: reader, path: start.path) }
    threads = choices.threads
    run = try Workers.threads.withValue(choices.threads) { [configuration] in
      try ExperimentRun(configuration, shared: SharedWork(), context: RunContext(), threads: choices.threads)
    }
    if let start {
      try run.restore(start.saved)
      curve = start.saved.curve
      run.takeUp(curve)
      resumed = (start.saved.epoch, start.path)
      if start.saved.program != ProgramVersion.text { otherProgram = start.saved.program }
      if let kernels = start.saved.kernels, kernels != BLAS.coreName {
        otherProgram = "\(start.saved.program) with OpenBLAS's \(kernels) kernels (here \(BLAS.coreName))"
      }
    }
  }

  /// What must be known before numbers are believed: of fields that change nothing, and of the chip, if there is one.
  /// - Throws: what reading its card throws.
  package func notices() throws -> [String] {
    UnusedFields.notices([configuration]) + (run.name.hasChip ? try ChipNotices.single(configuration) : [])
  }

  private static func check(
    _ saved: SavedTraining, _ path: String, _ configuration: ResolvedConfiguration, except: [String]
  ) throws(ExperimentError) {
    let differences = saved.differences(from: configuration, except: except)
    guard differences.isEmpty else { throw .otherConfiguration(path: path, differences: differences) }
  }

  /// Trains the epochs that are left, saving after each, and tests the net on its chip.
  /// - Parameter progress: told of every epoch.
  /// - Throws: `OutputError`; what programming a chip throws.
  package mutating func train(progress: (TrainingPoint) -> Void) throws -> TrainingResult {
    let measurement = try measure(in: RunContext(), progress: progress)
    return result(measurement)
  }

  /// The same, for a store.
  /// - Throws: `CancellationError` when the context says so, after what was saved last.
  mutating func measure(in context: RunContext, progress: (TrainingPoint) -> Void) throws -> RunMeasurement {
    run.context = context
    return try Workers.threads.withValue(threads) { try trainOn(progress) }
  }

  func result(_ measurement: RunMeasurement) -> TrainingResult {
    TrainingResult(
      configuration, curve: curve, images: run.data.test.count, metrics: measurement.metrics,
      warnings: run.data.warnings, saturation: measurement.saturation)
  }

  /// On the threads that work may use here.
  private mutating func trainOn(_ progress: (TrainingPoint) -> Void) throws -> RunMeasurement {
    let done = resumed?.epoch ?? 0
    // Before any work: a learner that cannot be saved shows at once.
    if let file, !file.exists { try file.write(try run.saved(epoch: done, curve: curve, inputs: inputs)) }
    let (file, inputs) = (file, inputs)
    var (curve, run) = (curve, run)
    try run.learn(after: done) { run, report in
      run.recordEpoch(report)
      let point = TrainingPoint(epoch: report.epoch, of: run)
      curve.append(point)
      try file?.write(try run.saved(epoch: report.epoch, curve: curve, inputs: inputs))
      progress(point)
    }
    (self.curve, self.run) = (curve, run)
    // The test is made on a copy: the file stays at the end of training, and so does this run.
    var tested = run
    if tested.name.isWritten { tested.recordDigitalError(tested.metrics) }
    try tested.settle()
    tested.recordHome()
    figures = tested.figures
    figures?.fields = ReceptiveFields(tested.learner, image: tested.data.image, count: NetFigures.mostFields)
    return tested.measurement
  }
}
