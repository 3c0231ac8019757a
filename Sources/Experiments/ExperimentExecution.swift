internal import Crossbar
internal import DeviceModels
package import ExperimentFiles
package import Foundation
internal import Learning
internal import Matrices
package import Progress
internal import Provenance
internal import Randomness
package import RunStore
internal import Synchronization

/// What `mortal run` and `mortal experiment check` do, without their command lines.
package struct ExperimentExecution: Sendable {
  package let file: ExperimentFile
  package let runs: [ResolvedRun]
  /// `path=value` of every `--set`.
  let options: [String]
  /// Knows what the runs read from outside.
  let reader: InputReader

  /// Expands the experiment, checks every run, and finds what they read from outside.
  /// - Parameter directory: where results will lie; checksums that are kept there spare reading large files again.
  /// - Throws: `YAMLError`, `ExperimentError`, `ExperimentError`, `DeviceModelsError`, `DatasetError` for data that are
  ///   not there.
  package init(_ path: String, quick: Bool, options: [String], directory: URL? = nil) throws {
    try self.init(
      try ExperimentFile(contentsOf: path, quick: quick, options: options), options: options, directory: directory)
  }

  /// The same of an experiment in memory.
  package init(_ file: ExperimentFile, options: [String] = [], directory: URL? = nil) throws {
    let known = directory.flatMap { try? ResultStore(reading: $0).fileDigests() } ?? [:]
    let runs = try file.runs()
    try Self.check(runs)
    try self.init(unchecked: file, runs: runs, options: options, reader: InputReader(known: known))
  }

  /// Expands the experiment, for those who only look at its results.
  /// - Parameter loaded: what its runs read from outside beside what their fields name.
  /// - Throws: as ``init(_:quick:options:directory:)``.
  init(
    unchecked file: ExperimentFile, runs: [ResolvedRun]? = nil, options: [String], reader: InputReader,
    loaded: [InputContent] = []
  ) throws {
    self.file = file
    self.reader = reader
    self.runs = try reader.completing(runs ?? file.runs()).map { run in
      var run = run
      run.inputs += loaded
      return run
    }
    self.options = options
  }

  /// Checks runs, whatever they read from outside.
  /// - Throws: `ExperimentError`, `DeviceModelsError`.
  package static func check(_ runs: [ResolvedRun]) throws {
    for run in runs { try ExperimentRunner.check(run.configuration) }
    let cards = try DeviceLibrary.cards(of: runs.map(\.configuration))
    // Every kind of chip can be made: settings that do not fit a card show before the work. Learners that need pulses on
    // a card without any fail by themselves, and leave the others alone.
    var kinds: Set<[ConfigurationValue]> = []
    for run in runs where run.configuration[LearnerFields.name].hasChip {
      let configuration = run.configuration
      let kind =
        configuration.entries.filter { $0.path.hasPrefix("chip.") && $0.path != ChipFields.serial.path }
        .map(\.value) + [.flag(configuration[LearnerFields.name].isInSitu)]
      guard kinds.insert(kind).inserted, let card = cards[configuration[ChipFields.card]] else { continue }
      let chip = Chip(
        card: card, serial: configuration[ChipFields.serial], configuration: configuration.chipConfiguration(of: card),
        run: StreamKey(seed: 0))
      let learns = configuration[LearnerFields.name].isInSitu && card.pulse != nil
      _ = try chip.layer(0, inputs: 1, outputs: 1, weightRange: 1, inSitu: learns)
    }
  }

  /// The runs with the time they will take.
  /// - Throws: `ExperimentError`.
  package func listing() throws -> RunListing {
    var estimate = RunEstimate()
    return try RunListing(file, runs: runs) { estimate.seconds($0) }
  }

  /// What must be known before numbers are compared: of learners that cannot run, of fields that change nothing, and of
  /// the chips.
  /// - Throws: what reading a card throws.
  package func notices() throws -> [String] {
    let configurations = runs.map(\.configuration)
    return PlanNotices.of(configurations) + UnusedFields.notices(configurations, quick: file.isQuick)
      + (try ChipNotices.of(configurations))
  }

  /// Runs what is not done yet.
  ///
  /// Each process keeps to its own runs, whatever others enter into the folder under the same name meanwhile.
  /// - Parameters:
  ///   - progress: nil shows none.
  ///   - tell: told, a sentence each, of what in the folder this run replaces or cannot use.
  /// - Throws: `StoreError`; `DatasetError` for data that cannot be read; ``InputChanged``.
  package func run(
    in directory: URL, _ plan: ThreadPlan, retriesFailed: Bool, progress: ProgressLine? = ProgressLine(),
    tell: (String) -> Void = { _ in }
  ) throws -> SchedulerSummary {
    let store = try ResultStore(directory: directory, program: ProgramVersion.text, kernels: BLAS.coreName)
    let runner = try readyRunner(jobs: plan.jobs)
    let notes = try store.register(record, runs: runs.map(\.entry))
    notes.lines(of: file.recordedName).forEach(tell)
    if let first = runs.first { try runner.shared.data(first.configuration).warnings.forEach(tell) }
    try store.keep(reader.digests)
    return try work(with: runner, in: store, on: runs, plan, retriesFailed: retriesFailed, progress: progress)
  }

  /// The experiment as a store enters it.
  package var record: ExperimentRecord {
    get throws {
      ExperimentRecord(
        name: file.recordedName, question: file.question, file: file.text, configuration: try file.base.json(),
        program: ProgramVersion.text)
    }
  }

  /// A runner whose data are there, with nets that fit into memory: what is not there and what does not fit stops the work
  /// before it begins, instead of failing every run.
  /// - Throws: `DatasetError`, `MemoryShortage`.
  func readyRunner(jobs: Int) throws -> ExperimentRunner {
    let runner = ExperimentRunner()
    guard let first = runs.first else { return runner }
    let task = try runner.shared.data(first.configuration).task(hidden: [])
    var seen: Set<[ConfigurationValue]> = []
    for run in runs {
      let paths = [NetworkFields.hidden.path, LearnerFields.name.path, ChipFields.cellsPerWeight.path]
      guard seen.insert(paths.compactMap { run.configuration.value(at: $0) }).inserted else { continue }
      var own = task
      own.hidden = run.configuration[NetworkFields.hidden]
      do {
        try MemoryPlan.require(run.configuration, task: own, runs: min(jobs, runs.count))
      } catch is LearningError {
        // A net that cannot be planned fails by itself, and says why.
      }
    }
    return runner
  }

  /// Makes an experiment's one run by other work than a runner's and records it in the store of a folder. A run that is
  /// there already is not made again; one that failed is.
  /// - Returns: what the work found; nil when the store had the run.
  /// - Throws: `StoreError`; what the work throws.
  func recordOne<Found: Sendable>(
    in folder: URL, _ work: @escaping @Sendable (RunContext) throws -> (found: Found, outcome: RunOutcome)
  ) throws -> Found? {
    precondition(runs.count == 1, "\(runs.count) runs")
    let store = try ResultStore(directory: folder, program: ProgramVersion.text, kernels: BLAS.coreName)
    try store.register(record, runs: runs.map(\.entry))
    let found = Mutex<Found?>(nil)
    let fault = Mutex<(any Error)?>(nil)
    _ = try Scheduler(jobs: 1, retriesFailed: true).run(store.choose(runs.map(\.id)), in: store) { _, context in
      do {
        let done = try work(context)
        found.withLock { $0 = done.found }
        return done.outcome
      } catch {
        fault.withLock { $0 = error }
        throw error
      }
    }
    try? store.settle()
    if let error = fault.withLock({ $0 }) { throw error }
    return found.withLock { $0 }
  }

  /// Runs what is not done yet of runs that a store has entered.
  /// - Throws: `StoreError`.
  func work(
    with runner: ExperimentRunner, in store: ResultStore, on runs: [ResolvedRun], _ plan: ThreadPlan,
    retriesFailed: Bool, progress: ProgressLine?
  ) throws -> SchedulerSummary {
    let configurations = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0.configuration) })
    let selection = try store.choose(runs.map(\.id))
    let reader = reader
    let scheduler = Scheduler(jobs: plan.jobs, progress: progress, retriesFailed: retriesFailed)
    let summary = try scheduler.run(selection, in: store) { id, context in
      guard let configuration = configurations[id] else { preconditionFailure("run \(id) was not registered here") }
      try reader.requireUnchanged()
      let outcome = try Workers.threads.withValue(plan.threads) { try runner.execute(configuration, context) }
      try reader.requireUnchanged()
      return outcome
    }
    // All results are safe already: a log that stays beside the file does not make the experiment fail.
    try? store.settle()
    return summary
  }
}

extension ResolvedRun {
  /// The run's identity, from its configuration.
  package var id: RunID { RunID(of: canonicalText) }

  /// The run as a store enters it.
  package var entry: RunEntry {
    RunEntry(
      id: id, label: label,
      parameters: configuration.entries.map {
        .init(path: $0.path, value: $0.value.canonicalText, isDefault: $0.origin == .default)
      }, inputs: inputs.map(\.entry))
  }
}

extension InputContent {
  /// As a store enters it.
  var entry: RunEntry.Input { RunEntry.Input(field: field, name: name, sha256: sha256, size: size) }

  init(_ entry: RunEntry.Input) {
    self.init(field: entry.field, name: entry.name, sha256: entry.sha256, size: entry.size)
  }
}
