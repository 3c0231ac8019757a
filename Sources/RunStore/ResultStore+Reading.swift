package import Foundation
internal import GRDB

extension ResultStore {
  /// The experiments in the order in which they were first entered.
  package func experiments() throws -> [ExperimentRecord] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM experiments ORDER BY number").map { row in
        ExperimentRecord(
          name: row["name"], question: row["question"], file: row["file"],
          configuration: row["configuration"], program: row["program"])
      }
    }
  }

  /// The experiment of that name.
  /// - Throws: `StoreError.unknownExperiment`.
  package func experiment(_ name: String) throws -> ExperimentRecord {
    let all = try experiments()
    guard let experiment = all.first(where: { $0.name == name }) else {
      throw StoreError.unknownExperiment(path: path, name: name, known: all.map(\.name))
    }
    return experiment
  }

  /// How many runs of an experiment are in which state.
  package func status(of experiment: String) throws -> ExperimentStatus {
    var status = ExperimentStatus(experiment: experiment)
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT state, count(*) AS count, avg(seconds) AS seconds FROM experiment_runs
          JOIN runs ON runs.number = run JOIN experiments ON experiments.number = experiment WHERE name = ? GROUP BY state
          """, arguments: [experiment])
      for row in rows {
        let count: Int = row["count"]
        switch RunState(rawValue: row["state"]) {
        case .waiting: status.waiting = count
        case .running: status.running = count
        case .complete:
          status.complete = count
          status.meanSeconds = row["seconds"]
        case .failed: status.failed = count
        case nil: break
        }
      }
    }
    return status
  }

  /// Paths whose value differs between runs of an experiment, in the order of the configuration.
  package func variedPaths(experiment: String) throws -> [String] {
    try read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT fields.path FROM parameters
          JOIN experiment_runs ON experiment_runs.run = parameters.run
          JOIN experiments ON experiments.number = experiment_runs.experiment AND experiments.name = ?
          JOIN fields ON fields.number = parameters.field
          GROUP BY fields.number HAVING min(parameters.value) <> max(parameters.value) ORDER BY fields.number
          """, arguments: [experiment])
    }
  }

  /// The runs of an experiment in its own order.
  ///
  /// - Parameter paths: whose values are wanted; nil gives all.
  package func runs(experiment: String, parameters paths: [String]? = nil) throws -> [StoredRun] {
    try read { db in
      let metrics = try Self.metrics(db, experiment)
      let parameters = try Self.parameters(db, experiment, paths)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT runs.* FROM experiment_runs JOIN runs ON runs.number = run JOIN experiments ON experiments.number = experiment
          WHERE name = ? ORDER BY position
          """, arguments: [experiment])
      return try rows.map { row in
        let number: Int64 = row["number"]
        guard let state = RunState(rawValue: row["state"]) else {
          throw StoreError.corrupted(path: path, detail: "unknown state of run \(number)")
        }
        return StoredRun(
          id: RunID(hex: row["id"]), label: row["label"], state: state, seconds: row["seconds"], error: row["error"],
          parameters: parameters[number] ?? [:], metrics: metrics[number] ?? [])
      }
    }
  }

  /// An artifact of a run; nil when it has none of that name.
  package func artifact(_ name: String, of run: RunID) throws -> Data? {
    try read { db in
      try Data.fetchOne(
        db, sql: "SELECT content FROM artifacts JOIN runs ON runs.number = run WHERE id = ? AND name = ?",
        arguments: [run.hex, name])
    }
  }

  /// Names of a run's artifacts.
  package func artifacts(of run: RunID) throws -> [String] {
    try read { db in
      try String.fetchAll(
        db, sql: "SELECT artifacts.name FROM artifacts JOIN runs ON runs.number = run WHERE id = ? ORDER BY 1",
        arguments: [run.hex])
    }
  }

  private static let members =
    "(SELECT run FROM experiment_runs JOIN experiments ON experiments.number = experiment WHERE experiments.name = ?)"

  private static func metrics(_ db: Database, _ experiment: String) throws -> [Int64: [RunOutcome.Measurement]] {
    var metrics: [Int64: [RunOutcome.Measurement]] = [:]
    let rows = try Row.fetchCursor(
      db, sql: "SELECT run, name, step, value FROM metrics WHERE run IN \(members) ORDER BY run, name, step",
      arguments: [experiment])
    while let row = try rows.next() {
      let value: Double? = row[3]
      metrics[row[0], default: []].append(RunOutcome.Measurement(row[1], step: row[2], value ?? .nan))
    }
    return metrics
  }

  private static func parameters(
    _ db: Database, _ experiment: String, _ paths: [String]?
  ) throws -> [Int64: [String: String]] {
    var names: [Int64: String] = [:]
    let fields = try Row.fetchCursor(db, sql: "SELECT number, path FROM fields")
    while let row = try fields.next() {
      let path: String = row[1]
      if paths?.contains(path) ?? true { names[row[0]] = path }
    }
    guard !names.isEmpty else { return [:] }
    var parameters: [Int64: [String: String]] = [:]
    let list = names.keys.sorted().map { "\($0)" }.joined(separator: ",")
    let rows = try Row.fetchCursor(
      db, sql: "SELECT run, field, value FROM parameters WHERE run IN \(members) AND field IN (\(list))",
      arguments: [experiment])
    while let row = try rows.next() {
      if let path = names[row[1]] { parameters[row[0], default: [:]][path] = row[2] }
    }
    return parameters
  }
}
