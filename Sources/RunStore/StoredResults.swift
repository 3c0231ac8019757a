package import Foundation

/// An experiment's results in a form for other programs.
package struct StoredResults: Sendable {
  package let experiment: ExperimentRecord
  package let runs: [StoredRun]
  /// The configuration paths that have a column of their own, because their values differ between runs.
  package let paths: [String]
  /// What the complete runs were made with.
  package let makings: RunMakings

  /// - Parameter shows: whether a metric is wanted; nil takes all.
  /// - Throws: `StoreError`.
  package init(experiment name: String, in store: ResultStore, shows: ((String) -> Bool)? = nil) throws {
    try self.init(store.experiment(name), .experiment(name), in: store, shows: shows)
  }

  /// - Parameters:
  ///   - selection: the experiment's runs.
  ///   - shows: whether a metric is wanted; nil takes all.
  /// - Throws: `StoreError`.
  package init(
    _ experiment: ExperimentRecord, _ selection: RunSelection, in store: ResultStore, shows: ((String) -> Bool)? = nil
  ) throws {
    self.experiment = experiment
    paths = try store.variedPaths(selection)
    makings = try store.makings(of: selection)
    let all = try store.runs(selection, parameters: paths).map(\.readable)
    runs = shows.map { shows in all.map { $0.keeping { shows($0.name) } } } ?? all
  }

  /// One line per run, metric and step; runs without metrics have one line. Numbers have all their digits, text is
  /// quoted where RFC 4180 asks for it. Wall times are left out: everything here is reproducible, and `program` and
  /// `kernels` say with what.
  package func csv() -> String {
    var text =
      (["experiment", "run", "state"] + paths + ["metric", "step", "value", "error", "program", "kernels"])
      .map(Self.quoted)
      .joined(separator: ",") + "\n"
    for run in runs {
      let head = ([experiment.name, run.id.hex, run.state.rawValue] + paths.map { run.parameters[$0] ?? "" })
        .map(Self.quoted).joined(separator: ",")
      let made = Self.quoted(run.program ?? "") + "," + Self.quoted(run.kernels ?? "")
      if run.metrics.isEmpty { text += head + ",,,," + Self.quoted(run.error ?? "") + "," + made + "\n" }
      for metric in run.metrics {
        let value = metric.value.isNaN ? "" : "\(metric.value)"
        text += "\(head),\(Self.quoted(metric.name)),\(metric.step),\(value),,\(made)\n"
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
      let program: String?
      let kernels: String?
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
        program: run.program, kernels: run.kernels, parameters: run.parameters,
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
