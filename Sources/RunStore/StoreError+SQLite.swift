internal import Foundation
internal import GRDB

extension StoreError {
  /// The error that a user can act upon, from what SQLite reported.
  init(_ error: DatabaseError, path: String) {
    let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: self = .corrupted(path: path, detail: message)
    case .SQLITE_FULL, .SQLITE_TOOBIG: self = .diskFull(path: path)
    case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .readOnly(path: path, reason: message)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_IOERR where Self.isFull(path): self = .diskFull(path: path)
    default: self = .database(path: path, message: message)
    }
  }

  /// Whether the file system of a file is as good as full, or files may not grow without limit; SQLite reports both as
  /// input-output errors where it writes its log and its index.
  private static func isFull(_ path: String) -> Bool {
    var limit = rlimit()
    if getrlimit(fileSizeResource, &limit) == 0, limit.rlim_cur < rlim_t(Int64.max) { return true }
    let directory = (path as NSString).deletingLastPathComponent
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
    guard let free = attributes?[.systemFreeSize] as? NSNumber else { return false }
    return free.int64Value < 1 << 20
  }

  #if canImport(Glibc)
    private static let fileSizeResource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
  #else
    private static let fileSizeResource = RLIMIT_FSIZE
  #endif

  /// Runs `body` and turns SQLite's errors into errors of the store.
  static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as DatabaseError {
      throw StoreError(error, path: path)
    } catch let error as RowDecodingError {
      // A value of another type than this program writes there.
      throw StoreError.corrupted(path: path, detail: String("\(error)".prefix(200)))
    }
  }
}
