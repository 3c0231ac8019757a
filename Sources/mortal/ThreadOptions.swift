import ArgumentParser
import Foundation

/// Options of commands that work on one net.
struct ThreadOptions: ParsableArguments {
  @Option(
    name: [.customLong("threads"), .customLong("jobs")], help: "Threads; the numbers do not depend on it.")
  var threads = ProcessInfo.processInfo.activeProcessorCount

  @Flag(help: "Prints the result as JSON.")
  var json = false

  func validate() throws {
    guard threads >= 1 else { throw ValidationError("--threads: \(threads) is outside 1...") }
  }
}
