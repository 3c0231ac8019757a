public import Foundation
internal import Reports

/// A study in a store, as `status`, `report` and `export` read it.
public struct StudyResults: Sendable {
  public let study: StudyRecord
  public let status: StudyStatus
  public let runs: [StoredRun]
  /// What the report shall show.
  let selection: ReportSelection
  private let store: ResultStore
  /// Fields whose value differs between runs.
  public let varied: [String]
  /// The fields that all runs start from.
  let base: [String: BaseField]

  struct BaseField: Decodable, Sendable {
    let value: String
    let origin: ResolvedConfiguration.Origin
  }

  /// - Parameter name: nil takes the store's only study.
  /// - Throws: `StoreError`, `StudyError.severalStudies`.
  public init(in directory: URL, study name: String? = nil) throws {
    let store = try ResultStore(reading: directory)
    let chosen = try Self.name(name, in: store)
    study = try store.study(chosen)
    status = try store.status(of: chosen)
    varied = try store.variedPaths(study: chosen)
    selection = try Self.selection(study, path: store.path)
    self.store = store
    let always = [
      LearnerFields.name.path, LearnerFields.label.path, ChipFields.serial.path, NetworkFields.seed.path,
      ChipFields.card.path, AgeingFields.times.path, AgeingFields.cycles.path,
    ]
    let selection = selection
    runs = try store.runs(study: chosen, parameters: varied + always).map { $0.showing(selection) }
    do {
      base = try JSONDecoder().decode([String: BaseField].self, from: Data(study.configuration.utf8))
    } catch {
      throw StoreError.corrupted(path: store.path, detail: "configuration of study \(chosen): \(error)")
    }
  }

  /// The results as other programs read them.
  /// - Throws: `StoreError`, `StudyError.severalStudies`.
  public static func stored(in directory: URL, study name: String? = nil) throws -> StoredResults {
    let store = try ResultStore(reading: directory)
    let chosen = try Self.name(name, in: store)
    let selection = try Self.selection(try store.study(chosen), path: store.path)
    return try StoredResults(study: chosen, in: store) { selection.shows($0) }
  }

  /// An artifact of a run; nil when it has none of that name.
  /// - Throws: `StoreError`.
  func artifact(_ name: String, of run: StoredRun) throws -> Data? { try store.artifact(name, of: run.id) }

  private static func selection(_ study: StudyRecord, path: String) throws -> ReportSelection {
    do {
      return try ReportSelection(fileText: study.file)
    } catch {
      throw StoreError.corrupted(path: path, detail: "file of study \(study.name): \(error)")
    }
  }

  /// How far every study of a store is, a line each.
  /// - Throws: `StoreError`.
  public static func statusLines(in directory: URL) throws -> [String] {
    let store = try ResultStore(reading: directory)
    return try store.studies().flatMap { study in
      let status = try store.status(of: study.name)
      var line = "\(study.name): \(status.complete) of \(status.total) runs complete"
      for (count, word) in [(status.running, "running"), (status.waiting, "waiting"), (status.failed, "failed")]
      where count > 0 { line += ", \(count) \(word)" }
      if let seconds = status.meanSeconds { line += "; \(ProgressLine.duration(seconds)) a run" }
      return [line] + (try store.failures(study: study.name)).map { "  failed: \($0.label): \($0.error)" }
    }
  }

  /// Writes text as a whole file.
  /// - Throws: `ReportError.unwritable`.
  public static func write(_ text: String, to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw ReportError.unwritable(path: path, reason: error.localizedDescription)
    }
  }

  private static func name(_ name: String?, in store: ResultStore) throws -> String {
    if let name { return name }
    let all = try store.studies().map(\.name)
    guard let first = all.first, all.count == 1 else { throw StudyError.severalStudies(path: store.path, known: all) }
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

  /// Steps of a metric that it has.
  func has(_ metric: String) -> Bool { metrics.contains { $0.name == metric } }
}
