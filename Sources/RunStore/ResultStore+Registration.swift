internal import Foundation
internal import GRDB

extension ResultStore {
  /// Enters an experiment with its runs; runs that the store has already, from whichever experiment, are left as they are.
  ///
  /// An experiment of the same name is replaced as to its description and its list of runs; no run is lost by that.
  /// - Parameter positions: the places of `runs` in the experiment, where they are only a part of it.
  /// - Returns: what that changed.
  /// - Throws: `StoreError`.
  @discardableResult
  package func register(
    _ experiment: ExperimentRecord, runs: [RunEntry], positions: [Int]? = nil
  ) throws -> RegistrationNotes {
    precondition(
      positions?.count ?? runs.count == runs.count, "\(positions?.count ?? 0) positions of \(runs.count) runs")
    return try write { db in
      let before = try Self.runNumbers(db, of: experiment.name)
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
      let inputs = try Self.inputs(db, Set(runs.flatMap(\.inputs)))
      let insertRun = try db.makeStatement(sql: "INSERT OR IGNORE INTO runs (id, label) VALUES (?, ?)")
      let findRun = try db.makeStatement(sql: "SELECT number FROM runs WHERE id = ?")
      let insertParameter = try db.makeStatement(
        sql: "INSERT INTO parameters (run, field, value, is_default) VALUES (?, ?, ?, ?)")
      let insertInput = try db.makeStatement(sql: "INSERT INTO run_inputs (run, input) VALUES (?, ?)")
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
          for input in run.inputs { try insertInput.execute(arguments: [row, inputs[input]]) }
        }
        try link.execute(arguments: [number, positions?[index] ?? index, row])
      }
      let now = try Self.runNumbers(db, of: experiment.name)
      let left = before.subtracting(now)
      return RegistrationNotes(
        left: left.count, changed: try Self.changes(db, inputs.keys, left: left, now: experiment.name))
    }
  }

  private static func runNumbers(_ db: Database, of experiment: String) throws -> Set<Int64> {
    Set(
      try Int64.fetchAll(
        db,
        sql: """
          SELECT run FROM experiment_runs JOIN experiments ON experiments.number = experiment WHERE name = ?
          """, arguments: [experiment]))
  }

  private static func inputs(_ db: Database, _ all: Set<RunEntry.Input>) throws -> [RunEntry.Input: Int64] {
    var numbers: [RunEntry.Input: Int64] = [:]
    for input in all {
      try db.execute(
        sql: "INSERT OR IGNORE INTO inputs (field, name, sha256, size) VALUES (?, ?, ?, ?)",
        arguments: [input.field, input.name, input.sha256, input.size])
      numbers[input] = try Int64.fetchOne(
        db, sql: "SELECT number FROM inputs WHERE field = ? AND name = ? AND sha256 = ?",
        arguments: [input.field, input.name, input.sha256])
    }
    return numbers
  }

  /// Inputs of the same field and name that finished runs of the experiment, as it was listed before, read with another
  /// content, where it has runs to do with the present one.
  private static func changes(
    _ db: Database, _ inputs: some Sequence<RunEntry.Input>, left: Set<Int64>, now experiment: String
  ) throws -> [RegistrationNotes.Change] {
    try inputs.sorted { ($0.field, $0.name) < ($1.field, $1.name) }.compactMap { input in
      let others = try Int64.fetchAll(
        db,
        sql: """
          SELECT runs.number FROM runs JOIN run_inputs ON run_inputs.run = runs.number
          JOIN inputs ON inputs.number = input
          WHERE state = 'complete' AND field = ? AND name = ? AND sha256 <> ?
          """, arguments: [input.field, input.name, input.sha256])
      let finished = others.count { left.contains($0) }
      guard finished > 0 else { return nil }
      let toDo = try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM runs JOIN run_inputs ON run_inputs.run = runs.number JOIN inputs ON inputs.number = input
          JOIN experiment_runs ON experiment_runs.run = runs.number
          JOIN experiments ON experiments.number = experiment
          WHERE state <> 'complete' AND field = ? AND inputs.name = ? AND sha256 = ? AND experiments.name = ?
          """, arguments: [input.field, input.name, input.sha256, experiment])
      guard let toDo, toDo > 0 else { return nil }
      return RegistrationNotes.Change(input: input, finished: finished, toDo: toDo)
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
