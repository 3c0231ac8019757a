import Foundation

/// The program itself, run as a user runs it.
struct CompositionProgram {
  static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Beside the tests' own executable.
  static let executable = (Bundle.main.executableURL ?? URL(fileURLWithPath: "/")).resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("mortal")

  /// Starts it; what it prints goes to nowhere.
  static func start(_ arguments: [String]) throws -> Process {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["MORTAL_DEVICES": project.appendingPathComponent("Devices").path]) { _, new in new }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  /// Runs it to its end.
  /// - Returns: its exit code.
  static func run(_ arguments: [String]) throws -> Int32 {
    let process = try start(arguments)
    process.waitUntilExit()
    return process.terminationStatus
  }

  /// Runs it from a shell's line, in which it is `$0` and its arguments are `$@`.
  static func runInShell(_ line: String, _ arguments: [String]) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", line, executable.path] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["MORTAL_DEVICES": project.appendingPathComponent("Devices").path]) { _, new in new }
    process.standardOutput = FileHandle.nullDevice
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  /// An experiment of short runs.
  static let experiment = """
    name: short
    question: Does it hold?
    data: {train: 300, validation: 100, test: 100}
    network: {hidden: [30, 30]}
    learner: {epochs: 2, backprop.normalisesActivities: true}
    chip: {write: mixedPrecision}
    copy: {recipients: [1, 2]}
    chain: {generations: 2}
    learners: [ff-in-situ, bp-exact, bp-hardware-aware]
    sweep: {chips: 1...8}
    """
}
