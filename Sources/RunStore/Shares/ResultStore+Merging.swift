package import Foundation
internal import GRDB

/// What came of taking over another store's results.
package struct MergeCount: Sendable, Equatable {
  /// Runs that are new here.
  package var complete = 0
  package var failed = 0
  /// Runs that both stores had complete, and those of them whose numbers differ. The first ones are kept.
  package var common = 0
  package var different = 0
  /// Runs that this store does not list.
  package var unknown = 0

  package init() {}

  package static func += (left: inout MergeCount, right: MergeCount) {
    left.complete += right.complete
    left.failed += right.failed
    left.common += right.common
    left.different += right.different
    left.unknown += right.unknown
  }
}

extension ResultStore {
  /// Takes over the finished runs of another store; runs of this store that are complete or at work stay as they are.
  ///
  /// Several stores in one call are cheaper than several calls. The other stores are only read, but for the remains of a
  /// write that was cut short, which SQLite undoes.
  /// - Parameter directories: of the other stores.
  /// - Throws: `StoreError`; what was taken over from stores before stays.
  package func merge(_ directories: [URL]) throws -> MergeCount {
    guard let owner = lock?.owner else { preconditionFailure("a store opened for reading cannot take over runs") }
    var count = MergeCount()
    for directory in directories {
      let other = directory.appendingPathComponent(Self.fileName).path
      try StoreError.translating(other) {
        try queue.writeWithoutTransaction { db in
          try db.execute(sql: "ATTACH DATABASE ? AS other", arguments: [other])
          defer { try? db.execute(sql: "DETACH DATABASE other") }
          try Self.requireStore(db, path: other)
          try db.inTransaction(.immediate) {
            count += try Self.takeOver(db, owner: owner)
            return .commit
          }
        }
      }
    }
    return count
  }

  private static func requireStore(_ db: Database, path: String) throws {
    guard try Int.fetchOne(db, sql: "PRAGMA other.application_id") == StoreSchema.applicationID else {
      throw StoreError.foreign(path: path)
    }
    let version = try Int.fetchOne(db, sql: "SELECT max(version) FROM other.schema_version") ?? 0
    let known = StoreSchema.current.version
    guard version == known else {
      throw version > known
        ? StoreError.newer(path: path, version: version, known: known)
        : StoreError.database(
          path: path, message: "a share of schema version \(version); run it once more with this program")
    }
  }

  /// Everything of one attached store, in the transaction at hand.
  private static func takeOver(_ db: Database, owner: String) throws -> MergeCount {
    try db.execute(sql: "CREATE TEMP TABLE incoming (number INTEGER PRIMARY KEY, source INTEGER NOT NULL)")
    defer { try? db.execute(sql: "DROP TABLE temp.incoming") }
    var count = MergeCount()
    func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
    let pairs = "other.runs AS theirs JOIN main.runs AS ours ON ours.id = theirs.id"
    count.unknown = try number(
      "SELECT count(*) FROM other.runs WHERE state IN ('complete', 'failed') AND id NOT IN (SELECT id FROM main.runs)")
    count.common = try number(
      "SELECT count(*) FROM \(pairs) WHERE theirs.state = 'complete' AND ours.state = 'complete'")
    if count.common > 0 {
      count.different = try number(
        """
        SELECT count(*) FROM \(pairs) WHERE theirs.state = 'complete' AND ours.state = 'complete' AND EXISTS (
          SELECT name, step, value FROM other.metrics WHERE run = theirs.number
          EXCEPT SELECT name, step, value FROM main.metrics WHERE run = ours.number)
        """)
    }
    try db.execute(
      sql: """
        INSERT INTO temp.incoming SELECT ours.number, theirs.number FROM \(pairs)
        WHERE theirs.state = 'complete' AND ours.state IN ('waiting', 'failed')
          OR theirs.state = 'failed' AND ours.state = 'waiting'
        """)
    // The file's own rules: a failed run waits again, a running one records, a complete one never changes.
    try db.execute(
      sql: """
        UPDATE main.runs SET state = 'waiting', error = NULL
        WHERE state = 'failed' AND number IN (SELECT number FROM temp.incoming)
        """)
    try db.execute(
      sql: "UPDATE main.runs SET state = 'running', owner = ? WHERE number IN (SELECT number FROM temp.incoming)",
      arguments: [owner])
    for (table, columns) in [("metrics", "name, step, value"), ("artifacts", "name, media_type, content")] {
      try db.execute(
        sql: """
          INSERT INTO main.\(table) (run, \(columns)) SELECT incoming.number, \(columns)
          FROM temp.incoming JOIN other.\(table) ON run = source
          """)
    }
    for state in ["complete", "failed"] {
      try db.execute(
        sql: """
          UPDATE main.runs SET state = theirs.state, owner = NULL, heartbeat = NULL, attempts = theirs.attempts,
            started = theirs.started, finished = theirs.finished, seconds = theirs.seconds, error = theirs.error,
            program = theirs.program, kernels = theirs.kernels
          FROM temp.incoming JOIN other.runs AS theirs ON theirs.number = source
          WHERE main.runs.number = incoming.number AND theirs.state = '\(state)'
          """)
      if state == "complete" { count.complete = db.changesCount } else { count.failed = db.changesCount }
    }
    return count
  }

  /// Identities of all runs of an experiment.
  package func runIdentities(of experiment: String) throws -> Set<RunID> {
    try identities(of: experiment, in: Set(RunState.allCases))
  }

  /// Identities of an experiment's runs that are in one of these states.
  package func identities(of experiment: String, in states: Set<RunState>) throws -> Set<RunID> {
    let list = states.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
    return try read { db in
      Set(
        try String.fetchAll(
          db,
          sql: """
            SELECT runs.id FROM experiment_runs JOIN runs ON runs.number = run
            JOIN experiments ON experiments.number = experiment WHERE name = ? AND state IN (\(list))
            """, arguments: [experiment]
        ).map(RunID.init(hex:)))
    }
  }
}
