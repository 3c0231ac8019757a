internal import Foundation

/// The circuit simulator ngspice, for tests that hold our solutions and decks against another's.
public enum Ngspice {
  /// Where the program is; nil where there is none.
  public static let path: String? = ["/usr/bin/ngspice", "/usr/local/bin/ngspice", "/opt/homebrew/bin/ngspice"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// For `.enabled(if:_:)`.
  public static let isAbsent = "ngspice is not installed; install it with: apt-get install ngspice"

  /// Runs a deck in a folder of its own.
  /// - Returns: what it printed, and the content of a file that the deck writes.
  public static func run(_ deck: String, writing file: String? = nil) throws -> (printed: String, written: String) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mortal-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(deck.utf8).write(to: folder.appendingPathComponent("deck.cir"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path ?? "")
    process.arguments = ["-b", "deck.cir"]
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let printed = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let written = try file.map { try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8) }
    return (printed, written ?? "")
  }

  /// Runs a deck that prints `i(vout0)`, `i(vout1)`…
  /// - Returns: these currents in ampere; NaN for one that it did not print.
  public static func outputs(of deck: String, count: Int) throws -> [Double] {
    var currents: [String: Double] = [:]
    for line in try run(deck).printed.split(separator: "\n") where line.contains("=") {
      let parts = line.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2 { currents[parts[0].lowercased()] = Double(parts[1]) }
    }
    return (0..<count).map { currents["i(vout\($0))"] ?? .nan }
  }
}
