internal import Foundation
internal import GRDB

/// The tables of a store and how older ones become the present ones.
///
/// `PRAGMA application_id` marks a file as a store; the largest number in `schema_version` is its version.
package struct StoreSchema: Sendable {
  /// SQL that makes each version from the one before; the first makes version 1 from an empty file.
  package let steps: [String]

  package init(steps: [String]) { self.steps = steps }

  /// What this program reads and writes.
  package static let current = StoreSchema(steps: [version1, version2, version3, version4])

  /// The newest version that is known.
  package var version: Int { steps.count }

  /// "Mort" in ASCII.
  static let applicationID = 0x4D6F_7274

  /// Checks that the file is a sound store of a known version, and brings it to the newest.
  ///
  /// - Throws: `StoreError.foreign`, `.corrupted`, `.newer`; `.older` where it is only to be read.
  func prepare(_ db: Database, path: String, writable: Bool, program: String) throws {
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard application == Self.applicationID || tables == 0 else { throw StoreError.foreign(path: path) }
    let verdict = try String.fetchOne(db, sql: "PRAGMA quick_check(1)") ?? "no answer"
    guard verdict == "ok" else { throw StoreError.corrupted(path: path, detail: verdict) }
    let found = tables == 0 ? 0 : try Self.version(db)
    guard found > 0 || tables == 0 else {
      throw StoreError.corrupted(path: path, detail: "its schema has version \(found)")
    }
    guard found <= version else { throw StoreError.newer(path: path, version: found, known: version) }
    guard found < version else { return }
    guard writable else { throw StoreError.older(path: path, version: found, known: version) }
    try db.inTransaction(.immediate) {
      // Another process may have done it meanwhile.
      let now = try Self.version(db)
      for step in now..<max(now, version) {
        try db.execute(sql: steps[step])
        try db.execute(
          sql: "INSERT INTO schema_version (version, applied, program) VALUES (?, ?, ?)",
          arguments: [step + 1, Date().timeIntervalSince1970, program])
      }
      try db.execute(sql: "PRAGMA application_id = \(Self.applicationID)")
      return .commit
    }
  }

  private static func version(_ db: Database) throws -> Int {
    guard try db.tableExists("schema_version") else { return 0 }
    let version = try Int.fetchOne(
      db, sql: "SELECT max(version) FROM schema_version WHERE typeof(version) = 'integer'")
    return version ?? 0
  }
}
