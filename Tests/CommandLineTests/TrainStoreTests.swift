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

  /// `mortal evaluate --output`: the tests it prints are in the store, once for each saved file and each operation.
  @Test func evaluationsAreKept() throws {
    let folder = try ScratchFolder()
    let (net, trained, kept) = (folder.path("net"), folder.path("trained"), folder.path("kept"))
    let sets = Self.fields.flatMap { ["--set", $0] }
    let training = try Program.run(["train", "--learner", "ff-in-situ", "--save", net, "--output", trained] + sets)
    #expect(training.status == 0, "\(training.errors)")

    let call = ["evaluate", "--load", net, "--at", "1d", "--copy-to", "4"]
    let printed = try Program.run(call + ["--json"])
    let json = try #require(JSONSerialization.jsonObject(with: Data(printed.output.utf8)) as? [String: Any])
    let tests = try #require(json["rows"] as? [[String: Any]])
    let first = try Program.run(call + ["--output", kept, "--json"])
    #expect(first.status == 0 && first.output == printed.output, "\(first.errors)")
    let (before, after) = (try columns(rows(trained)), try columns(rows(kept)))
    func values(_ metric: String, _ rows: [String: [String]]) -> [Double] {
      zip(rows["metric"] ?? [], rows["value"] ?? []).filter { $0.0 == metric }.compactMap { Double($0.1) }
    }
    #expect(values("testError", after) == [tests[0]["testError"] as? Double])
    #expect(values("goodnessError", after) == [tests[0]["goodnessError"] as? Double])
    #expect(values("copyError", after) == [tests[1]["testError"] as? Double])
    #expect(values("epochTestError", after) == values("epochTestError", before))
    #expect(Set(after["run"] ?? []) != Set(before["run"] ?? []), "what was tested is not what was trained")

    let again = try Program.run(call + ["--output", kept])
    #expect(again.status == 0 && again.errors.contains("there already") && again.output.contains("report: "))
    let warm = try Program.run(["evaluate", "--load", net, "--temperature", "350K", "--output", kept])
    #expect(warm.status == 0 && !warm.errors.contains("there already"), "\(warm.errors)")
    // The same file name with another net in it is another run.
    let more = try Program.run(["train", "--load", net, "--save", net + "2", "--epochs", "4"])
    #expect(more.status == 0, "\(more.errors)")
    try FileManager.default.removeItem(atPath: net)
    try FileManager.default.moveItem(atPath: net + "2", toPath: net)
    let other = try Program.run(call + ["--output", kept])
    #expect(other.status == 0 && !other.errors.contains("there already"), "\(other.errors)")

    let status = try Program.run(["status", kept])
    #expect(status.output.components(separatedBy: "evaluation of ff-in-situ on chip 3").count == 4, "\(status)")
    let refused = try Program.run(call + ["--output", net])
    #expect(refused.status != 0 && refused.errors.contains("is not a directory"), "\(refused.errors)")
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
