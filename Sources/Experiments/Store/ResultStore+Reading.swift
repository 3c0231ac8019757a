public import Foundation
internal import GRDB

extension ResultStore {
  /// The studies in the order in which they were first entered.
  public func studies() throws -> [StudyRecord] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM studies ORDER BY number").map { row in
        StudyRecord(
          name: row["name"], question: row["question"], kind: row["kind"], file: row["file"],
          configuration: row["configuration"], program: row["program"])
      }
    }
  }

  /// The study of that name.
  /// - Throws: `StoreError.unknownStudy`.
  public func study(_ name: String) throws -> StudyRecord {
    let all = try studies()
    guard let study = all.first(where: { $0.name == name }) else {
      throw StoreError.unknownStudy(path: path, name: name, known: all.map(\.name))
    }
    return study
  }

  /// How many runs of a study are in which state.
  public func status(of study: String) throws -> StudyStatus {
    var status = StudyStatus(study: study)
    try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT state, count(*) AS count, avg(seconds) AS seconds FROM study_runs
          JOIN runs ON runs.number = run JOIN studies ON studies.number = study WHERE name = ? GROUP BY state
          """, arguments: [study])
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

  /// Paths whose value differs between runs of a study, in the order of the configuration.
  public func variedPaths(study: String) throws -> [String] {
    try read { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT fields.path FROM parameters
          JOIN study_runs ON study_runs.run = parameters.run
          JOIN studies ON studies.number = study_runs.study AND studies.name = ?
          JOIN fields ON fields.number = parameters.field
          GROUP BY fields.number HAVING min(parameters.value) <> max(parameters.value) ORDER BY fields.number
          """, arguments: [study])
    }
  }

  /// The runs of a study in its own order.
  ///
  /// - Parameter paths: whose values are wanted; nil gives all.
  public func runs(study: String, parameters paths: [String]? = nil) throws -> [StoredRun] {
    try read { db in
      let metrics = try Self.metrics(db, study)
      let parameters = try Self.parameters(db, study, paths)
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT runs.* FROM study_runs JOIN runs ON runs.number = run JOIN studies ON studies.number = study
          WHERE name = ? ORDER BY position
          """, arguments: [study])
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
  public func artifact(_ name: String, of run: RunID) throws -> Data? {
    try read { db in
      try Data.fetchOne(
        db, sql: "SELECT content FROM artifacts JOIN runs ON runs.number = run WHERE id = ? AND name = ?",
        arguments: [run.hex, name])
    }
  }

  /// Names of a run's artifacts.
  public func artifacts(of run: RunID) throws -> [String] {
    try read { db in
      try String.fetchAll(
        db, sql: "SELECT artifacts.name FROM artifacts JOIN runs ON runs.number = run WHERE id = ? ORDER BY 1",
        arguments: [run.hex])
    }
  }

  private static let members =
    "(SELECT run FROM study_runs JOIN studies ON studies.number = study WHERE studies.name = ?)"

  private static func metrics(_ db: Database, _ study: String) throws -> [Int64: [RunOutcome.Metric]] {
    var metrics: [Int64: [RunOutcome.Metric]] = [:]
    let rows = try Row.fetchCursor(
      db, sql: "SELECT run, name, step, value FROM metrics WHERE run IN \(members) ORDER BY run, name, step",
      arguments: [study])
    while let row = try rows.next() {
      let value: Double? = row[3]
      metrics[row[0], default: []].append(RunOutcome.Metric(row[1], step: row[2], value ?? .nan))
    }
    return metrics
  }

  private static func parameters(
    _ db: Database, _ study: String, _ paths: [String]?
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
      arguments: [study])
    while let row = try rows.next() {
      if let path = names[row[1]] { parameters[row[0], default: [:]][path] = row[2] }
    }
    return parameters
  }
}
