internal import ExperimentFiles
package import Experiments
package import Foundation
internal import Learning
internal import Progress
internal import Reports
package import RunStore

/// An experiment in a store, as `status`, `report` and `export` read it.
package struct ExperimentResults: Sendable {
  package let experiment: ExperimentRecord
  package let status: ExperimentStatus
  package let runs: [StoredRun]
  /// What the report shall show.
  let selection: ReportSelection
  private let store: ResultStore
  private let members: RunSelection
  /// What complete runs were made with.
  package let makings: RunMakings
  /// Where the experiment's report belongs.
  package let place: URL
  /// Fields whose value differs between runs.
  package let varied: [String]
  /// The fields that all runs start from.
  let base: [String: BaseField]

  struct BaseField: Decodable, Sendable {
    let value: String
    let origin: ResolvedConfiguration.Origin
  }

  /// - Parameter name: nil takes the store's only experiment.
  /// - Throws: `StoreError`, `ExperimentReportError.severalExperiments`.
  package init(in directory: URL, experiment name: String? = nil) throws {
    let store = try ResultStore(reading: directory)
    let chosen = try Self.name(name, in: store)
    try self.init(
      store, directory, try store.experiment(chosen), .experiment(chosen))
  }

  /// The results of what was executed here, whatever others have entered into the folder under the same name since.
  /// - Throws: `StoreError`.
  package init(in directory: URL, of execution: ExperimentExecution) throws {
    let store = try ResultStore(reading: directory)
    try self.init(store, directory, execution.record, store.choose(execution.runs.map(\.id)))
  }

  private init(_ store: ResultStore, _ directory: URL, _ experiment: ExperimentRecord, _ members: RunSelection) throws {
    self.experiment = experiment
    self.members = members
    self.store = store
    var status = try store.status(of: members)
    status.experiment = experiment.name
    self.status = status
    varied = try store.variedPaths(members)
    makings = try store.makings(of: members)
    selection = try Self.selection(experiment, path: store.path)
    place = try ReportPlace.of(experiment, in: store, directory)
    let always = [
      LearnerFields.name.path, LearnerFields.label.path, ChipFields.serial.path, NetworkFields.seed.path,
      ChipFields.card.path, AgeingFields.times.path, AgeingFields.cycles.path, AgeingFields.temperatures.path,
      AgeingFields.bakes.path, ConverterFields.dac.bits.path, ConverterFields.adc.bits.path,
      VariationFields.assumedStep.path, VariationFields.assumedBounds.path,
    ]
    let selection = selection
    runs = try store.runs(members, parameters: varied + always).map { $0.showing(selection) }
    do {
      base = try JSONDecoder().decode([String: BaseField].self, from: Data(experiment.configuration.utf8))
    } catch {
      throw StoreError.corrupted(path: store.path, detail: "configuration of experiment \(experiment.name)")
    }
  }

  /// The results as other programs read them.
  /// - Throws: `StoreError`, `ExperimentReportError.severalExperiments`.
  package static func stored(in directory: URL, experiment name: String? = nil) throws -> StoredResults {
    let store = try ResultStore(reading: directory)
    let chosen = try Self.name(name, in: store)
    let selection = try Self.selection(try store.experiment(chosen), path: store.path)
    return try StoredResults(experiment: chosen, in: store) { selection.shows($0) }
  }

  /// The same as other programs read them.
  /// - Throws: `StoreError`.
  func stored() throws -> StoredResults {
    try StoredResults(experiment, members, in: store) { [selection] in selection.shows($0) }
  }

  /// An artifact of a run; nil when it has none of that name.
  /// - Throws: `StoreError`.
  func artifact(_ name: String, of run: StoredRun) throws -> Data? { try store.artifact(name, of: run.id) }

  /// Histograms of goodness of a run, layer by layer; empty where it kept none.
  /// - Throws: `StoreError`.
  func goodness(of run: StoredRun) throws -> [GoodnessHistogram] {
    guard let data = try artifact(RunMeasurement.goodnessArtifact, of: run) else { return [] }
    guard let histograms = GoodnessHistogram.sound(data) else {
      throw StoreError.corrupted(
        path: store.path, detail: "artifact \(RunMeasurement.goodnessArtifact) of run \(run.id)")
    }
    return histograms
  }

  /// Whether the file names a figure.
  func selects(_ figure: ReportFigure) -> Bool { selection.figures.contains(figure.name) }

  private static func selection(_ experiment: ExperimentRecord, path: String) throws -> ReportSelection {
    do {
      return try ReportSelection(fileText: experiment.file, figures: ReportTable.figures.map(\.name))
    } catch {
      throw StoreError.corrupted(path: path, detail: "file of experiment \(experiment.name): \(error)")
    }
  }

  /// How far every experiment of a store is, a line each, and below it the runs that are at work, the first 20.
  /// - Throws: `StoreError`.
  package static func statusLines(in directory: URL) throws -> [String] {
    let store = try ResultStore(reading: directory)
    return try store.experiments().flatMap { experiment in
      let status = try store.status(of: experiment.name)
      var line = "\(experiment.name): \(status.complete) of \(status.total) runs complete"
      for (count, word) in [(status.running, "running"), (status.waiting, "waiting"), (status.failed, "failed")]
      where count > 0 { line += ", \(count) \(word)" }
      if let seconds = status.meanSeconds { line += "; \(ProgressLine.duration(seconds)) a run" }
      let mixture = try store.makings(of: .experiment(experiment.name)).mixture
      let atWork = status.running > 0 ? try store.atWork(experiment: experiment.name).prefix(20) : []
      return [line] + atWork.map(Self.line)
        + (try store.failures(experiment: experiment.name)).map { "  failed: \($0.label): \($0.error)" }
        + (mixture.map { ["  note: \($0)"] } ?? [])
    }
  }

  /// `  running: seed=2: 31 %, 27 min 5 s so far, epoch 62/200, 1.05 % wrong`.
  private static func line(_ run: RunAtWork) -> String {
    var parts = ["\(ProgressLine.duration(run.seconds)) so far"]
    if let progress = run.progress {
      parts.insert("\(Int(100 * progress.share)) %", at: 0)
      if !progress.note.isEmpty { parts.append(progress.note) }
    }
    return "  running: \(run.label): " + parts.joined(separator: ", ")
  }

  private static func name(_ name: String?, in store: ResultStore) throws -> String {
    if let name { return name }
    let all = try store.experiments().map(\.name)
    guard let first = all.first, all.count == 1 else {
      throw ExperimentReportError.severalExperiments(path: store.path, known: all)
    }
    return first
  }

  /// Runs that are done.
  var complete: [StoredRun] { runs.filter { $0.state == .complete } }
}

