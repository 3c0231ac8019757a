import Foundation
import Matrices
import NumPyFiles
import Testing

@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct DeviceCommandTests {
  @Test func listsTheShippedCards() throws {
    let text = try Program.run(["device", "list"])
    #expect(text.status == 0)
    let json = try Program.run(["device", "list", "--json"])
    let cards = try #require(
      try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
    let names = cards.compactMap { $0["id"] as? String }
    #expect(names.count >= 16 && names == names.sorted())
    for name in ["ideal", "pcm-joshi2020", "rram-neurram-wan2022", "ecram-tang2018"] {
      #expect(names.contains(name) && text.output.contains(name))
    }
  }

  @Test func showsACardWithItsSources() throws {
    let text = try Program.run(["device", "show", "pcm-joshi2020"])
    #expect(text.status == 0)
    for part in ["10.1038/s41467-020-16108-9", "25 uS"] {
      #expect(text.output.contains(part), "\(part)")
    }
    let json = try Program.run(["device", "show", "pcm-joshi2020", "--json"])
    #expect(json.status == 0)
    #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])
    // A card by its path is the same card.
    let path = Program.repository.appendingPathComponent("Devices/pcm-joshi2020.yaml").path
    #expect(try Program.run(["device", "show", path]).output.contains("10.1038/s41467-020-16108-9"))
  }

  @Test func printsEveryFieldOfACard() throws {
    let page = try Program.run(["device", "schema", "--markdown"])
    #expect(page.status == 0)
    #expect(
      try page.output
        == String(contentsOf: Program.repository.appendingPathComponent("docs/card-fields.md"), encoding: .utf8))
    let text = try Program.run(["device", "schema"])
    #expect(text.status == 0 && text.output.contains("  pulse.deviceToDevice.step    (number; 0.0; 0...10)"))
  }

  @Test func unknownCardsAreMissingInput() throws {
    let outcome = try Program.run(["device", "show", "pcm-joshi2021"])
    #expect(outcome.status == 66 && outcome.errors.contains("pcm-joshi2020"), "names the nearest: \(outcome.errors)")
    #expect(outcome.output.isEmpty)
    #expect(try Program.run(["device", "show", "/nowhere/card.yaml"]).status == 66)
  }

  /// A faulty card is bad data, named with its line.
  @Test func faultyCardsNameTheirLine() throws {
    let folder = try ScratchFolder()
    let good = try String(
      contentsOf: Program.repository.appendingPathComponent("Devices/ideal.yaml"), encoding: .utf8)
    let bad = good.replacingOccurrences(of: "gMax: 25 uS", with: "gMax: 25 V")
    #expect(bad != good)
    try Data(bad.utf8).write(to: folder.url("bad.yaml"))
    let lines = bad.split(separator: "\n", omittingEmptySubsequences: false)
    let line = (lines.firstIndex { $0.contains("25 V") } ?? -1) + 1
    let outcome = try Program.run(["device", "show", folder.path("bad.yaml")])
    #expect(outcome.status == 65 && outcome.errors.contains("bad.yaml:\(line):"), "\(outcome.errors)")
  }

  /// Samples are Float32 [count]; the same seed gives the same file, another one another; 20,000 devices have the mean
  /// and spread of the published law within 5 standard errors.
  @Test func samplesFollowTheCard() throws {
    let folder = try ScratchFolder()
    func sample(_ seed: Int, _ name: String) throws -> (shape: [Int], values: [Double]) {
      let outcome = try Program.run([
        "device", "sample", "pcm-joshi2020", "--target", "12.5uS", "--count", "20000", "--seed", "\(seed)", "--output",
        folder.path(name),
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      return try NPY.readDoubles(folder.path(name))
    }
    let (shape, values) = try sample(1, "a.npy")
    #expect(shape == [20000])
    #expect(try sample(1, "b.npy").values == values)
    #expect(try sample(2, "c.npy").values != values)
    let mean = values.reduce(0, +) / 20000
    let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 19999).squareRoot()
    // At the card's earliest time, 20 s: the programming spread at half of the window, and 1/f noise of
    // Q = 0.0088 / 0.5^0.65 times the conductance, grown by the root of ln((20 s + 250 ns) / 500 ns).
    let read = 12.5 * 0.0088 / pow(0.5, 0.65) * log((20 + 250e-9) / 500e-9).squareRoot()
    let expected = (0.952705 * 0.952705 + read * read).squareRoot()
    #expect(abs(mean - 12.5) < 5 * expected / 20000.0.squareRoot())
    #expect(abs(deviation - expected) < 5 * expected / 40000.0.squareRoot())
  }

  @Test func pulseTrainsHaveTheirShape() throws {
    let folder = try ScratchFolder()
    let outcome = try Program.run([
      "device", "pulse", "ecram-tang2018", "--up", "30", "--down", "20", "--devices", "40", "--output",
      folder.path("curves.npy"),
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let (shape, values) = try NPY.readDoubles(folder.path("curves.npy"))
    #expect(shape == [40, 51])
    // Up, then down again, on average.
    func mean(_ column: Int) -> Double { (0..<40).reduce(0) { $0 + values[$1 * 51 + column] } / 40 }
    #expect(mean(30) > mean(0) && mean(50) < mean(30))
    let without = try Program.run([
      "device", "pulse", "pcm-joshi2020", "--up", "3", "--down", "2", "--output", folder.path("none.npy"),
    ])
    #expect(without.status == 65 && without.errors.contains("ecram-tang2018"), "names cards that have pulses")
    #expect(!FileManager.default.fileExists(atPath: folder.path("none.npy")))
  }

  @Test func impossibleRequestsAreRefused() throws {
    let folder = try ScratchFolder()
    for arguments in [
      ["--target", "5"], ["--target", "5V"], ["--target", "-5uS"], ["--target", "5uS", "--count", "0"],
      ["--target", "5uS", "--temperature", "-3K"], ["--target", "5uS", "--at", "-1s"],
    ] {
      let outcome = try Program.run(
        ["device", "sample", "pcm-joshi2020"] + arguments + ["--output", folder.path("g.npy")])
      #expect(outcome.status == 64 || outcome.status == 65, "\(arguments): \(outcome.status)")
      #expect(!outcome.errors.isEmpty && !FileManager.default.fileExists(atPath: folder.path("g.npy")))
    }
  }
}
