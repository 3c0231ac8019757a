import Foundation
import Testing

/// Shares of an experiment, by hand and by Slurm, through the program.
@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct SharesTests {
  /// 40 short runs.
  static let experiment = """
    name: forty
    question: Do shares change the numbers?
    data: {train: 60, validation: 0, test: 40}
    network: {hidden: [8]}
    learner: {name: ff-digital, epochs: 1}
    sweep:
      seeds: 1...40

    """

  private func export(_ folder: ScratchFolder, _ name: String) throws -> String {
    let outcome = try Program.run(["export", folder.path(name), "--output", folder.path(name + ".csv")])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try String(contentsOf: folder.url(name + ".csv"), encoding: .utf8)
  }

  private func prepare(_ text: String = experiment) throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try Data(text.utf8).write(to: folder.url("forty.yaml"))
    let outcome = try Program.run(["run", folder.path("forty.yaml"), "--output", folder.path("plain"), "--no-report"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return folder
  }

  @Test func sharesEqualAPlainRun() throws {
    let folder = try prepare()
    func share(_ text: String) throws -> Program.Outcome {
      try Program.run(["run", folder.path("forty.yaml"), "--output", folder.path("shared"), "--share", text])
    }
    for number in [3, 1] { #expect(try share("\(number)/4").status == 0) }
    let early = try Program.run(["merge", folder.path("shared"), "--no-report"])
    #expect(early.status == 1 && early.output.contains("forty: 20 complete and 0 failed runs taken over from 2 shares"))
    for number in [2, 4] { #expect(try share("\(number)/4").status == 0) }
    let status = try Program.run(["status", folder.path("shared")])
    #expect(status.output.contains("forty: 40 of 40 runs complete in 4 shares; 20 to be merged"), "\(status.output)")
    let late = try Program.run(["merge", folder.path("shared")])
    #expect(late.status == 0 && late.output.contains("report.html"), "\(late.errors)")
    #expect(try export(folder, "shared") == export(folder, "plain"))
    for (text, status) in [("0/4", Int32(64)), ("x", 64)] { #expect(try share(text).status == status) }
    #expect(try Program.run(["merge", folder.path("nowhere")]).status == 66)
  }

  @Test func dryRunPrintsTheScripts() throws {
    let folder = try ScratchFolder()
    try Data(Self.experiment.utf8).write(to: folder.url("forty.yaml"))
    let outcome = try Program.run([
      "run", folder.path("forty.yaml"), "--output", folder.path("out"), "--slurm", "--tasks", "8", "--time", "90min",
      "--dry-run", "--set", "learner.epochs=2",
    ])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("#SBATCH --array=1-8\n") && outcome.output.contains("#SBATCH --time=90\n"))
    #expect(outcome.output.contains("--set learner.epochs=2"))
    #expect(outcome.errors.contains("8 of 8 tasks, up to 5 runs each"))
    #expect(!FileManager.default.fileExists(atPath: folder.path("out")))
  }

  /// The real thing, on this machine and on the loopback interface only: an array of 4 tasks, two of which are killed.
  /// Every wait inside has an end, so that nothing can hold up the suite; a few seconds where Slurm works.
  @Test(.enabled(if: Slurm.isInstalled, "no Slurm here; as root: make test-tools"))
  func slurmEqualsAPlainRun() throws {
    // Longer runs, so that there is something to kill.
    let folder = try prepare(
      Self.experiment.replacing("train: 60", with: "train: 6000").replacing("[8]", with: "[60]"))
    let slurm = try Slurm()
    defer { slurm.stop() }
    func submit(_ options: [String]) throws -> Program.Outcome {
      try Program.run(
        ["run", folder.path("forty.yaml"), "--output", folder.path("cluster"), "--slurm", "--tasks", "4"] + options,
        environment: slurm.environment, limit: 120)
    }
    let first = try submit([])
    #expect(first.status == 0 && first.output.hasPrefix("submitted 4 tasks as job "), "\(first.errors)")
    let job = try #require(first.output.split(separator: " ").dropFirst(5).first).dropLast()
    #expect(try submit([]).errors.contains("still in the queue"))
    func status() throws -> String {
      try Program.run(["status", folder.path("cluster")], environment: slurm.environment, limit: 60).output
    }
    // Both have begun, and have not done all: their stores are there. Asking `status` would take longer than they have.
    try slurm.waitUntil { _ in
      [1, 2].allSatisfy { task in
        FileManager.default.fileExists(atPath: folder.path("cluster/shares/forty/\(task)-of-4/results.sqlite"))
      }
    }
    for task in [1, 2] { try slurm.run("scancel", ["--signal=KILL", "--full", "\(job)_\(task)"]) }
    try slurm.waitUntil { $0.isEmpty }
    let between = try status()
    // On a busy machine one of them may have been done before the kill came, or killed before it had entered its runs.
    #expect(["1/4", "2/4"].contains { between.contains("share \($0): ") }, "\(between)")
    #expect(!between.contains("forty: 40 of 40"), "\(between)")
    let second = try submit(["--wait"])
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output.contains("report: "), "\(second.output)")
    #expect(try export(folder, "cluster") == export(folder, "plain"))
    #expect(try submit([]).output.contains("report: "), "nothing is missing any more")
  }
}
