package import Foundation

/// An experiment's results in a form for other programs.
package struct StoredResults: Sendable {
  package let experiment: ExperimentRecord
  package let runs: [StoredRun]
  /// The configuration paths that have a column of their own, because their values differ between runs.
  package let paths: [String]

  /// - Parameter shows: whether a metric is wanted; nil takes all.
  /// - Throws: `StoreError`.
  package init(experiment name: String, in store: ResultStore, shows: ((String) -> Bool)? = nil) throws {
    experiment = try store.experiment(name)
    paths = try store.variedPaths(experiment: name)
    let all = try store.runs(experiment: name, parameters: paths)
    runs = shows.map { shows in all.map { $0.keeping { shows($0.name) } } } ?? all
  }

  /// One line per run, metric and step; runs without metrics have one line. Numbers have all their digits, text is
  /// quoted where RFC 4180 asks for it. Wall times are left out: everything here is reproducible.
  package func csv() -> String {
    var text =
      (["experiment", "run", "state"] + paths + ["metric", "step", "value", "error"]).map(Self.quoted)
      .joined(separator: ",") + "\n"
    for run in runs {
      let head = ([experiment.name, run.id.hex, run.state.rawValue] + paths.map { run.parameters[$0] ?? "" })
        .map(Self.quoted).joined(separator: ",")
      if run.metrics.isEmpty { text += head + ",,,," + Self.quoted(run.error ?? "") + "\n" }
      for metric in run.metrics {
        let value = metric.value.isNaN ? "" : "\(metric.value)"
        text += "\(head),\(Self.quoted(metric.name)),\(metric.step),\(value),\n"
      }
    }
    return text
  }

  /// The same as one JSON object, with wall times and the experiment's resolved configuration.
  package func json() throws -> Data {
    struct Run: Encodable {
      let id: String
      let label: String
      let state: RunState
      let seconds: Double?
      let error: String?
      let parameters: [String: String]
      let metrics: [Number]
    }
    struct Number: Encodable {
      let name: String
      let step: Int
      let value: Double?
    }
    struct Whole: Encodable {
      let experiment: ExperimentRecord
      let runs: [Run]
    }
    let runs = runs.map { run in
      Run(
        id: run.id.hex, label: run.label, state: run.state, seconds: run.seconds, error: run.error,
        parameters: run.parameters,
        metrics: run.metrics.map { Number(name: $0.name, step: $0.step, value: $0.value.isFinite ? $0.value : nil) })
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Whole(experiment: experiment, runs: runs))
  }

  private static func quoted(_ field: String) -> String {
    guard field.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }
}
