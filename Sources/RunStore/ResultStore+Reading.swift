package import Foundation
internal import GRDB

extension ResultStore {
  /// The experiments in the order in which they were first entered.
  package func experiments() throws -> [ExperimentRecord] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM experiments ORDER BY number").map { row in
        ExperimentRecord(
          name: try row.decode(forColumn: "name"), question: try row.decode(forColumn: "question"),
          file: try row.decode(forColumn: "file"), configuration: try row.decode(forColumn: "configuration"),
          program: try row.decode(forColumn: "program"))
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
    var status = try status(of: .experiment(experiment))
    status.experiment = experiment
    return status
  }

  /// How many runs of a selection are in which state. Runs whose process is known to be gone wait.
  package func status(of selection: RunSelection) throws -> ExperimentStatus {
    let dead = try deadOwners()
    var status = ExperimentStatus(experiment: "")
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT state, owner, count(*) AS count, avg(seconds) AS seconds FROM \(selection.rows) AS selected
          JOIN runs ON runs.number = selected.run GROUP BY state, owner
          """, arguments: selection.arguments())
      for row in rows {
        let count: Int = try row.decode(forColumn: "count")
        switch RunState(rawValue: try row.decode(forColumn: "state")) {
        case .waiting: status.waiting += count
        case .running:
          if let owner = try row.decode(String?.self, forColumn: "owner"), dead.contains(owner) {
            status.waiting += count
          } else {
            status.running += count
          }
        case .complete:
          status.complete += count
          status.meanSeconds = try row.decode(forColumn: "seconds")
        case .failed: status.failed += count
        case nil: break
        }
      }
    }
    return status
  }

  /// Paths whose value differs between runs of an experiment, in the order of the configuration.
  package func variedPaths(experiment: String) throws -> [String] { try variedPaths(.experiment(experiment)) }

  /// Paths whose value differs between runs of a selection, in the order of the configuration.
  package func variedPaths(_ selection: RunSelection) throws -> [String] {
    try read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT fields.path FROM parameters
          JOIN \(selection.rows) AS selected ON selected.run = parameters.run
          JOIN fields ON fields.number = parameters.field
          GROUP BY fields.number HAVING min(parameters.value) <> max(parameters.value) ORDER BY fields.number
          """, arguments: selection.arguments())
    }
  }

  /// The runs of an experiment in its own order.
  ///
  /// - Parameter paths: whose values are wanted; nil gives all.
  package func runs(experiment: String, parameters paths: [String]? = nil) throws -> [StoredRun] {
    try runs(.experiment(experiment), parameters: paths)
  }

  /// The runs of a selection in its own order.
  ///
  /// - Parameter paths: whose values are wanted; nil gives all.
  package func runs(_ selection: RunSelection, parameters paths: [String]? = nil) throws -> [StoredRun] {
    try read { db in
      let metrics = try Self.metrics(db, selection)
      let parameters = try Self.parameters(db, selection, paths)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT runs.* FROM \(selection.rows) AS selected JOIN runs ON runs.number = selected.run ORDER BY position
          """, arguments: selection.arguments())
      return try rows.map { row in
        let number: Int64 = try row.decode(forColumn: "number")
        guard let state = RunState(rawValue: try row.decode(forColumn: "state")) else {
          throw StoreError.corrupted(path: path, detail: "unknown state of run \(number)")
        }
        return StoredRun(
          id: RunID(hex: try row.decode(forColumn: "id")), label: try row.decode(forColumn: "label"), state: state,
          seconds: try row.decode(forColumn: "seconds"), error: try row.decode(forColumn: "error"),
          parameters: parameters[number] ?? [:], metrics: metrics[number] ?? [],
          program: try row.decode(forColumn: "program"), kernels: try row.decode(forColumn: "kernels"))
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

  private static func metrics(
    _ db: Database, _ selection: RunSelection
  ) throws -> [Int64: [RunOutcome.Measurement]] {
    var metrics: [Int64: [RunOutcome.Measurement]] = [:]
    let rows = try Row.fetchCursor(
      db, sql: "SELECT run, name, step, value FROM metrics WHERE run IN \(selection.members) ORDER BY run, name, step",
      arguments: selection.arguments())
    while let row = try rows.next() {
      let value: Double? = try row.decode(atIndex: 3)
      metrics[try row.decode(atIndex: 0), default: []].append(
        RunOutcome.Measurement(try row.decode(atIndex: 1), step: try row.decode(atIndex: 2), value ?? .nan))
    }
    return metrics
  }

  private static func parameters(
    _ db: Database, _ selection: RunSelection, _ paths: [String]?
  ) throws -> [Int64: [String: String]] {
    var names: [Int64: String] = [:]
    let fields = try Row.fetchCursor(db, sql: "SELECT number, path FROM fields")
    while let row = try fields.next() {
      let path: String = try row.decode(atIndex: 1)
      if paths?.contains(path) ?? true { names[try row.decode(atIndex: 0)] = path }
    }
    guard !names.isEmpty else { return [:] }
    var parameters: [Int64: [String: String]] = [:]
    let list = names.keys.sorted().map { "\($0)" }.joined(separator: ",")
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT run, field, value FROM parameters WHERE run IN \(selection.members) AND field IN (\(list))",
      arguments: selection.arguments())
    while let row = try rows.next() {
      if let path = names[try row.decode(atIndex: 1)] {
        parameters[try row.decode(atIndex: 0), default: [:]][path] = try row.decode(atIndex: 2)
      }
    }
    return parameters
  }
}
