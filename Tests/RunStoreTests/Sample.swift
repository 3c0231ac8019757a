import Foundation
import RunStore
import TestSupport

extension ScratchDirectory {
  var store: URL { url.appendingPathComponent(ResultStore.fileName) }

  func open(pageLimit: Int? = nil) throws -> ResultStore {
    try ResultStore(directory: url, program: "test", pageLimit: pageLimit)
  }
}

/// An experiment of runs that differ in one number.
enum Sample {
  static let experiment = ExperimentRecord(
    name: "sample", question: "Does it hold?", file: "name: sample", configuration: "{}", program: "test")

  /// Runs that differ in their seed, 0..<count.
  static func runs(_ count: Int) -> [RunEntry] {
    (0..<count).map { seed in
      RunEntry(
        id: id(seed), label: "seed=\(seed)",
        parameters: [
          .init(path: "data.train", value: "10000", isDefault: true),
          .init(path: "seed", value: "\(seed)", isDefault: false),
        ])
    }
  }

  private static func id(_ seed: Int) -> RunID { RunID(of: "data.train=10000\nseed=\(seed)\n") }

  private static let seeds = Dictionary(uniqueKeysWithValues: (0..<10_000).map { (id($0), $0) })

  static func seed(_ run: RunID) -> Int { seeds[run] ?? -1 }

  /// Numbers that depend on the run alone.
  static func outcome(_ run: RunID, epochs: Int = 3) -> RunOutcome {
    let seed = seed(run)
    return RunOutcome(
      metrics: (1...epochs).map { .init("testError", step: $0, 1 / Double(seed + 3 * $0)) },
      artifacts: [.init(name: "note", mediaType: "text/plain", content: Data("seed \(seed)".utf8))])
  }
}
