internal import Foundation
internal import Synchronization

/// `mortal lab`: the site and its server.
package struct Laboratory: Sendable {
  package var host = "127.0.0.1"
  package var port = 8080
  /// Trainings at a time; nil leaves a processor to everything else.
  package var jobs: Int?
  /// Folder that finished trainings are kept in; nil keeps none.
  package var output: String?

  package init() {}

  /// Whether only this machine can reach it.
  package var isLocal: Bool { ["127.0.0.1", "localhost", "::1"].contains(host) || host.hasPrefix("127.") }

  /// - Throws: ``LabError``.
  package func validate() throws(LabError) {
    guard (0...65_535).contains(port) else {
      throw .outOfRange(option: "--port", value: "\(port)", allowed: "0...65535; 0 takes a free one")
    }
    if let jobs, !(1...64).contains(jobs) {
      throw .outOfRange(option: "--jobs", value: "\(jobs)", allowed: "1...64")
    }
    let isNumeric = host.contains(":") || host.split(separator: ".").compactMap { UInt8($0) }.count == 4
    guard host == "localhost" || isNumeric else { throw .badHost(text: host) }
  }

  /// Serves until the process ends.
  /// - Parameter ready: told of the address once it can be opened.
  /// - Throws: ``LabError``, what ``LabSite/init(jobs:output:)`` throws.
  package func open(ready: @escaping @Sendable (_ address: String) -> Void) throws {
    try validate()
    let site = try LabSite(jobs: jobs ?? max(1, ProcessInfo.processInfo.activeProcessorCount - 1), output: output)
    let server = LabServer(host: host, port: UInt16(port)) { await site.answer($0) }
    let shown = host == "0.0.0.0" ? "127.0.0.1" : host.contains(":") ? "[\(host)]" : host
    let failure = Mutex<(any Error)?>(nil)
    let isOver = DispatchSemaphore(value: 0)
    Task {
      do {
        try await server.run { port in ready("http://\(shown):\(port)/") }
      } catch {
        failure.withLock { $0 = error }
      }
      isOver.signal()
    }
    isOver.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }
}
