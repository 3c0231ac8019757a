internal import Foundation
internal import GRDB

extension ResultStore {
  /// Enters an experiment with its runs; runs that the store has already, from whichever experiment, are left as they are.
  ///
  /// An experiment of the same name is replaced as to its description and its list of runs; no run is lost by that.
  /// - Parameter positions: the places of `runs` in the experiment, where they are only a part of it.
  /// - Throws: `StoreError`.
  package func register(_ experiment: ExperimentRecord, runs: [RunEntry], positions: [Int]? = nil) throws {
    precondition(
      positions?.count ?? runs.count == runs.count, "\(positions?.count ?? 0) positions of \(runs.count) runs")
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO experiments (name, question, file, configuration, program, created)
          VALUES (:name, :question, :file, :configuration, :program, :now)
          ON CONFLICT (name) DO UPDATE SET question = excluded.question, file = excluded.file,
            configuration = excluded.configuration, program = excluded.program
          """,
        arguments: [
          "name": experiment.name, "question": experiment.question, "file": experiment.file,
          "configuration": experiment.configuration, "program": experiment.program, "now": Date().timeIntervalSince1970,
        ])
      let number = try Int64.fetchOne(
        db, sql: "SELECT number FROM experiments WHERE name = ?", arguments: [experiment.name])
      try db.execute(sql: "DELETE FROM experiment_runs WHERE experiment = ?", arguments: [number])
      let fields = try Self.fields(db, paths: runs.first?.parameters.map(\.path) ?? [])
      let insertRun = try db.makeStatement(sql: "INSERT OR IGNORE INTO runs (id, label) VALUES (?, ?)")
      let findRun = try db.makeStatement(sql: "SELECT number FROM runs WHERE id = ?")
      let insertParameter = try db.makeStatement(
        sql: "INSERT INTO parameters (run, field, value, is_default) VALUES (?, ?, ?, ?)")
      let link = try db.makeStatement(sql: "INSERT INTO experiment_runs (experiment, position, run) VALUES (?, ?, ?)")
      for (index, run) in runs.enumerated() {
        try insertRun.execute(arguments: [run.id.hex, run.label])
        let isNew = db.changesCount > 0
        let row = try Int64.fetchOne(findRun, arguments: [run.id.hex])
        if isNew {
          for parameter in run.parameters {
            try insertParameter.execute(
              arguments: [row, fields[parameter.path], parameter.value, parameter.isDefault])
          }
        }
        try link.execute(arguments: [number, positions?[index] ?? index, row])
      }
    }
  }

  private static func fields(_ db: Database, paths: [String]) throws -> [String: Int64] {
    for path in paths {
      try db.execute(sql: "INSERT OR IGNORE INTO fields (path) VALUES (?)", arguments: [path])
    }
    var fields: [String: Int64] = [:]
    let rows = try Row.fetchCursor(db, sql: "SELECT path, number FROM fields")
    while let row = try rows.next() { fields[row[0]] = row[1] }
    return fields
  }
}
