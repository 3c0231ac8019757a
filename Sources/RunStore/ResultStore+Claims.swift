internal import Foundation
internal import GRDB

extension ResultStore {
  /// Seconds after which a run whose process cannot be asked counts as abandoned.
  static let patience = 120.0

  /// What `claim` found.
  package enum Claim: Sendable, Equatable {
    /// The run is now this process's own.
    case run(RunID)
    /// Nothing waits, but other processes still work on this many runs of the experiment.
    case othersWork(Int)
    /// Every run of the experiment is finished, or worked on by this process.
    case nothing
  }

  /// Takes the next waiting run of an experiment; a run abandoned by a dead process waits again.
  /// - Throws: `StoreError`.
  package func claim(experiment: String) throws -> Claim {
    guard let owner = lock?.owner else { preconditionFailure("a store opened for reading cannot claim runs") }
    if let id = try take(experiment: experiment, owner: owner) { return .run(id) }
    guard try reclaimAbandoned() > 0, let id = try take(experiment: experiment, owner: owner) else {
      let others = try read { db in
        try Int.fetchOne(
          db,
          sql: """
            SELECT count(*) FROM runs WHERE state = 'running' AND owner <> ? AND EXISTS
              (SELECT 1 FROM experiment_runs JOIN experiments ON experiments.number = experiment WHERE run = runs.number AND name = ?)
            """, arguments: [owner, experiment]) ?? 0
      }
      return others > 0 ? .othersWork(others) : .nothing
    }
    return .run(id)
  }

  private func take(experiment: String, owner: String) throws -> RunID? {
    let now = Date().timeIntervalSince1970
    let hex = try write { db in
      try String.fetchOne(
        db,
        sql: """
          UPDATE runs SET state = 'running', owner = :owner, started = :now, heartbeat = :now, program = :program,
            attempts = attempts + 1
          WHERE number = (
            SELECT number FROM runs WHERE state = 'waiting' AND EXISTS (
              SELECT 1 FROM experiment_runs
              WHERE run = runs.number AND experiment = (SELECT number FROM experiments WHERE name = :experiment))
            ORDER BY number LIMIT 1)
          RETURNING id
          """, arguments: ["owner": owner, "now": now, "program": program, "experiment": experiment])
    }
    return hex.map(RunID.init(hex:))
  }

  /// Sets runs whose process is gone to wait again.
  /// - Returns: how many.
  @discardableResult
  package func reclaimAbandoned() throws -> Int {
    let owners = try read { db in
      try Row.fetchAll(
        db, sql: "SELECT owner, max(heartbeat) AS heartbeat FROM runs WHERE state = 'running' GROUP BY owner")
    }
    let limit = Date().timeIntervalSince1970 - Self.patience
    let dead = owners.compactMap { row -> String? in
      let owner: String = row["owner"]
      let heartbeat: Double = row["heartbeat"]
      guard owner != lock?.owner else { return nil }
      switch ProcessLock.life(of: owner, in: locks) {
      case .alive: return nil
      case .dead: return owner
      case .unknown: return heartbeat < limit ? owner : nil
      }
    }
    guard !dead.isEmpty else {
      ProcessLock.sweep(locks, keeping: Set(owners.map { $0["owner"] }))
      return 0
    }
    return try write { db in
      var count = 0
      for owner in dead {
        try db.execute(
          sql: "UPDATE runs SET state = 'waiting', owner = NULL, started = NULL, heartbeat = NULL "
            + "WHERE state = 'running' AND owner = ?", arguments: [owner])
        count += db.changesCount
      }
      return count
    }
  }

  /// Shows that this process is alive, for those who cannot ask its lock.
  package func beat() throws {
    guard let owner = lock?.owner else { return }
    try write { db in
      try db.execute(
        sql: "UPDATE runs SET heartbeat = ? WHERE state = 'running' AND owner = ?",
        arguments: [Date().timeIntervalSince1970, owner])
    }
  }

  /// Gives a run back unfinished.
  package func release(_ run: RunID) throws {
    try end(run, sql: "state = 'waiting', owner = NULL, started = NULL, heartbeat = NULL", arguments: [])
  }

  /// Sets the failed runs of an experiment to wait again.
  /// - Returns: how many.
  @discardableResult
  package func retryFailed(experiment: String) throws -> Int {
    try write { db in
      try db.execute(
        sql: """
          UPDATE runs SET state = 'waiting', error = NULL, started = NULL, finished = NULL, seconds = NULL
          WHERE state = 'failed' AND number IN
            (SELECT run FROM experiment_runs JOIN experiments ON experiments.number = experiment WHERE name = ?)
          """, arguments: [experiment])
      return db.changesCount
    }
  }
}