extension StoredRun {
  /// What tables call its learner.
  var learner: String {
    let label = parameters[LearnerFields.label.path] ?? "none"
    let bare = label.hasPrefix("\"") ? String(label.dropFirst().dropLast()) : label
    return bare == "none" || bare.isEmpty ? parameters[LearnerFields.name.path] ?? "" : bare
  }

  var serial: Int { Int(parameters[ChipFields.serial.path] ?? "") ?? 0 }

  /// Chip and seed: what runs of different learners are paired by.
  var pair: String { "\(serial)/\(parameters[NetworkFields.seed.path] ?? "")" }

  /// The run with what a report shall show.
  func showing(_ selection: ReportSelection) -> StoredRun {
    selection.metrics.isEmpty ? self : keeping { selection.shows($0.name) }
  }

  /// Whether a metric was recorded.
  func has(_ metric: Metric) -> Bool { metrics.contains { $0.name == metric.rawValue } }

  /// The value of a metric; nil when the run has none of that step.
  func metric(_ metric: Metric, step: Int = 0) -> Double? { self.metric(metric.rawValue, step: step) }

  /// All steps of a metric, in order.
  func steps(of metric: Metric) -> [(step: Int, value: Double)] { steps(of: metric.rawValue) }

  /// Names of the parts of a metric that it has, in order: `correlation.layer1`, …
  func parts(of metric: Metric) -> [String] {
    Set(metrics.map(\.name).filter { $0.hasPrefix(metric.rawValue + ".") }).sorted()
  }
}
