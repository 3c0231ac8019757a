import Foundation
import Testing

/// `kill -9` at any moment: nothing that was finished is lost, nothing is counted twice, and what comes out in the end is
/// what an uninterrupted process gives.
///
/// A few kills in every run of the tests; `make nightly` takes a hundred of each kind (`MORTAL_KILLS=N` any number).
@Suite(.serialized, .enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct KillTests {
  private static var kills: Int {
    let environment = ProcessInfo.processInfo.environment
    return environment["MORTAL_KILLS"].flatMap { Int($0) } ?? (environment["MORTAL_NIGHTLY"] == nil ? 3 : 100)
  }

  private func export(_ folder: ScratchFolder, _ name: String) throws -> String {
    let outcome = try Program.run(["export", folder.path(name), "--output", folder.path(name + ".csv")])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try String(contentsOf: folder.url(name + ".csv"), encoding: .utf8)
  }

  /// Starts a command again and again, each time until it has ended or a random moment before `longest`.
  /// - Parameter afterwards: looks at what is there after a kill.
  /// - Returns: kills that met a living process, and the code of the last one, which ended by itself.
  private func harass(
    _ arguments: [String], in folder: ScratchFolder, longest: Double, kills wanted: Int, seed: UInt64,
    afterwards: () throws -> Void
  ) throws -> (kills: Int, code: Int32) {
    var random = Mutator(seed: seed)
    var kills = 0
    while kills < wanted {
      let process = try MeasuredProcess.start(arguments, in: folder.folder.path)
      usleep(UInt32(5_000 + random.below(Int(longest * 1e6))))
      let wasAtWork = process.isAtWork
      if wasAtWork { process.stop() }
      let ending = process.end()
      guard wasAtWork, ending.code == 128 + SIGKILL else { return (kills, ending.code) }
      kills += 1
      try afterwards()
    }
    return (kills, try MeasuredProcess.start(arguments, in: folder.folder.path).end(within: 600).code)
  }

  private func complete(_ folder: ScratchFolder, _ name: String) throws -> Int {
    let status = try Program.run(["status", folder.path(name)])
    guard status.status == 0 else { return 0 }
    #expect(!status.output.contains("running"), "nobody runs: \(status.output)")
    return status.output.firstMatch(of: /: (\d+) of/).flatMap { Int($0.1) } ?? 0
  }

  @Test func runsGoOn() throws {
    let folder = try ScratchFolder()
    let text = CompositionProgram.experiment.replacing("1...8", with: "1...4")
    try Data(text.utf8).write(to: folder.url("short.yaml"))
    func arguments(_ output: String) -> [String] {
      ["run", folder.path("short.yaml"), "--output", folder.path(output), "--no-report", "--jobs", "2"]
    }
    #expect(try MeasuredProcess.start(arguments("whole"), in: folder.folder.path).end(within: 600).code == 0)
    let whole = try export(folder, "whole")
    var (kills, rounds) = (0, 0)
    while kills < Self.kills {
      rounds += 1
      var before = 0
      let name = "killed-\(rounds)"
      let found = try harass(
        arguments(name), in: folder, longest: 1.2, kills: Self.kills - kills, seed: UInt64(rounds)
      ) {
        guard FileManager.default.fileExists(atPath: folder.path(name + "/results.sqlite")) else { return }
        let now = try complete(folder, name)
        #expect(now >= before, "\(before) runs were complete, now \(now)")
        before = now
      }
      kills += found.kills
      #expect(found.code == 0)
      #expect(try export(folder, name) == whole)
    }
    print("kill run: \(kills) kills in \(rounds) experiments of 12 runs; exports equal")
  }

  @Test func trainingsGoOn() throws {
    let folder = try ScratchFolder()
    func arguments(_ output: String) -> [String] {
      [
        "train", "--learner", "ff-in-situ", "--hidden", "40,30", "--train", "300", "--validation", "60", "--test", "80",
        "--epochs", "20", "--serial", "3", "--threads", "1", "--save", folder.path(output),
      ]
    }
    #expect(try MeasuredProcess.start(arguments("whole"), in: folder.folder.path).end(within: 600).code == 0)
    let whole = try Data(contentsOf: folder.url("whole"))
    var (kills, rounds) = (0, 0)
    while kills < Self.kills {
      rounds += 1
      let name = "killed-\(rounds)"
      let found = try harass(
        arguments(name), in: folder, longest: 0.6, kills: Self.kills - kills, seed: UInt64(1000 + rounds)
      ) {}
      kills += found.kills
      #expect(found.code == 0)
      #expect(try Data(contentsOf: folder.url(name)) == whole)
    }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.folder.path).filter { $0.hasSuffix(".part") }
    #expect(left.isEmpty, "what a kill leaves is cleared by the next write: \(left)")
    print("kill train: \(kills) kills in \(rounds) trainings of 20 epochs; files equal to the last bit")
  }

  @Test func mergesGoOn() throws {
    let folder = try ScratchFolder()
    try Data(SharesTests.experiment.utf8).write(to: folder.url("forty.yaml"))
    func run(_ arguments: [String]) throws {
      #expect(try MeasuredProcess.start(arguments, in: folder.folder.path).end(within: 600).code == 0)
    }
    try run(["run", folder.path("forty.yaml"), "--output", folder.path("whole"), "--no-report"])
    let whole = try export(folder, "whole")
    for share in 1...8 {
      try run(["run", folder.path("forty.yaml"), "--output", folder.path("shares"), "--share", "\(share)/8"])
    }
    var (kills, rounds) = (0, 0)
    while kills < Self.kills {
      rounds += 1
      let name = "killed-\(rounds)"
      try FileManager.default.copyItem(at: folder.url("shares"), to: folder.url(name))
      let found = try harass(
        ["merge", folder.path(name), "--no-report"], in: folder, longest: 0.08, kills: Self.kills - kills,
        seed: UInt64(2000 + rounds)
      ) {}
      kills += found.kills
      #expect(found.code == 0)
      #expect(try export(folder, name) == whole)
    }
    print("kill merge: \(kills) kills in \(rounds) merges of 8 shares with 40 runs; exports equal")
  }
}
