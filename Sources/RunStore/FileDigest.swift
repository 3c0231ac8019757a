internal import GRDB

/// A file's content, and what tells whether it is still that.
package struct FileDigest: Sendable, Equatable {
  /// Device, inode, size and the times of the last change of content and of the file itself.
  package var stamp: String
  package var sha256: String
  package var size: Int

  package init(stamp: String, sha256: String, size: Int) {
    self.stamp = stamp
    self.sha256 = sha256
    self.size = size
  }
}

extension ResultStore {
  /// Checksums of files, by path and what tells whether a file was written since.
  package func fileDigests() throws -> [String: FileDigest] {
    try read { db in
      var found: [String: FileDigest] = [:]
      for row in try Row.fetchAll(db, sql: "SELECT path, stamp, sha256, size FROM file_digests") {
        found[try row.decode(forColumn: "path")] = FileDigest(
          stamp: try row.decode(forColumn: "stamp"), sha256: try row.decode(forColumn: "sha256"),
          size: try row.decode(forColumn: "size"))
      }
      return found
    }
  }

  /// Keeps checksums of files for the next time.
  package func keep(_ digests: [String: FileDigest]) throws {
    guard !digests.isEmpty else { return }
    try write { db in
      for (path, digest) in digests {
        try db.execute(
          sql: "INSERT OR REPLACE INTO file_digests (path, stamp, sha256, size) VALUES (?, ?, ?, ?)",
          arguments: [path, digest.stamp, digest.sha256, digest.size])
      }
    }
  }
}
