internal import Foundation
internal import Synchronization

/// A file that a process keeps locked while it works on a store.
///
/// The kernel drops the lock when the process ends, however it ends, so that others can tell work in progress from work
/// that was abandoned; no guess about process numbers or clocks is needed.
final class ProcessLock: Sendable {
  /// Names the owner of runs: host, process and the time of opening.
  let owner: String
  private let descriptor: Int32

  /// - Parameter directory: made when it does not exist.
  init(directory: URL) throws {
    var clock = timespec()
    clock_gettime(CLOCK_REALTIME, &clock)
    let host = ProcessInfo.processInfo.hostName.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_" }
    owner = "\(String(host))-\(ProcessInfo.processInfo.processIdentifier)-\(clock.tv_sec)-\(clock.tv_nsec)"
    do {
      try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    } catch {
      throw StoreError.readOnly(path: directory.path, reason: error.localizedDescription)
    }
    descriptor = try Self.locked(Self.file(owner, in: directory).path)
    FaultMark.add(descriptor)
  }

  deinit {
    FaultMark.remove(descriptor)
    close(descriptor)
  }

  /// A new locked file. One that somebody removed as abandoned before it was locked is made again.
  private static func locked(_ path: String) throws -> Int32 {
    while true {
      let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { throw failure(path) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        let failure = failure(path)
        close(descriptor)
        throw failure
      }
      var status = stat()
      if fstat(descriptor, &status) == 0, status.st_nlink > 0 { return descriptor }
      close(descriptor)
    }
  }

  /// What is known about another owner.
  enum Life: Equatable {
    /// Its process holds the lock.
    case alive
    /// Nobody holds it; whether the process said that it ended by a fault of its own.
    case dead(byFault: Bool)
    /// There is no lock to ask: another machine's, or a removed file.
    case unknown
  }

  static func life(of owner: String, in directory: URL) -> Life {
    let descriptor = open(file(owner, in: directory).path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return .unknown }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return .alive }
    var mark: UInt8 = 0
    return .dead(byFault: read(descriptor, &mark, 1) == 1 && mark == FaultMark.byte)
  }

  /// Removes the files of dead owners, but for those that still own runs.
  static func sweep(_ directory: URL, keeping owners: Set<String>) {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
    for name in files where name.hasSuffix(".lock") {
      let owner = String(name.dropLast(5))
      if !owners.contains(owner), case .dead = life(of: owner, in: directory) {
        unlink(file(owner, in: directory).path)
      }
    }
  }

  private static func file(_ owner: String, in directory: URL) -> URL {
    directory.appendingPathComponent("\(owner).lock")
  }

  private static func failure(_ path: String) -> StoreError {
    let code = errno
    let reason = String(cString: strerror(code))
    return code == ENOSPC ? .diskFull(path: path) : .readOnly(path: path, reason: reason)
  }
}

/// How a process that dies by a fault of its own tells the others: a byte in its lock's file, written by the handler of
/// the signal, which may do no more than that.
package enum FaultMark {
  static let byte = UInt8(ascii: "F")
  /// Open lock files; few processes have more than one.
  private static let places = [Place(), Place(), Place(), Place()]

  private final class Place: Sendable {
    let descriptor = Atomic<Int32>(-1)
  }

  static func add(_ descriptor: Int32) {
    for place in places
    where place.descriptor.compareExchange(expected: -1, desired: descriptor, ordering: .relaxed).exchanged { return }
  }

  static func remove(_ descriptor: Int32) {
    for place in places {
      _ = place.descriptor.compareExchange(expected: descriptor, desired: -1, ordering: .relaxed)
    }
  }

  /// Marks the files. Fit for a handler of signals, once ``prepare()`` was called.
  package static func leave() {
    for index in 0..<4 {
      let descriptor = places[index].descriptor.load(ordering: .relaxed)
      guard descriptor >= 0 else { continue }
      var mark = byte
      _ = write(descriptor, &mark, 1)
    }
  }

  /// Sets up what ``leave()`` reads, so that the handler allocates nothing.
  package static func prepare() { remove(-2) }
}
