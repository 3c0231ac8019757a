internal import Foundation
internal import GRDB

extension ResultStore {
  /// Records what a run found and closes it, in one transaction.
  ///
  /// - Returns: false when the run is no longer this process's own (it was taken for dead and another finished the
  ///   run); nothing is recorded then.
  /// - Throws: `StoreError`; nothing is recorded then.
  @discardableResult
  package func complete(_ run: RunID, with outcome: RunOutcome, seconds: Double) throws -> Bool {
    try finish(run, sql: "state = 'complete', seconds = ?", arguments: [seconds]) { db, number in
      let metric = try db.cachedStatement(sql: "INSERT INTO metrics (run, name, step, value) VALUES (?, ?, ?, ?)")
      for item in outcome.metrics {
        try metric.execute(arguments: [number, item.name, item.step, item.value.isNaN ? nil : item.value])
      }
      for item in outcome.artifacts {
        try db.execute(
          sql: "INSERT INTO artifacts (run, name, media_type, content) VALUES (?, ?, ?, ?)",
          arguments: [number, item.name, item.mediaType, item.content])
      }
    }
  }

  /// Records that a run ended with an error.
  /// - Returns: false when the run is no longer this process's own.
  @discardableResult
  package func fail(_ run: RunID, error: String, seconds: Double) throws -> Bool {
    try finish(run, sql: "state = 'failed', error = ?, seconds = ?", arguments: [error, seconds]) { _, _ in }
  }

  private func finish(
    _ run: RunID, sql: String, arguments: StatementArguments, recording: (Database, Int64) throws -> Void
  ) throws -> Bool {
    guard let owner = lock?.owner else { preconditionFailure("a store opened for reading cannot finish runs") }
    return try write { db in
      let find = try db.cachedStatement(sql: "SELECT number FROM runs WHERE id = ? AND state = 'running' AND owner = ?")
      guard let number = try Int64.fetchOne(find, arguments: [run.hex, owner]) else { return false }
      try recording(db, number)
      let close = try db.cachedStatement(
        sql: "UPDATE runs SET \(sql), owner = NULL, heartbeat = NULL, finished = ? WHERE number = ?")
      try close.execute(arguments: arguments + [Date().timeIntervalSince1970, number])
      return true
    }
  }

  func end(_ run: RunID, sql: String, arguments: StatementArguments) throws {
    guard let owner = lock?.owner else { preconditionFailure("a store opened for reading cannot release runs") }
    try write { db in
      try db.execute(
        sql: "UPDATE runs SET \(sql) WHERE id = ? AND state = 'running' AND owner = ?",
        arguments: arguments + [run.hex, owner])
    }
  }
}

extension ResultStore {
  /// The failed runs of an experiment, in its order.
  package func failures(experiment: String) throws -> [SchedulerSummary.Failure] {
    try failures(.experiment(experiment))
  }

  /// The failed runs of a selection, in its order.
  package func failures(_ selection: RunSelection) throws -> [SchedulerSummary.Failure] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT runs.id AS id, label, error FROM \(selection.rows) AS selected
          JOIN runs ON runs.number = selected.run WHERE state = 'failed' ORDER BY position
          """, arguments: selection.arguments()
      ).map { row in
        SchedulerSummary.Failure(
          run: RunID(hex: try row.decode(forColumn: "id")), label: try row.decode(forColumn: "label"),
          error: try row.decode(forColumn: "error"))
      }
    }
  }
}
