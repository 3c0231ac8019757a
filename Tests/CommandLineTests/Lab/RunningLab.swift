import Foundation
import Testing

/// `mortal lab` as a process of its own, on a free port; it ends with the value.
final class RunningLab: Sendable {
  let port: UInt16
  let address: String
  let processIdentifier: Int32

  /// - Parameters:
  ///   - options: further ones.
  ///   - directory: where it is called from.
  ///   - environment: variables that differ from the usual ones.
  ///   - errors: a file for what it says beside its data; without it that is lost.
  init(
    _ options: [String] = [], in directory: URL = Program.repository, environment: [String: String] = [:],
    errors: URL? = nil
  ) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Program.path))
    process.arguments = ["lab", "--port", "0"] + options
    process.currentDirectoryURL = directory
    process.environment = Self.environment.merging(environment) { $1 }
    let said = Pipe()
    (process.standardOutput, process.standardError) = (said, try errors.map(Self.file) ?? .nullDevice)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    processIdentifier = process.processIdentifier
    let line = String(decoding: said.fileHandleForReading.availableData, as: UTF8.self)
    address = String(try #require(line.split(separator: " ").first { $0.hasPrefix("http://127.0.0.1:") }, "\(line)"))
    port = try #require(UInt16(address.split(separator: ":")[2].dropLast()))
  }

  private static func file(_ place: URL) throws -> FileHandle {
    try Data().write(to: place)
    return try FileHandle(forWritingTo: place)
  }

  /// Children of a test inherit its blocked signals; this one cannot be blocked.
  deinit { kill(processIdentifier, SIGKILL) }

  static var environment: [String: String] {
    ProcessInfo.processInfo.environment.merging(
      ["MORTAL_DEVICES": Program.repository.appendingPathComponent("Devices").path]
    ) { $1 }
  }

  /// Resident memory in megabytes.
  var megabytes: Double {
    let text = (try? String(contentsOfFile: "/proc/\(processIdentifier)/statm", encoding: .utf8)) ?? ""
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Double($0) } ?? 0
    return pages * 4096 / 1e6
  }
}

/// The result of work that waits for other processes, on a thread of its own: other tests go on meanwhile.
func aside<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
  try await withCheckedThrowingContinuation { continuation in
    let thread = Thread { continuation.resume(with: Swift.Result { try work() }) }
    thread.stackSize = 4 << 20
    thread.start()
  }
}
