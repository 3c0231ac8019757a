internal import Foundation
internal import GRDB

extension ResultStore {
  /// Seconds after which a run whose process cannot be asked counts as abandoned.
  static let patience = 120.0

  /// Times that a process may end by a fault of its own (a trap, a signal of that kind) while it works on a run, before
  /// the run counts as failed: once among others, and once alone, which leaves no doubt.
  package static let mostFaults = 2
  /// The same for processes that ended without a word: killed, out of memory, a machine that stopped. A run that was lost
  /// a few times comes after the others.
  package static let mostLosses = 200

  /// What `claim` found.
  package enum Claim: Sendable, Equatable {
    /// The run is now this process's own.
    case run(RunID)
    /// Nothing waits, but other processes still work on this many runs of the selection.
    case othersWork(Int)
    /// What waits is under suspicion and is tried alone, when this process has nothing else at work.
    case suspects(Int)
    /// Every run of the selection is finished, or worked on by this process.
    case nothing
  }

  /// Takes the next waiting run of an experiment; a run abandoned by a dead process waits again.
  /// - Throws: `StoreError`.
  package func claim(experiment: String) throws -> Claim { try claim(.experiment(experiment)) }

  /// Takes the next waiting run of a selection; a run abandoned by a dead process waits again.
  ///
  /// Runs whose process ended by a fault come last, and only where `alone` says that nothing else is at work here: one
  /// of them is to blame, and the others shall not pay for it.
  /// - Throws: `StoreError`.
  package func claim(_ selection: RunSelection, alone: Bool = true) throws -> Claim {
    guard let owner = lock?.owner else { preconditionFailure("a store opened for reading cannot claim runs") }
    if let id = try take(selection, owner: owner, alone: alone) { return .run(id) }
    if try reclaimAbandoned() > 0, let id = try take(selection, owner: owner, alone: alone) { return .run(id) }
    return try read { db in
      func count(_ condition: String, _ more: [String: (any DatabaseValueConvertible)?] = [:]) throws -> Int {
        try Int.fetchOne(
          db, sql: "SELECT count(*) FROM runs WHERE \(condition) AND number IN \(selection.members)",
          arguments: selection.arguments(more)) ?? 0
      }
      let others = try count("state = 'running' AND owner <> :owner", ["owner": owner])
      if others > 0 { return .othersWork(others) }
      let suspects = alone ? 0 : try count("state = 'waiting' AND faults > 0")
      return suspects > 0 ? .suspects(suspects) : .nothing
    }
  }

  private func take(_ selection: RunSelection, owner: String, alone: Bool) throws -> RunID? {
    let now = Date().timeIntervalSince1970
    let hex = try write { db in
      try String.fetchOne(
        db,
        sql: """
          UPDATE runs SET state = 'running', owner = :owner, started = :now, heartbeat = :now, program = :program,
            kernels = :kernels, attempts = attempts + 1, share = NULL, note = NULL
          WHERE number = (
            SELECT number FROM runs WHERE state = 'waiting' \(alone ? "" : "AND faults = 0")
              AND number IN \(selection.members)
            ORDER BY faults, attempts > 2, number LIMIT 1)
          RETURNING id
          """,
        arguments: selection.arguments(["owner": owner, "now": now, "program": program, "kernels": kernels]))
    }
    return hex.map(RunID.init(hex:))
  }

  /// Sets runs whose process is gone to wait again; those that have taken too many processes with them have failed.
  /// - Returns: how many.
  @discardableResult
  package func reclaimAbandoned() throws -> Int {
    let owners = try owners()
    let limit = Date().timeIntervalSince1970 - Self.patience
    let gone = owners.compactMap { owner -> (name: String, byFault: Bool)? in
      guard owner.name != lock?.owner else { return nil }
      switch ProcessLock.life(of: owner.name, in: locks) {
      case .alive: return nil
      case .dead(let byFault): return (owner.name, byFault)
      case .unknown: return owner.heartbeat < limit ? (owner.name, false) : nil
      }
    }
    guard !gone.isEmpty else {
      ProcessLock.sweep(locks, keeping: Set(owners.map(\.name)))
      return 0
    }
    return try write { db in
      var count = 0
      for (owner, byFault) in gone {
        try db.execute(
          sql: """
            UPDATE runs SET state = 'failed', owner = NULL, heartbeat = NULL, faults = faults + :fault,
              finished = :now, error = 'the program ended ' ||
                CASE WHEN faults + :fault >= :mostFaults
                THEN (faults + :fault) || ' times by a fault of its own while it worked on this run'
                ELSE attempts || ' times while it worked on this run (killed, or out of memory)' END
            WHERE state = 'running' AND owner = :owner AND (faults + :fault >= :mostFaults OR attempts >= :mostLosses)
            """,
          arguments: [
            "fault": byFault ? 1 : 0, "now": Date().timeIntervalSince1970, "owner": owner,
            "mostFaults": Self.mostFaults, "mostLosses": Self.mostLosses,
          ])
        try db.execute(
          sql: "UPDATE runs SET state = 'waiting', owner = NULL, started = NULL, heartbeat = NULL, "
            + "faults = faults + ? WHERE state = 'running' AND owner = ?", arguments: [byFault ? 1 : 0, owner])
        count += db.changesCount
      }
      return count
    }
  }

  /// Who is said to work on runs, and their last signs of life.
  private func owners() throws -> [(name: String, heartbeat: Double)] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT owner, max(heartbeat) AS heartbeat FROM runs WHERE state = 'running' GROUP BY owner"
      ).map { (try $0.decode(forColumn: "owner"), try $0.decode(Double?.self, forColumn: "heartbeat") ?? 0) }
    }
  }

  /// Owners of running runs whose process is known to be gone: nobody works on their runs.
  func deadOwners() throws -> [String] {
    try owners().map(\.name).filter { owner in
      guard owner != lock?.owner, case .dead = ProcessLock.life(of: owner, in: locks) else { return false }
      return true
    }
  }

  /// Shows that this process is alive, for those who cannot ask its lock, and how far its runs are, for those who ask.
  package func beat(_ progress: [RunID: RunProgress] = [:]) throws {
    guard let owner = lock?.owner else { return }
    try write { db in
      try db.execute(
        sql: "UPDATE runs SET heartbeat = ? WHERE state = 'running' AND owner = ?",
        arguments: [Date().timeIntervalSince1970, owner])
      for (run, progress) in progress {
        try db.execute(
          sql: "UPDATE runs SET share = ?, note = ? WHERE state = 'running' AND owner = ? AND id = ?",
          arguments: [progress.share, progress.note, owner, run.hex])
      }
    }
  }

  /// Gives a run back unfinished; that was no attempt.
  package func release(_ run: RunID) throws {
    try end(
      run, sql: "state = 'waiting', owner = NULL, started = NULL, heartbeat = NULL, attempts = max(attempts - 1, 0)",
      arguments: [])
  }

  /// Sets the failed runs of an experiment to wait again.
  /// - Returns: how many.
  @discardableResult
  package func retryFailed(experiment: String) throws -> Int { try retryFailed(.experiment(experiment)) }

  /// Sets the failed runs of a selection to wait again; what they were charged with is forgotten.
  /// - Returns: how many.
  @discardableResult
  package func retryFailed(_ selection: RunSelection) throws -> Int {
    try write { db in
      try db.execute(
        sql: """
          UPDATE runs SET state = 'waiting', error = NULL, started = NULL, finished = NULL, seconds = NULL, attempts = 0,
            faults = 0
          WHERE state = 'failed' AND number IN \(selection.members)
          """, arguments: selection.arguments())
      return db.changesCount
    }
  }
}
