internal import Foundation
internal import GRDB

extension ResultStore {
  /// Enters a study with its runs; runs that the store has already, from whichever study, are left as they are.
  ///
  /// A study of the same name is replaced as to its description and its list of runs; no run is lost by that.
  /// - Throws: `StoreError`.
  public func register(_ study: StudyRecord, runs: [ResolvedRun]) throws {
    try write { db in
      try db.execute(
        sql: """
          INSERT INTO studies (name, question, kind, file, configuration, program, created)
          VALUES (:name, :question, :kind, :file, :configuration, :program, :now)
          ON CONFLICT (name) DO UPDATE SET question = excluded.question, kind = excluded.kind, file = excluded.file,
            configuration = excluded.configuration, program = excluded.program
          """,
        arguments: [
          "name": study.name, "question": study.question, "kind": study.kind, "file": study.file,
          "configuration": study.configuration, "program": study.program, "now": Date().timeIntervalSince1970,
        ])
      let number = try Int64.fetchOne(db, sql: "SELECT number FROM studies WHERE name = ?", arguments: [study.name])
      try db.execute(sql: "DELETE FROM study_runs WHERE study = ?", arguments: [number])
      let fields = try Self.fields(db, paths: runs.first?.configuration.entries.map(\.path) ?? [])
      let insertRun = try db.makeStatement(sql: "INSERT OR IGNORE INTO runs (id, label) VALUES (?, ?)")
      let findRun = try db.makeStatement(sql: "SELECT number FROM runs WHERE id = ?")
      let insertParameter = try db.makeStatement(
        sql: "INSERT INTO parameters (run, field, value, is_default) VALUES (?, ?, ?, ?)")
      let link = try db.makeStatement(sql: "INSERT INTO study_runs (study, position, run) VALUES (?, ?, ?)")
      for (position, run) in runs.enumerated() {
        try insertRun.execute(arguments: [run.id.hex, run.label])
        let isNew = db.changesCount > 0
        let row = try Int64.fetchOne(findRun, arguments: [run.id.hex])
        if isNew {
          for entry in run.configuration.entries {
            try insertParameter.execute(
              arguments: [row, fields[entry.path], entry.value.canonicalText, entry.origin == .default])
          }
        }
        try link.execute(arguments: [number, position, row])
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
