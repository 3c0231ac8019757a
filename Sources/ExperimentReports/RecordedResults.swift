internal import ExperimentFiles
internal import Experiments
package import Foundation
internal import RunStore

/// An experiment's results as a text that is kept beside its file: one line a learner, chip, point of the sweep, metric
/// and step. A report can be made from it as from the store itself.
///
/// `learner,chip,where,metric,step,value`; `where` names the swept fields that are not at rest, `path=value` with
/// semicolons between.
package enum RecordedResults {
  private static let head = "learner,chip,where,metric,step,value"

  /// The complete runs of a store, with the metrics that the experiment's file asks for.
  /// - Throws: `StoreError`, `ExperimentReportError.severalExperiments`.
  package static func csv(in directory: URL, experiment: String? = nil) throws -> String {
    let results = try ExperimentResults(in: directory, experiment: experiment)
    var text = head + "\n"
    for run in results.complete {
      let place = place(of: run, in: results)
      for metric in run.metrics {
        let value = metric.value.isNaN ? "" : String(format: "%.6g", metric.value)
        text += "\(place),\(metric.name),\(metric.step),\(value)\n"
      }
    }
    return text
  }

  /// Enters recorded results into a store of their own, from which a report can be made.
  /// - Parameters:
  ///   - csv: what ``csv(in:experiment:)`` wrote.
  ///   - file: the experiment's file.
  /// - Throws: ``ExperimentReportError/foreign(path:line:reason:)`` for lines that do not belong to the experiment; what
  ///   reading the file and writing the store throw.
  package static func enter(_ csv: URL, of file: URL, into directory: URL) throws {
    guard let text = try? String(contentsOf: csv, encoding: .utf8) else {
      throw ExperimentReportError.foreign(path: csv.path, line: 0, reason: "cannot be read")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.hasSuffix("\r") ? $0.dropLast() : $0
    }
    guard lines.first.map(String.init) == head else {
      throw ExperimentReportError.foreign(path: csv.path, line: 1, reason: "does not begin with '\(head)'")
    }
    var found: [String: [RunOutcome.Measurement]] = [:]
    var places: [String: Int] = [:]
    for (number, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      guard fields.count == 6, let step = Int(fields[4]), let value = fields[5].isEmpty ? .nan : Double(fields[5])
      else {
        throw ExperimentReportError.foreign(
          path: csv.path, line: number + 1, reason: "is not of the form \(head)")
      }
      let place = fields[..<3].joined(separator: ",")
      places[place] = places[place] ?? number + 1
      found[place, default: []].append(.init(fields[3], step: step, value))
    }
    let isQuick = csv.deletingPathExtension().lastPathComponent == "quick"
    // The data themselves are not needed, and may not be on this machine.
    let experiment = try ExperimentFile(contentsOf: file.path, quick: isQuick)
    let runs = try experiment.runs()
    let record = ExperimentRecord(
      name: experiment.recordedName, question: experiment.question, file: experiment.text,
      configuration: try experiment.base.json(), program: "recorded results")
    let scratch = directory.appendingPathComponent("all")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let known = try self.places(of: runs, record, in: scratch)
    if let stranger = places.filter({ known[$0.key] == nil }).min(by: { $0.value < $1.value }) {
      throw ExperimentReportError.foreign(
        path: csv.path, line: stranger.value, reason: "names no run of \(file.path)")
    }
    let store = try ResultStore(directory: directory, program: record.program)
    let wanted = Set(known.filter { found[$0.key] != nil }.values)
    let entries = runs.filter { wanted.contains($0.id) }
    try store.register(record, runs: entries.map(\.entry))
    let outcomes = Dictionary(
      uniqueKeysWithValues: known.compactMap { place, id in found[place].map { (id, RunOutcome(metrics: $0)) } })
    _ = try Scheduler(jobs: 1, handlesSignals: false).run(experiment: record.name, in: store) {
      id, _ in
      outcomes[id] ?? RunOutcome()
    }
  }

  /// The file of the experiment that recorded results belong to: `experiment.yaml` beside `results.csv` and, of its
  /// quick variant, `quick.csv`; `name.yaml` beside `name.csv`.
  package static func experiment(of csv: URL) -> URL {
    let name = csv.deletingPathExtension().lastPathComponent
    return csv.deletingLastPathComponent().appendingPathComponent(
      (["results", "quick"].contains(name) ? "experiment" : name) + ".yaml")
  }

  /// Every run of an experiment by what its lines begin with.
  private static func places(
    of runs: [ResolvedRun], _ record: ExperimentRecord, in scratch: URL
  ) throws -> [String: RunID] {
    let store = try ResultStore(directory: scratch, program: record.program)
    try store.register(record, runs: runs.map(\.entry))
    let results = try ExperimentResults(in: scratch)
    return Dictionary(results.runs.map { (place(of: $0, in: results), $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  private static func place(of run: StoredRun, in results: ExperimentResults) -> String {
    let own = [
      LearnerFields.name.path, LearnerFields.label.path, ChipFields.serial.path, CopyFields.recipients.path,
    ]
    let others = results.varied.filter { !own.contains($0) }.compactMap { path -> String? in
      let value = run.parameters[path] ?? ""
      return value == results.base[path]?.value ? nil : "\(path)=\(value)"
    }
    let learner = run.learner.contains(",") ? run.learner.replacing(",", with: ";") : run.learner
    return "\(learner),\(run.serial),\(others.joined(separator: ";").replacing(",", with: " "))"
  }
}
