public import Foundation

/// A Python that has certain modules, for tests that hold our files against other people's programs.
///
/// It is the one that the environment's MORTAL_PYTHON names, else the one that `make test-tools` makes, else `python3`.
public struct Python: Sendable {
  private let program: String

  /// The root of the package.
  public static let packageFolder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Nil where there is no Python with all these modules; tests say so by `.enabled(if: Python(with: "numpy") != nil)`.
  public init?(with modules: String...) {
    let made = Self.packageFolder.appendingPathComponent(".build/test-tools/bin/python3").path
    let candidates = [ProcessInfo.processInfo.environment["MORTAL_PYTHON"], made, "python3"].compactMap { $0 }
    let imports = modules.map { "import \($0)" }.joined(separator: "\n")
    for candidate in candidates {
      if let found = try? Self.run(candidate, ["-c", imports]), found.status == 0 {
        program = candidate
        return
      }
    }
    return nil
  }

  /// What a script prints.
  /// - Throws: ``Failure`` with the script's errors.
  public func run(_ script: String, _ arguments: String...) throws -> String {
    let result = try Self.run(program, ["-c", script] + arguments)
    guard result.status == 0 else { throw Failure(errors: result.errors) }
    return result.output
  }

  public struct Failure: Error, CustomStringConvertible {
    public let errors: String
    public var description: String { errors }
  }

  private static func run(_ program: String, _ arguments: [String]) throws -> (
    status: Int32, output: String, errors: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = FileHandle.nullDevice
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: printed, as: UTF8.self), String(decoding: said, as: UTF8.self)
    )
  }
}
