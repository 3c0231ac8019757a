public import Foundation

/// A study's results in a form for other programs.
public struct StoredResults: Sendable {
  public let study: StudyRecord
  public let runs: [StoredRun]
  /// The configuration paths that have a column of their own, because their values differ between runs.
  public let paths: [String]

  /// - Parameter shows: whether a metric is wanted; nil takes all.
  /// - Throws: `StoreError`.
  public init(study name: String, in store: ResultStore, shows: ((String) -> Bool)? = nil) throws {
    study = try store.study(name)
    paths = try store.variedPaths(study: name)
    let all = try store.runs(study: name, parameters: paths)
    runs = shows.map { shows in all.map { $0.keeping { shows($0.name) } } } ?? all
  }

  /// One line per run, metric and step; runs without metrics have one line. Numbers have all their digits, text is
  /// quoted where RFC 4180 asks for it. Wall times are left out: everything here is reproducible.
  public func csv() -> String {
    var text = (["study", "run", "state"] + paths + ["metric", "step", "value", "error"]).map(Self.quoted)
      .joined(separator: ",") + "\n"
    for run in runs {
      let head = ([study.name, run.id.hex, run.state.rawValue] + paths.map { run.parameters[$0] ?? "" })
        .map(Self.quoted).joined(separator: ",")
      if run.metrics.isEmpty { text += head + ",,,," + Self.quoted(run.error ?? "") + "\n" }
      for metric in run.metrics {
        let value = metric.value.isNaN ? "" : "\(metric.value)"
        text += "\(head),\(Self.quoted(metric.name)),\(metric.step),\(value),\n"
      }
    }
    return text
  }

  /// The same as one JSON object, with wall times and the study's resolved configuration.
  public func json() throws -> Data {
    struct Run: Encodable {
      let id: String
      let label: String
      let state: RunState
      let seconds: Double?
      let error: String?
      let parameters: [String: String]
      let metrics: [Metric]
    }
    struct Metric: Encodable {
      let name: String
      let step: Int
      let value: Double?
    }
    struct Whole: Encodable {
      let study: StudyRecord
      let runs: [Run]
    }
    let runs = runs.map { run in
      Run(
        id: run.id.hex, label: run.label, state: run.state, seconds: run.seconds, error: run.error,
        parameters: run.parameters,
        metrics: run.metrics.map { Metric(name: $0.name, step: $0.step, value: $0.value.isFinite ? $0.value : nil) })
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Whole(study: study, runs: runs))
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
