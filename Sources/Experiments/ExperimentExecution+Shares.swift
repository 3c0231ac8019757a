internal import DeviceModels
internal import ExperimentFiles
package import Foundation
internal import Matrices
internal import Progress
internal import Provenance
package import RunStore

extension ExperimentExecution {
  /// What shares need to know of the experiment.
  package var plan: SharePlan {
    SharePlan(
      experiment: file.recordedName, file: file.text, quick: file.isQuick, options: options,
      inputs: reader.contents.map(\.entry))
  }

  /// Runs what is not done yet of a share, into a store of its own; runs that are complete in the folder's own store are
  /// left out.
  /// - Throws: `StoreError`.
  package func run(
    _ share: RunShare, in directory: URL, _ plan: ThreadPlan, retriesFailed: Bool
  ) throws -> SchedulerSummary {
    let runner = try readyRunner(jobs: plan.jobs)
    let folder = SharedFolder(directory, experiment: file.recordedName)
    try folder.write(self.plan)
    let ids = runs.map(\.id)
    let done = try Self.identities(of: file.recordedName, in: directory, states: [.complete])
    let positions = share.positions(of: ids).filter { !done.contains(ids[$0]) }
    let store = try ResultStore(
      directory: folder.directory(of: share), program: ProgramVersion.text, kernels: BLAS.coreName, isShared: true)
    try store.register(record, runs: positions.map { runs[$0].entry }, positions: positions)
    return try work(
      with: runner, in: store, on: positions.map { runs[$0] }, plan, retriesFailed: retriesFailed,
      progress: ProgressLine())
  }

  /// Enters the whole experiment into the folder's own store, so that it can be merged into and looked at.
  /// - Throws: `StoreError`.
  package func register(in directory: URL) throws -> ResultStore {
    let store = try ResultStore(directory: directory, program: ProgramVersion.text, kernels: BLAS.coreName)
    let record = try record
    let isEntered = try store.experiments().contains(record)
    if isEntered, try store.runIdentities(of: file.recordedName) == Set(runs.map(\.id)) { return store }
    try store.register(record, runs: runs.map(\.entry))
    return store
  }

  /// Numbers of the shares that have runs to do, ascending.
  /// - Throws: `StoreError`.
  package func unfinishedShares(of count: Int, in directory: URL, retriesFailed: Bool) throws -> [Int] {
    let done = try Self.identities(
      of: file.recordedName, in: directory, states: retriesFailed ? [.complete] : [.complete, .failed])
    let ids = runs.map(\.id)
    let numbers = RunShare.numbers(of: ids, count: count)
    return Set(zip(ids, numbers).filter { !done.contains($0.0) }.map(\.1)).sorted()
  }

  /// The experiment as jobs of Slurm; what its shares have done so far is merged first, and only shares that have runs to
  /// do get a task.
  /// - Parameter enters: whether to write anything: the plan, and the folder's own store.
  /// - Throws: `StoreError`.
  package func slurmJob(
    _ options: SlurmJob.Options, in directory: URL, program: String, retriesFailed: Bool, enters: Bool
  ) throws -> SlurmJob {
    let folder = SharedFolder(directory, experiment: file.recordedName)
    if enters {
      if let jobs = SlurmQueue.jobs(in: directory, experiment: file.recordedName) {
        let queued = SlurmQueue().states(of: jobs) ?? [:]
        guard queued.isEmpty else { throw StoreError.stillQueued(job: jobs.array, tasks: queued.count) }
      }
      try folder.write(plan)
      let store = try register(in: directory)
      _ = try store.merge(folder.shares().map { folder.directory(of: $0) })
      try? store.settle()
    }
    let tasks = min(options.tasks, max(runs.count, 1))
    var options = options
    options.tasks = tasks
    return SlurmJob(
      name: file.recordedName, options: options, program: program, directory: directory.path,
      workingDirectory: FileManager.default.currentDirectoryPath, file: folder.experimentFile.path, quick: file.isQuick,
      settings: self.options, retriesFailed: retriesFailed,
      shares: try unfinishedShares(of: tasks, in: directory, retriesFailed: retriesFailed))
  }

  /// How far the folder's own store is, without doing anything.
  /// - Throws: `StoreError`.
  package func summary(in directory: URL) throws -> SchedulerSummary {
    let store = try ResultStore(reading: directory)
    let status = try store.status(of: file.recordedName)
    var summary = SchedulerSummary()
    summary.total = status.total
    summary.before = status.complete
    summary.unfinished = status.waiting + status.running
    summary.failures = try store.failures(experiment: file.recordedName)
    return summary
  }

  /// Takes the results of all shares of all experiments in a folder over into the folder's own store.
  /// - Returns: the experiments' names, and what came of them.
  /// - Throws: ``StoreError/noShares(directory:)``, `StoreError`.
  package static func merge(in directory: URL) throws -> [(experiment: String, shares: Int, count: MergeCount)] {
    let folders = SharedFolder.all(in: directory)
    guard !folders.isEmpty else { throw StoreError.noShares(directory: directory.path) }
    return try folders.map { folder in
      let plan = try folder.plan()
      let execution = try ExperimentExecution(
        unchecked: ExperimentFile(
          contentsOf: folder.experimentFile.path, quick: plan.quick, options: plan.options), options: plan.options,
        reader: InputReader(contents: plan.inputs?.map { InputContent($0) } ?? []))
      let store = try execution.register(in: directory)
      let shares = folder.shares()
      let count = try store.merge(shares.map { folder.directory(of: $0) })
      // All results are safe already: a log that stays beside the file does not make the merge fail.
      try? store.settle()
      return (plan.experiment, shares.count, count)
    }
  }

  /// Runs of the folder's own store in some states; none without a store.
  private static func identities(
    of experiment: String, in directory: URL, states: Set<RunState>
  ) throws -> Set<RunID> {
    let store: ResultStore
    do {
      store = try ResultStore(reading: directory)
    } catch StoreError.missing {
      return []
    }
    return try store.identities(of: experiment, in: states)
  }
}
