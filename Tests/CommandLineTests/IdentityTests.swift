import Foundation
import Testing

/// Results belong to what they were made of: to contents, not to paths, and to the process that asked for them.
@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct IdentityTests {
  private static let experiment = """
    name: small
    question: Whose is it?
    data: {train: 300, validation: 0, test: 200}
    network: {hidden: [8]}
    chip: {card: mine.yaml}
    learner: {name: ff-in-situ, epochs: 1}
    sweep: {chips: 1...4}

    """

  private func prepare() throws -> ScratchFolder {
    let folder = try ScratchFolder()
    try Data(Self.experiment.utf8).write(to: folder.url("small.yaml"))
    try FileManager.default.copyItem(
      at: Program.repository.appendingPathComponent("Devices/ecram-tang2018.yaml"), to: folder.url("mine.yaml"))
    return folder
  }

  private func run(_ folder: ScratchFolder, _ output: String, _ more: [String] = []) throws -> Program.Outcome {
    try Program.run(
      ["run", "small.yaml", "--output", output, "--no-report"] + more, in: folder.folder)
  }

  private func errors(_ folder: ScratchFolder, _ output: String) throws -> [String] {
    let csv = folder.path(output + ".csv")
    #expect(try Program.run(["export", folder.path(output), "--output", csv]).status == 0)
    return try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n").filter { $0.contains(",testError,") }
      .map { String($0.split(separator: ",")[6]) }
  }

  /// Puts another card's content behind the same path.
  private func changeCard(_ folder: ScratchFolder, to card: String = "rram-gong2018") throws {
    try FileManager.default.removeItem(at: folder.url("mine.yaml"))
    try FileManager.default.copyItem(
      at: Program.repository.appendingPathComponent("Devices/\(card).yaml"), to: folder.url("mine.yaml"))
  }

  @Test func aChangedCardIsAnotherRun() throws {
    let folder = try prepare()
    #expect(try run(folder, "kept").status == 0)
    let before = try errors(folder, "kept")
    let again = try run(folder, "kept")
    #expect(again.errors.contains("4 of 4 runs complete, 4 of them before"))
    try changeCard(folder)
    let changed = try run(folder, "kept")
    #expect(changed.status == 0)
    #expect(
      changed.errors.contains(
        "chip.card mine.yaml has changed since: 4 finished runs made with it as it was stay under their own identity; "
          + "4 runs to do"), "\(changed.errors)")
    #expect(try run(folder, "fresh").status == 0)
    #expect(try errors(folder, "kept") == errors(folder, "fresh"))
    #expect(try errors(folder, "kept") != before, "another card learns otherwise")
    // The former content is what it was: nothing is done anew.
    try changeCard(folder, to: "ecram-tang2018")
    #expect(try run(folder, "kept").errors.contains("4 of 4 runs complete, 4 of them before"))
    #expect(try errors(folder, "kept") == before)
  }

  @Test func changedDataAreAnotherRun() throws {
    let folder = try prepare()
    func export(_ seed: Int) throws {
      try? FileManager.default.removeItem(at: folder.url("set"))
      #expect(
        try Program.run([
          "dataset", "export", "--output", folder.path("set"), "--train", "300", "--test", "200", "--seed", "\(seed)",
        ]).status == 0)
    }
    let data = ["--set", "data.source=set"]
    try export(1)
    #expect(try run(folder, "out", data).status == 0)
    let before = try errors(folder, "out")
    try export(2)
    let changed = try run(folder, "out", data)
    #expect(changed.errors.contains("data.source set has changed since: 4 finished runs"), "\(changed.errors)")
    #expect(try errors(folder, "out") != before)
    try FileManager.default.removeItem(at: folder.url("set"))
    for command in [["experiment", "check", "small.yaml"], ["run", "small.yaml", "--output", "out"]] {
      #expect(try Program.run(command + data, in: folder.folder).status == 66)
    }
  }

  @Test func aSavedTrainingKnowsItsCard() throws {
    let folder = try prepare()
    let training = [
      "train", "--card", "mine.yaml", "--hidden", "8", "--train", "60", "--validation", "0", "--test", "40", "--save",
      "t",
    ]
    #expect(try Program.run(training + ["--epochs", "1"], in: folder.folder).status == 0)
    try changeCard(folder)
    for command in [["train", "--load", "t", "--epochs", "2"], ["evaluate", "--load", "t"]] {
      let outcome = try Program.run(command, in: folder.folder)
      #expect(
        outcome.status == 65 && outcome.errors.contains("made with another chip.card: mine.yaml has changed since"))
    }
  }

  /// Two processes with other settings in one folder: each tells of its own runs, and both are kept.
  @Test func processesKeepToTheirOwnRuns() throws {
    let folder = try prepare()
    let rates = ["0.01", "0.3"]
    let alone = try rates.map { rate -> [String] in
      #expect(try run(folder, "alone\(rate)", ["--set", "learner.rate=\(rate)"]).status == 0)
      return try errors(folder, "alone\(rate)")
    }
    let processes = try rates.map {
      try MeasuredProcess.start(
        ["run", "small.yaml", "--output", "both", "--set", "learner.rate=\($0)"], in: folder.folder.path,
        output: folder.path("out\($0)"))
    }
    for process in processes { #expect(process.end().code == 0) }
    for (rate, expected) in zip(rates, alone) {
      let csv = folder.path("both\(rate).csv")
      let name = "small (learner.rate=\(rate))"
      #expect(
        try Program.run(["export", folder.path("both"), "--experiment", name, "--output", csv]).status == 0)
      let found = try String(contentsOfFile: csv, encoding: .utf8).split(separator: "\n")
        .filter { $0.contains(",testError,") }.map { String($0.split(separator: ",")[6]) }
      #expect(found == expected)
      let told = try String(contentsOfFile: folder.path("out\(rate)"), encoding: .utf8)
      let mean = 100 * expected.compactMap { Double($0) }.reduce(0, +) / 4
      #expect(told.contains(String(format: "%.2f [", mean)), "\(told)")
    }
    let reports = try FileManager.default.subpathsOfDirectory(atPath: folder.path("both"))
      .filter { $0.hasSuffix("report.html") }
    #expect(reports.count == 2, "no report takes the place of the other: \(reports)")
  }

  /// A file that is changed while a process is at work on it: that process goes on with what it began.
  @Test func aChangedFileIsToldOf() throws {
    let folder = try prepare()
    #expect(try run(folder, "out").status == 0)
    try Data(Self.experiment.replacing("epochs: 1", with: "epochs: 2").utf8).write(to: folder.url("small.yaml"))
    let changed = try run(folder, "out")
    #expect(changed.status == 0)
    #expect(changed.errors.contains("'small' was here with another configuration: 4 of its runs stay in the store"))
  }

  @Test func reportsAtOnceAreWhole() throws {
    let folder = try prepare()
    #expect(try run(folder, "out").status == 0)
    let processes = try (0..<3).map { _ in try MeasuredProcess.start(["report", "out"], in: folder.folder.path) }
    for process in processes { #expect(process.end().code == 0) }
    let page = try String(contentsOf: folder.url("out/report.html"), encoding: .utf8)
    #expect(page.contains("</html>"))
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path("out/figures")) {
      let content = try Data(contentsOf: folder.url("out/figures/" + name))
      if name.hasSuffix(".svg") { #expect(String(decoding: content.suffix(12), as: UTF8.self).contains("</svg>")) }
      #expect(!name.hasSuffix(".part"))
    }
  }

  /// What was made with what stands with each run, and mixing is named.
  @Test func kernelsAreRecorded() throws {
    let folder = try prepare()
    func run(_ core: String, _ more: [String]) throws -> Program.Outcome {
      try Program.run(
        ["run", "small.yaml", "--output", "out"] + more, in: folder.folder, environment: ["OPENBLAS_CORETYPE": core])
    }
    #expect(try run("HASWELL", ["--no-report", "--set", "sweep.chips=1...2"]).status == 0)
    #expect(try run("SANDYBRIDGE", ["--no-report", "--set", "sweep.chips=1...4"]).status == 0)
    let outcome = try Program.run([
      "export", folder.path("out"), "--experiment", "small (sweep.chips=1...4)", "--output", folder.path("out.csv"),
    ])
    #expect(outcome.errors.contains("different versions of the program or kernels of OpenBLAS"), "\(outcome.errors)")
    let lines = try String(contentsOf: folder.url("out.csv"), encoding: .utf8).split(separator: "\n")
    #expect(lines[0].hasSuffix(",program,kernels"))
    #expect(lines.contains { $0.hasSuffix(",Haswell") } && lines.contains { $0.hasSuffix(",Sandybridge") })
  }
}
