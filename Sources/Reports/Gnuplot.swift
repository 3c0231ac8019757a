public import Foundation

/// The gnuplot program of this machine.
public struct Gnuplot: Sendable {
  public let executable: URL

  /// Whether figures can be drawn on this machine.
  public static var isInstalled: Bool { (try? Gnuplot()) != nil }

  /// Looks for `gnuplot` in the directories of `PATH`.
  /// - Throws: `ReportError.gnuplotMissing`, which names the package to install.
  public init(searchPath: String = ProcessInfo.processInfo.environment["PATH"] ?? "") throws {
    for directory in searchPath.split(separator: ":") {
      let candidate = URL(fileURLWithPath: String(directory)).appendingPathComponent("gnuplot")
      if FileManager.default.isExecutableFile(atPath: candidate.path) {
        executable = candidate
        return
      }
    }
    throw ReportError.gnuplotMissing(searched: searchPath)
  }

  /// Runs a script in the directory where its data lie.
  /// - Throws: `ReportError.gnuplotFailed` with what gnuplot said.
  public func run(script: String, in directory: URL, figure: String) throws {
    let process = Process()
    process.executableURL = executable
    process.arguments = [script]
    process.currentDirectoryURL = directory
    let complaints = Pipe()
    process.standardError = complaints
    process.standardOutput = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      throw ReportError.gnuplotFailed(figure: figure, message: error.localizedDescription)
    }
    let said = String(decoding: complaints.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let message = said.split(separator: "\n").joined(separator: " ").trimmingCharacters(in: .whitespaces)
      throw ReportError.gnuplotFailed(figure: figure, message: message)
    }
  }
}
