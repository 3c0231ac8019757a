public import Foundation
internal import DeviceModels

/// What `mortal run` and `mortal experiment check` do, without their command lines.
public struct StudyExecution: Sendable {
  public let file: ExperimentFile
  public let runs: [ResolvedRun]

  /// Expands the experiment and checks every run.
  /// - Throws: `YAMLError`, `ExperimentError`, `StudyError`, `DeviceModelsError`.
  public init(_ path: String, quick: Bool, options: [String]) throws {
    file = try ExperimentFile(contentsOf: path, quick: quick, options: options)
    runs = try file.runs()
    for run in runs { try StudyRunner.check(run.configuration) }
    for card in Set(runs.map { $0.configuration[ChipFields.card] }).sorted() { _ = try DeviceLibrary.card(card) }
  }

  /// The runs with the time they will take.
  /// - Throws: `ExperimentError`.
  public func listing() throws -> RunListing { try RunListing(file) { StudyEstimate.seconds($0) } }

  /// Runs what is not done yet.
  /// - Throws: `StoreError`.
  public func run(in directory: URL, jobs: Int, retriesFailed: Bool) throws -> SchedulerSummary {
    let store = try ResultStore(directory: directory, program: ProgramVersion.text)
    let record = StudyRecord(
      name: file.name, question: file.question, kind: file.kind.rawValue, file: file.text,
      configuration: try file.base.json(), program: ProgramVersion.text)
    try store.register(record, runs: runs)
    let runner = StudyRunner()
    let scheduler = Scheduler(jobs: jobs, progress: ProgressLine(), retriesFailed: retriesFailed)
    let summary = try scheduler.run(study: file.name, in: store, runs: runs) { try runner.execute($0, $1) }
    // All results are safe already: a log that stays beside the file does not make the study fail.
    try? store.settle()
    return summary
  }
}

/// How long a run takes.
public enum StudyEstimate {
  /// Seconds on one thread: passes through the net times weights, at a rate measured on an AVX2 machine.
  public static func seconds(_ configuration: ResolvedConfiguration) -> Double {
    let name = configuration[LearnerFields.name]
    let sizes = [784] + configuration[NetworkFields.hidden] + (name.hasDigitalOutput ? [] : [10])
    let weights = Double(zip(sizes, sizes.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 })
    let train = Double(configuration[DataFields.train]) * Double(configuration[LearnerFields.epochs])
    let tests = Double(configuration[LearnerFields.epochs] + 12 + 2 * configuration[CopyFields.recipients].count
      + configuration[CopyFields.generations] + configuration[AgeingFields.times].count
      + 2 * configuration[AgeingFields.cycles].count)
    let moments = configuration[AgeingFields.times].count + configuration[AgeingFields.cycles].count
    let relearned = Double(moments * configuration[AgeingFields.relearnExamples])
    let floors = Double(configuration[CopyFields.recipients].count) * train
    let passes = train * (name.isInSitu ? 5 : 3) + tests * Double(configuration[DataFields.test]) + floors
      + Double(configuration[RevivalFields.examples]) * 8 + relearned * 5
      + Double(configuration[RevivalFields.images] * configuration[RevivalFields.epochs]) * 6
    let updates = name.isInSitu ? (train + relearned) / Double(configuration[LearnerFields.batch]) : 0
    let writes = updates + Double(40 * (1 + configuration[CopyFields.recipients].count + configuration[CopyFields.generations]))
    return weights * (passes * secondsPerPass + writes * secondsPerWrite)
  }

  /// Of one weight in one pass, and of one weight in one update or write; measured.
  private static let secondsPerPass = 1.2e-10
  private static let secondsPerWrite = 1.6e-8
}
