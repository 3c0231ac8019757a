internal import DeviceModels
package import ExperimentFiles
package import Foundation
internal import Learning
internal import Matrices
package import Progress
internal import Provenance
package import RunStore

/// What `mortal run` and `mortal experiment check` do, without their command lines.
package struct ExperimentExecution: Sendable {
  package let file: ExperimentFile
  package let runs: [ResolvedRun]
  /// `path=value` of every `--set`.
  let options: [String]

  /// Expands the experiment and checks every run.
  /// - Throws: `YAMLError`, `ExperimentError`, `ExperimentError`, `DeviceModelsError`.
  package init(_ path: String, quick: Bool, options: [String]) throws {
    try self.init(unchecked: try ExperimentFile(contentsOf: path, quick: quick, options: options), options: options)
    try check()
  }

  /// The same of an experiment in memory.
  package init(_ file: ExperimentFile) throws {
    try self.init(unchecked: file, options: [])
    try check()
  }

  /// Expands the experiment, for those who only look at its results.
  /// - Throws: `ExperimentError`.
  init(unchecked file: ExperimentFile, options: [String]) throws {
    self.file = file
    runs = try file.runs()
    self.options = options
  }

  private func check() throws {
    for run in runs { try ExperimentRunner.check(run.configuration) }
    for card in Set(runs.map { $0.configuration[ChipFields.card] }).sorted() { _ = try DeviceLibrary.card(card) }
  }

  /// The runs with the time they will take.
  /// - Throws: `ExperimentError`.
  package func listing() throws -> RunListing { try RunListing(file) { RunEstimate.seconds($0) } }

  /// What must be known of the chips before they are compared.
  /// - Throws: what reading a card throws.
  package func notices() throws -> [String] { try ChipNotices.of(runs.map(\.configuration)) }

  /// Runs what is not done yet.
  /// - Parameter progress: nil shows none.
  /// - Throws: `StoreError`; `DatasetError` for data that cannot be read.
  package func run(
    in directory: URL, _ plan: ThreadPlan, retriesFailed: Bool, progress: ProgressLine? = ProgressLine()
  ) throws -> SchedulerSummary {
    let runner = try readyRunner()
    let store = try ResultStore(directory: directory, program: ProgramVersion.text)
    try store.register(record, runs: runs.map(\.entry))
    return try work(with: runner, in: store, on: runs, plan, retriesFailed: retriesFailed, progress: progress)
  }

  /// The experiment as a store enters it.
  var record: ExperimentRecord {
    get throws {
      ExperimentRecord(
        name: file.recordedName, question: file.question, file: file.text, configuration: try file.base.json(),
        program: ProgramVersion.text)
    }
  }

  /// A runner whose data are there: data that are not stop the work before it begins, instead of failing every run.
  /// - Throws: `DatasetError`.
  func readyRunner() throws -> ExperimentRunner {
    let runner = ExperimentRunner()
    if let first = runs.first { _ = try runner.shared.data(first.configuration) }
    return runner
  }

  /// Runs what is not done yet of runs that a store has entered.
  /// - Throws: `StoreError`.
  func work(
    with runner: ExperimentRunner, in store: ResultStore, on runs: [ResolvedRun], _ plan: ThreadPlan,
    retriesFailed: Bool, progress: ProgressLine?
  ) throws -> SchedulerSummary {
    let configurations = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0.configuration) })
    let scheduler = Scheduler(jobs: plan.jobs, progress: progress, retriesFailed: retriesFailed)
    let summary = try scheduler.run(experiment: file.recordedName, in: store) { id, context in
      guard let configuration = configurations[id] else { preconditionFailure("run \(id) was not registered here") }
      return try Workers.threads.withValue(plan.threads) { try runner.execute(configuration, context) }
    }
    // All results are safe already: a log that stays beside the file does not make the experiment fail.
    try? store.settle()
    return summary
  }
}

extension ResolvedRun {
  /// The run's identity, from its configuration.
  package var id: RunID { RunID(of: configuration.canonicalText) }

  /// The run as a store enters it.
  package var entry: RunEntry {
    RunEntry(
      id: id, label: label,
      parameters: configuration.entries.map {
        .init(path: $0.path, value: $0.value.canonicalText, isDefault: $0.origin == .default)
      })
  }
}

/// How long a run takes.
package enum RunEstimate {
  /// Seconds on one thread: passes through the net times weights, at a rate measured on an AVX2 machine.
  package static func seconds(_ configuration: ResolvedConfiguration) -> Double {
    let name = configuration[LearnerFields.name]
    let task = LearningTask(features: 784, classes: 10, hidden: configuration[NetworkFields.hidden])
    // A net that cannot be planned costs nothing: the run says why.
    let plan = try? name.description.rule.plan(task, configuration.learnerValues)
    let weights = Double((plan?.layers ?? []).reduce(0) { $0 + $1.inputs * $1.outputs })
    let train = Double(configuration[DataFields.train]) * Double(configuration[LearnerFields.epochs])
    let tests = Double(
      configuration[LearnerFields.epochs] + 12 + 2 * configuration[CopyFields.recipients].count
        + configuration[CopyFields.generations] + configuration[AgeingFields.times].count
        + configuration[AgeingFields.temperatures].count
        + configuration[AgeingFields.bakes].count
        + 2 * configuration[AgeingFields.cycles].count)
    let moments = configuration[AgeingFields.times].count + configuration[AgeingFields.cycles].count
    let relearned = Double(moments * configuration[AgeingFields.relearnExamples])
    let floors = Double(configuration[CopyFields.recipients].count) * train
    let passes =
      train * (name.isInSitu ? 5 : 3) + tests * Double(configuration[DataFields.test]) + floors
      + Double(configuration[RevivalFields.examples]) * 8 + relearned * 5
      + Double(configuration[RevivalFields.images] * configuration[RevivalFields.epochs]) * 6
    let updates = name.isInSitu ? (train + relearned) / Double(configuration[LearnerFields.batch]) : 0
    let writes =
      updates + Double(40 * (1 + configuration[CopyFields.recipients].count + configuration[CopyFields.generations]))
    return weights * (passes * secondsPerPass + writes * secondsPerWrite)
  }

  /// Of one weight in one pass, and of one weight in one update or write; measured.
  private static let secondsPerPass = 1.2e-10
  private static let secondsPerWrite = 1.6e-8
}
