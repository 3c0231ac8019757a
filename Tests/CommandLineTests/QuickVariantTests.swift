import ExperimentReports
import Foundation
import RunStore
import TestSupport
import Testing

/// Runs the quick variant of every shipped experiment, in which no run may fail, and holds its outcome against `expected.csv`
/// beside it where there is one: the statements of its README as numbers. Takes minutes, so it waits for `make nightly`.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["MORTAL_NIGHTLY"] != nil, "minutes; make nightly"))
struct QuickVariantTests {
  /// One line: the mean of a metric over the runs of a learner at a point of the sweep, and the range it must lie in.
  struct Expectation {
    let learner: String
    /// `path=value;path=value`.
    let place: [(path: String, value: String)]
    let metric: String
    let step: Int
    let range: ClosedRange<Double>

    init(_ line: Substring) throws {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 6, "\(line)")
      learner = fields[0]
      place = fields[1].split(separator: ";").map { pair in
        let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
        return (parts[0], parts.count > 1 ? parts[1] : "")
      }
      metric = fields[2]
      step = try #require(Int(fields[3]))
      range = try #require(Double(fields[4]))...(try #require(Double(fields[5])))
    }

    func mean(of runs: [StoredRun]) -> Double? {
      let values = runs.filter { run in
        (run.parameters["learner.label"] == learner || run.parameters["learner.label"] == "\"\(learner)\""
          || (run.parameters["learner.label"] == "\"none\"" || run.parameters["learner.label"] == "none")
            && run.parameters["learner.name"] == learner)
          && place.allSatisfy { run.parameters[$0.path] == $0.value }
      }.compactMap { $0.metric(metric, step: step) }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
  }

  @Test(arguments: ShippedExperiments.names) func comesOutAsItsReadmeSays(name: String) throws {
    let scratch = try ScratchDirectory()
    let experiment = ShippedExperiments.folder.appendingPathComponent(name)
    let status = try CompositionProgram.run([
      "run", experiment.appendingPathComponent("experiment.yaml").path, "--quick", "--output", scratch.url.path,
    ])
    #expect(status == 0)
    let runs = try ExperimentResults(in: scratch.url).runs
    #expect(runs.allSatisfy { $0.state == .complete })
    let expected = experiment.appendingPathComponent("expected.csv")
    guard FileManager.default.fileExists(atPath: expected.path) else { return }
    let lines = try String(contentsOf: expected, encoding: .utf8).split(separator: "\n")
    #expect(lines.count > 2)
    for line in lines.dropFirst() {
      let expectation = try Expectation(line)
      let mean = try #require(expectation.mean(of: runs), "no run for \(line)")
      #expect(expectation.range.contains(mean), "\(line): \(mean)")
    }
  }
}
