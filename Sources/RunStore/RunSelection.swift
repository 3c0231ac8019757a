internal import GRDB

/// Which runs of a store are meant.
package enum RunSelection: Sendable, Equatable {
  /// Those that an experiment lists, by its name.
  case experiment(String)
  /// Those that ``ResultStore/choose(_:)`` was given last: a process keeps to its own runs, whatever another one enters
  /// under the same name meanwhile.
  case chosen

  /// A query of their places and numbers, as a source of rows.
  var rows: String {
    switch self {
    case .experiment:
      """
      (SELECT position, run FROM experiment_runs JOIN experiments ON experiments.number = experiment
       WHERE experiments.name = :selection)
      """
    case .chosen: "temp.chosen"
    }
  }

  /// A query of their numbers, for `IN`.
  var members: String { "(SELECT run FROM \(rows))" }

  /// What the queries need, and more.
  func arguments(_ more: [String: (any DatabaseValueConvertible)?] = [:]) -> StatementArguments {
    var all = more
    if case .experiment(let name) = self { all["selection"] = name }
    return StatementArguments(all)
  }
}

extension ResultStore {
  /// Fixes the runs that ``RunSelection/chosen`` means, in their order; runs that the store does not have are left out.
  /// - Throws: `StoreError`.
  package func choose(_ runs: [RunID]) throws -> RunSelection {
    try StoreError.translating(path) {
      try queue.inDatabase { db in
        try db.execute(
          sql: """
            CREATE TEMP TABLE IF NOT EXISTS chosen (position INTEGER PRIMARY KEY, run INTEGER NOT NULL);
            DELETE FROM temp.chosen;
            """)
        let insert = try db.makeStatement(
          sql: "INSERT INTO temp.chosen (position, run) SELECT ?, number FROM main.runs WHERE id = ?")
        try db.inSavepoint {
          for (position, run) in runs.enumerated() { try insert.execute(arguments: [position, run.hex]) }
          return .commit
        }
        try db.execute(sql: "CREATE INDEX IF NOT EXISTS temp.chosen_runs ON chosen (run)")
      }
    }
    return .chosen
  }
}
