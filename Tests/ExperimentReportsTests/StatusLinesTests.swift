import ExperimentReports
import RunStore
import TestSupport
import Testing

/// What `mortal status` says of an experiment that is at work.
struct StatusLinesTests {
  @Test func runsAtWorkStandBelowTheirExperiment() throws {
    let directory = try ScratchDirectory()
    let store = try ResultStore(directory: directory.url, program: "test")
    let ids = (0..<30).map { RunID(of: "seed=\($0)") }
    try store.register(
      ExperimentRecord(name: "long", question: "?", file: "name: long", configuration: "{}", program: "test"),
      runs: ids.enumerated().map { RunEntry(id: $1, label: "seed=\($0)", parameters: []) })
    #expect(try lines(directory) == ["long: 0 of 30 runs complete, 30 waiting"])
    for id in ids.prefix(2) { #expect(try store.claim(experiment: "long") == .run(id)) }
    try store.beat([ids[0]: RunProgress(share: 0.317, note: "epoch 62/200, 1.05 % of validation images wrong")])
    let two = try lines(directory)
    #expect(two.count == 3 && two[0] == "long: 0 of 30 runs complete, 2 running, 28 waiting")
    #expect(two[1].hasPrefix("  running: seed=0: 31 %, 0.") && two[2].hasPrefix("  running: seed=1: 0."))
    #expect(two[1].hasSuffix(" s so far, epoch 62/200, 1.05 % of validation images wrong"))
    #expect(two[2].hasSuffix(" s so far"))
    _ = try store.complete(ids[0], with: RunOutcome(metrics: []), seconds: 1)
    #expect(try lines(directory).dropFirst().allSatisfy { $0.contains("seed=1") })
    for _ in 2..<30 { _ = try store.claim(experiment: "long") }
    #expect(try lines(directory).count == 21, "the first 20 of 29")
  }

  private func lines(_ directory: ScratchDirectory) throws -> [String] {
    try ExperimentResults.statusLines(in: directory.url)
  }
}
