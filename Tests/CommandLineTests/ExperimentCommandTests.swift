import Foundation
import Matrices
import Testing

@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct ExperimentCommandTests {
  /// Two cells on one word line, by hand: 1 V over 1 ohm to the first node, 10 kΩ and a bit segment of 1 ohm to ground
  /// there, another ohm to the second node.
  @Test func wiresSolveIsExact() throws {
    let folder = try ScratchFolder()
    try Data("10000,20000\n".utf8).write(to: folder.url("R.csv"))
    try Data("1\n".utf8).write(to: folder.url("V.csv"))
    let outcome = try Program.run([
      "wires", "solve", "--resistances", folder.path("R.csv"), "--voltages", folder.path("V.csv"),
      "--word-resistance", "1",
      "--bit-resistance", "1", "--output", folder.path("I.csv"),
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    let currents = try String(contentsOf: folder.url("I.csv"), encoding: .utf8)
      .split(whereSeparator: { ",\n".contains($0) }).compactMap { Double($0) }
    // Node 1: (1 − u)/1 = u/10001 + (u − v)/1; node 2: (u − v)/1 = v/20001.
    let second = 20001.0 / 20002
    let u = 1 / (1 + 1 / 10001.0 + 1 - second)
    #expect(currents.count == 2)
    #expect(abs(currents[0] - u / 10001) < 1e-12 * u / 10001 * 10)
    #expect(abs(currents[1] - u * second / 20001) < 1e-12 * u / 20001 * 10)
  }

  @Test func wiresSolveNamesBadInput() throws {
    let folder = try ScratchFolder()
    try Data("1e4,2e4\n1e4,1e4\n".utf8).write(to: folder.url("R.csv"))
    try Data("1,2\n3\n".utf8).write(to: folder.url("ragged.csv"))
    try Data("1\n2\n".utf8).write(to: folder.url("V.csv"))
    try Data("1\n2\n3\n".utf8).write(to: folder.url("V3.csv"))
    func solve(_ r: String, _ v: String, _ word: String) throws -> Program.Outcome {
      try Program.run([
        "wires", "solve", "--resistances", folder.path(r), "--voltages", folder.path(v), "--word-resistance=\(word)",
        "--bit-resistance", "1", "--output", folder.path("I.csv"),
      ])
    }
    for (r, v, word, status) in [
      ("R.csv", "V3.csv", "1", Int32(65)), ("ragged.csv", "V.csv", "1", 65), ("absent.csv", "V.csv", "1", 66),
      ("R.csv", "V.csv", "-1", 64), ("R.csv", "V.csv", "nan", 64),
    ] {
      let outcome = try solve(r, v, word)
      #expect(outcome.status == status, "\(r) \(v) \(word): \(outcome.status) \(outcome.errors)")
      #expect(!outcome.errors.isEmpty && !FileManager.default.fileExists(atPath: folder.path("I.csv")))
    }
  }

  @Test func digitsAreDescribed() throws {
    let outcome = try Program.run(["dataset", "info", "digits", "--train", "300", "--test", "100"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("300 of 28 x 28 pixels, 10 classes") && outcome.output.contains("100 of 28 x 28"))
    #expect(outcome.output.components(separatedBy: "sha256:").count == 3)
    #expect(try Program.run(["dataset", "info", "digits", "--train", "300", "--test", "100"]).output == outcome.output)
    #expect(
      try Program.run(["dataset", "info", "digits", "--train", "300", "--test", "100", "--seed", "2"]).output
        != outcome.output)
    #expect(try Program.run(["dataset", "info", "/nowhere"]).status == 66)
  }

  /// JSON without the times that things took.
  private func timeless(_ json: Any) -> NSObject {
    if let object = json as? [String: Any] {
      let kept = object.filter { !$0.key.lowercased().contains("seconds") }
      return NSDictionary(dictionary: kept.mapValues { timeless($0) })
    }
    if let list = json as? [Any] { return NSArray(array: list.map { timeless($0) }) }
    return (json as? NSObject) ?? NSNull()
  }

  /// A small comparison of all learners: one run at a time and two at a time write the same results.
  @Test func jobsDoNotChangeTheNumbers() throws {
    let folder = try ScratchFolder()
    var results: [NSObject] = []
    for jobs in [1, 2] {
      let outcome = try Program.run([
        "compare", "--data", "digits", "--chips", "2", "--hidden", "20", "--train", "200", "--validation", "50",
        "--test", "50", "--epochs", "1", "--rates", "1", "--jobs", "\(jobs)", "--output", folder.path("out\(jobs)"),
      ])
      #expect(outcome.status == 0, "\(outcome.errors)")
      let json = try JSONSerialization.jsonObject(with: Data(contentsOf: folder.url("out\(jobs)/results.json")))
      let rows = try #require((json as? [String: Any])?["rows"] as? [[String: Any]])
      #expect(Set(rows.compactMap { $0["arm"] as? String }).count >= 9)
      results.append(timeless(json))
    }
    #expect(results[0].isEqual(results[1]))
  }

  @Test func comparisonsNameBadInput() throws {
    let folder = try ScratchFolder()
    for (options, status) in [
      (["--jobs", "0"], Int32(64)), (["--card", "nope"], 66), (["--data", "/nowhere"], 66),
      (["--arms", "ff-magic"], 64),
      (["--card", "pcm-joshi2020"], 65), (["--hidden", "0"], 64), (["--write", "gently"], 64),
    ] {
      let outcome = try Program.run(
        [
          "compare", "--hidden", "5", "--train", "50", "--validation", "10", "--test", "10", "--epochs", "1", "--chips",
          "1",
          "--output", folder.path("out"),
        ] + options)
      #expect(outcome.status == status, "\(options): \(outcome.status) \(outcome.errors)")
      #expect(!outcome.errors.isEmpty)
    }
  }
}
