import ExperimentFiles
import Experiments
import Foundation
import RunStore
import StrictYAML

enum MadeUpRuns {
  /// Enters all runs of an experiment into a store, with what `metrics` gives for each run's configuration.
  static func enter(
    _ text: String, into folder: URL, metrics: @escaping @Sendable (ResolvedConfiguration) -> [RunOutcome.Measurement]
  ) throws {
    let file = try ExperimentFile(document: YAMLDocument(text: text, file: "f"))
    let store = try ResultStore(directory: folder, program: "test")
    let runs = try file.runs()
    let configurations = Dictionary(uniqueKeysWithValues: runs.map { ($0.id, $0.configuration) })
    try store.register(
      ExperimentRecord(
        name: file.name, question: file.question, file: file.text, configuration: try file.base.json(),
        program: "test"),
      runs: runs.map(\.entry))
    _ = try Scheduler(jobs: 1, handlesSignals: false).run(experiment: file.name, in: store) { id, _ in
      RunOutcome(metrics: metrics(configurations[id] ?? ResolvedConfiguration()))
    }
  }
}
