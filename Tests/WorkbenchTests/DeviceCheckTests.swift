import Foundation
import Testing
import Workbench

/// The check must agree with the shipped cards and find a card whose numbers are a few percent wrong.
struct DeviceCheckTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../Devices").standardizedFileURL.path

  private func path(_ name: String) -> String { "\(Self.folder)/\(name).yaml" }

  /// A copy of a card with one text replaced, in a folder of its own.
  private func damaged(_ name: String, _ old: String, _ new: String) throws -> String {
    let text = try String(contentsOfFile: path(name), encoding: .utf8)
    try #require(text.contains(old))
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("\(name).yaml")
    try text.replacingOccurrences(of: old, with: new).write(to: file, atomically: true, encoding: .utf8)
    return file.path
  }

  @Test func shippedCardsAgree() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter { $0.hasSuffix(".yaml") }
    let check = try DeviceCheck(cards: files.sorted().map { "\(Self.folder)/\($0)" }, draws: 100_000, seed: 1)
    #expect(check.passed, "\(check.lines.filter { !$0.agrees }.map(\.text))")
    #expect(check.lines.count > 200)
    #expect(check.cardsWithoutPoints == ["ideal"])
    #expect(!check.figures.isEmpty)
  }

  /// n = 100 000: every one of these is 5 % of one published coefficient.
  @Test(arguments: [
    ("pcm-joshi2020", "[0.26348, 1.9650, -1.1731]", "[0.276654, 2.06325, -1.231755]", "programmingDeviation"),
    ("pcm-joshi2020", "power: [0.0088, -0.65]", "power: [0.00924, -0.65]", "readDeviation"),
    ("pcm-joshi2020", "atLeast: 0.049, atMost: 0.1", "atLeast: 0.05145, atMost: 0.1", "agedMean"),
    ("rram-cmo-hfox2025", "deviationOffset: 0.41183342 uS", "deviationOffset: 0.432425 uS", "agedDeviation"),
    ("rram-milo2021", "cubic: [1.2968e-3,", "cubic: [1.36164e-3,", "current"),
    ("sonos-40nm-2022", "saturating: [12.58037,", "saturating: [13.20939,", "readDeviation"),
    ("ecram-tang2018", "slopeDown: 0.5085", "slopeDown: 0.533925", "afterPulsesDown"),
    ("rram-alox-hfo2-woo2016", "sigma: 0.05}", "sigma: 0.0525}", "cycleDeviation"),
  ])
  func fivePercentIsFound(_ name: String, _ old: String, _ new: String, _ quantity: String) throws {
    let check = try DeviceCheck(cards: [try damaged(name, old, new)], draws: 100_000, seed: 1)
    #expect(!check.passed)
    #expect(check.lines.contains { !$0.agrees && $0.quantity == quantity })
  }

  @Test func sameSeedSameLines() throws {
    let first = try DeviceCheck(cards: [path("rram-milo2021")], draws: 2_000, seed: 5)
    #expect(try first == DeviceCheck(cards: [path("rram-milo2021")], draws: 2_000, seed: 5))
    #expect(try first != DeviceCheck(cards: [path("rram-milo2021")], draws: 2_000, seed: 6))
    #expect(throws: WorkbenchError.self) { try DeviceCheck(cards: [path("ideal")], draws: 10, seed: 1) }
  }

  @Test func descriptionsHoldEveryValue() throws {
    let description = try DeviceDescription(nameOrPath: path("pcm-joshi2020"))
    #expect(description.values["window.gMax"] == "25 uS")
    #expect(description.values["programming.spread.polynomial[1]"] == "1.965")
    #expect(description.defaults.contains("readNoise.includedInSpread"))
    #expect(description.sources.contains { $0.doi == "10.1038/s41467-020-16108-9" })
    let encoded = try JSONEncoder().encode(description)
    #expect(try JSONDecoder().decode(DeviceDescription.self, from: encoded) == description)
  }
}
