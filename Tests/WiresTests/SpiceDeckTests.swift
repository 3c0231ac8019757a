import Foundation
import Testing
import Units
import Wires

/// The same circuit solved by ngspice.
@Suite struct SpiceDeckTests {
  static let ngspice: String? = ["/usr/bin/ngspice", "/usr/local/bin/ngspice", "/opt/homebrew/bin/ngspice"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// Runs a deck and reads the currents of its outputs.
  static func run(_ deck: String, columns: Int) throws -> [Double] {
    let file = FileManager.default.temporaryDirectory.appending(path: "mortal-\(UUID().uuidString).cir")
    try deck.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: ngspice ?? "")
    process.arguments = ["-b", file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    var currents: [String: Double] = [:]
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.contains("=") {
      let parts = line.split(separator: "=").map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2 { currents[parts[0].lowercased()] = Double(parts[1]) }
    }
    return (0..<columns).map { currents["i(vout\($0))"] ?? .nan }
  }

  @Test(
    .enabled(if: ngspice != nil, "ngspice is not installed; install it with: apt-get install ngspice"),
    arguments: [
      ohms(word: 2.93, bit: 2.93), ohms(word: 20, bit: 5, driver: 150, sense: 80, access: 1000),
      ohms(word: 0, bit: 12, driver: 30), ohms(word: 12, bit: 0), ohms(driver: 40, sense: 10),
      ohms(word: 8, bit: 3, driver: 25, bothEnds: true),
    ])
  func agreesWithNgspice(wires: WireSpecification) throws {
    let (rows, columns) = (12, 9)
    let cells = wideCells(rows, columns)
    let inputs = (0..<rows).map { patternedUnit($0 + 40) - 0.4 }
    let deck = try SpiceDeck(conductances: cells, rows: rows, columns: columns, wires: wires, inputs: inputs)
    let simulated = try Self.run(deck.text, columns: columns)
    let transfer = try TransferMatrix.solve(conductances: cells, rows: rows, columns: columns, wires: wires)
    for column in 0..<columns {
      let expected = (0..<rows).reduce(0) { $0 + inputs[$1] * transfer[$1 * columns + column] }
      #expect(abs(simulated[column] - expected) < 1e-9 * abs(expected) + 1e-15, "bit line \(column)")
    }
  }
}
