import Foundation
import Testing

/// A real browser in every room, by `Tests/LabBrowser/lab_browser.py`: predict, run, see the number of the command line,
/// save and open the files, keyboard, contrast, no message in the console, no request to another host.
@Suite(.enabled(if: Browser.missing == nil, "\(Browser.missing ?? "")")) struct LabBrowserTests {
  @Test func everyRoomInARealBrowser() async throws {
    let lab = try RunningLab(["--jobs", "2"])
    let program = try #require(Program.path)
    let outcome = try await aside {
      try Browser.run("/usr/bin/python3", [Browser.script, lab.address, program])
    }
    let failed = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("ok ") }.joined(separator: "\n")
    #expect(outcome.status == 0, "\(failed)\n\(outcome.errors.suffix(2000))")
    #expect(outcome.output.components(separatedBy: "\nok ").count > 80)
  }

  /// The exported lessons, opened from the disk: pictures and answers are there, nothing is said in the console, nothing
  /// is asked of anybody, and files come with the buttons.
  @Test func theExportedLessonsWithoutAServer() async throws {
    let scratch = try ScratchFolder()
    let folder = scratch.url("lessons").path
    let program = try #require(Program.path)
    let exported = try await aside { try Browser.run(program, ["lab", "export", folder]) }
    #expect(exported.status == 0 && exported.output.contains("index.html"), "\(exported)")
    let sizes = try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
      try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.size] as? Int ?? 0
    }
    #expect(sizes.reduce(0, +) < 15_000_000, "at most 15 MB")
    let outcome = try await aside {
      try Browser.run("/usr/bin/python3", [Browser.script, "file://\(folder)/index.html", program, "--static"])
    }
    let failed = outcome.output.split(separator: "\n").filter { !$0.hasPrefix("ok ") }.joined(separator: "\n")
    #expect(outcome.status == 0, "\(failed)\n\(outcome.errors.suffix(2000))")
    #expect(outcome.output.components(separatedBy: "ok ").count > 15)
  }
}

/// What the browser's test needs.
enum Browser {
  static let script = Program.repository.appendingPathComponent("Tests/LabBrowser/lab_browser.py").path

  /// Why there is no test in a browser; nil where there is one.
  static let missing: String? = {
    for file in ["/usr/bin/chromium", "/usr/bin/chromedriver"]
    where !FileManager.default.isExecutableFile(atPath: file) {
      return "\(file) is not there; 'make test-tools' installs it"
    }
    guard (try? run("/usr/bin/python3", ["-c", "import selenium"]))?.status == 0 else {
      return "python3 has no selenium; 'make test-tools' installs python3-selenium"
    }
    return Program.path == nil ? Program.isAbsent : nil
  }()

  static func run(_ program: String, _ arguments: [String]) throws -> (status: Int32, output: String, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = RunningLab.environment
    let (output, errors) = (Pipe(), Pipe())
    (process.standardOutput, process.standardError) = (output, errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    let said = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (
      process.terminationStatus, String(decoding: printed, as: UTF8.self), String(decoding: said, as: UTF8.self)
    )
  }
}
