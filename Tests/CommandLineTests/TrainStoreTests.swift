import Foundation
import TestSupport
import Testing

/// `mortal train --output`: the run that `mortal run` makes, in the same store.
@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct TrainStoreTests {
  private static let fields = [
    "data.train=300", "data.validation=60", "data.test=80", "network.hidden=[30, 20]", "chip.serial=3",
    "learner.epochs=3",
  ]

  private func rows(_ folder: String) throws -> [String] {
    let outcome = try Program.run(["export", folder, "--output", folder + ".csv"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try String(contentsOfFile: folder + ".csv", encoding: .utf8).split(separator: "\n").map(String.init)
  }

  /// Learners on the chip, and one that is trained digitally and written: the numbers of `train` are those of `run`.
  @Test(arguments: ["ff-in-situ", "bp-offline"]) func isTheRunOfAnExperiment(learner: String) throws {
    let folder = try ScratchFolder()
    let (trained, ran) = (folder.path("trained"), folder.path("ran"))
    let sets = Self.fields.flatMap { ["--set", $0] }
    let training = try Program.run(["train", "--learner", learner, "--output", trained] + sets)
    #expect(training.status == 0, "\(training.errors)")
    #expect(training.output.contains("report: "))
    #expect(FileManager.default.fileExists(atPath: trained + "/report.html"))

    let file = folder.path("experiment.yaml")
    let fields = Self.fields.map { $0.replacing("=", with: ": ") + "\n" }.joined()
    try "name: plain\nquestion: The same?\nlearner.name: \(learner)\n\(fields)".write(
      toFile: file, atomically: true, encoding: .utf8)
    let run = try Program.run(["run", file, "--output", ran, "--no-report"])
    #expect(run.status == 0, "\(run.errors)")

    let (mine, theirs) = (try columns(rows(trained)), try columns(rows(ran)))
    #expect(mine["run"] == theirs["run"], "one identity")
    #expect(mine["metric"]?.filter { $0 == "epochTestError" }.count == 3)
    #expect(mine["metric"]?.contains("testError") == true)
    for name in ["metric", "step", "value"] { #expect(theirs[name] == mine[name], "\(name)") }

    let again = try Program.run(["train", "--learner", learner, "--output", trained] + sets)
    #expect(again.status == 0)
    #expect(again.errors.contains("there already"))
  }

  private func columns(_ rows: [String]) throws -> [String: [String]] {
    let names = try #require(rows.first).split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var columns: [String: [String]] = [:]
    for row in rows.dropFirst() {
      for (name, value) in zip(names, row.split(separator: ",", omittingEmptySubsequences: false)) {
        columns[name, default: []].append(String(value))
      }
    }
    return columns
  }
}
