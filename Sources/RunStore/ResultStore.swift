package import Foundation
internal import GRDB

/// The results of experiments in one directory, `DIR/results.sqlite`.
///
/// Several processes and threads may use one store at the same time. Every finished run is one transaction: after
/// `kill -9` at any moment the store holds all runs that were reported as finished, and nothing of the others. (SQLite
/// in write-ahead mode with `synchronous = NORMAL`: a power cut may also lose the runs finished in the last moments,
/// which are then run again.) Rows of complete runs never change; triggers in the file see to that.
package final class ResultStore: Sendable {
  /// The database file.
  package let path: String
  let queue: DatabaseQueue
  /// Holds the owner's name and life sign; nil when the store is only read.
  let lock: ProcessLock?
  let locks: URL
  /// A directory with a copy of the database, for a store whose own directory cannot be written.
  private let copy: URL?

  /// Name of the file in its directory.
  package static let fileName = "results.sqlite"

  /// Opens the store of a directory for work; makes both when they do not exist.
  ///
  /// - Parameters:
  ///   - program: version of the program, kept with what it does.
  ///   - kernels: the family of OpenBLAS's kernels that this process computes with, kept with every run.
  ///   - pageLimit: most pages of 4096 bytes that the file may take; nil leaves it to the disk.
  ///   - isShared: whether the directory may lie on a network file system and be read from other hosts: a rollback
  ///     journal then takes the place of the write-ahead log, whose index hosts cannot share. The journal's file stays,
  ///     its head zeroed: making and removing it for every transaction takes several times as long as the transaction.
  /// - Throws: `StoreError`.
  package init(
    directory: URL, program: String, kernels: String = "", schema: StoreSchema = .current, pageLimit: Int? = nil,
    isShared: Bool = false
  ) throws {
    path = directory.appendingPathComponent(Self.fileName).path
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw StoreError.readOnly(path: directory.path, reason: error.localizedDescription)
    }
    // A write beyond the size limit of files shall be an error of that write, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    var configuration = Configuration()
    configuration.busyMode = .timeout(30)
    configuration.label = "results"
    let path = path
    queue = try StoreError.translating(path) {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.writeWithoutTransaction { db in
        if let pageLimit { try db.execute(sql: "PRAGMA max_page_count = \(pageLimit)") }
        try schema.prepare(db, path: path, writable: true, program: program)
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = \(isShared ? "PERSIST" : "WAL")")
        try db.execute(sql: "PRAGMA synchronous = \(isShared ? "FULL" : "NORMAL")")
      }
      return queue
    }
    locks = directory.appendingPathComponent(".owners")
    lock = try ProcessLock(directory: locks)
    copy = nil
    self.program = program
    self.kernels = kernels
  }

  /// Opens the store of a directory for reading.
  /// - Throws: `StoreError`.
  package init(reading directory: URL, schema: StoreSchema = .current) throws {
    path = directory.appendingPathComponent(Self.fileName).path
    locks = directory.appendingPathComponent(".owners")
    lock = nil
    program = ""
    kernels = ""
    guard FileManager.default.fileExists(atPath: path) else { throw StoreError.missing(path: path) }
    let path = path
    var isOlder = false
    do {
      queue = try Self.openForReading(path, named: path, schema: schema)
      copy = nil
      return
    } catch StoreError.older {
      isOlder = true
    } catch StoreError.readOnly {
      // A store in write-ahead mode cannot be read in place where its index file cannot be made.
    }
    let place = try Self.copied(path)
    let file = place.appendingPathComponent(Self.fileName).path
    if isOlder {
      try StoreError.translating(path) {
        try DatabaseQueue(path: file).writeWithoutTransaction { db in
          try schema.prepare(db, path: path, writable: true, program: "")
        }
      }
    }
    queue = try Self.openForReading(file, named: path, schema: schema)
    copy = place
  }

  /// A copy of a store in a folder of its own, as it is now.
  private static func copied(_ path: String) throws -> URL {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("mortal-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for end in ["", "-wal"] where FileManager.default.fileExists(atPath: path + end) {
        try FileManager.default.copyItem(
          atPath: path + end, toPath: place.appendingPathComponent(fileName + end).path)
      }
    } catch {
      throw StoreError.readOnly(path: path, reason: error.localizedDescription)
    }
    return place
  }

  deinit {
    if let copy { try? FileManager.default.removeItem(at: copy) }
  }

  /// Version of the program that works on the store.
  let program: String
  /// The kernels that it computes with.
  let kernels: String

  private static func openForReading(_ file: String, named path: String, schema: StoreSchema) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(30)
    return try StoreError.translating(path) {
      let queue = try DatabaseQueue(path: file, configuration: configuration)
      try queue.inDatabase { db in try schema.prepare(db, path: path, writable: false, program: "") }
      return queue
    }
  }

  /// One transaction that writes.
  func write<T>(_ body: (Database) throws -> T) throws -> T {
    try StoreError.translating(path) {
      try queue.writeWithoutTransaction { db in
        var result: T?
        try db.inTransaction(.immediate) {
          result = try body(db)
          return .commit
        }
        guard let result else { throw StoreError.database(path: path, message: "a transaction gave no result") }
        return result
      }
    }
  }

  /// Works the write-ahead log into the file, so that `results.sqlite` alone holds everything and can be copied.
  /// Another process at work on the store may prevent that; nothing is lost then, the log stays beside the file.
  package func settle() throws {
    try StoreError.translating(path) {
      try queue.writeWithoutTransaction { db in try db.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
    }
  }

  /// One consistent view of the store.
  func read<T>(_ body: (Database) throws -> T) throws -> T {
    try StoreError.translating(path) { try queue.read(body) }
  }
}
