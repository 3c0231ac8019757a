internal import Foundation
internal import GRDB

/// A run that some process works on, as the store knows it.
package struct RunAtWork: Sendable, Equatable {
  package let id: RunID
  /// What sets it apart from the other runs of its experiment.
  package let label: String
  /// Seconds since it was begun.
  package let seconds: Double
  /// What its process told last, every ten seconds; nil before the first time.
  package let progress: RunProgress?
}

extension ResultStore {
  /// The runs of an experiment that are at work, in its own order; not those whose process is known to be gone.
  /// - Throws: `StoreError`.
  package func atWork(experiment: String) throws -> [RunAtWork] {
    let selection = RunSelection.experiment(experiment)
    let dead = try deadOwners()
    let now = Date().timeIntervalSince1970
    return try read { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT id, label, owner, started, share, note FROM \(selection.rows) AS selected
          JOIN runs ON runs.number = selected.run WHERE state = 'running' ORDER BY position
          """, arguments: selection.arguments())
      return try rows.compactMap { row in
        let owner: String = try row.decode(forColumn: "owner")
        guard !dead.contains(owner) else { return nil }
        let share: Double? = try row.decode(forColumn: "share")
        let note: String? = try row.decode(forColumn: "note")
        return RunAtWork(
          id: RunID(hex: try row.decode(forColumn: "id")), label: try row.decode(forColumn: "label"),
          seconds: max(0, now - (try row.decode(Double?.self, forColumn: "started") ?? now)),
          progress: share.map { RunProgress(share: $0, note: note ?? "") })
      }
    }
  }
}
