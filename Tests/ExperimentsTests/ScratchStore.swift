import Experiments
import Foundation

/// A directory of its own for one test, removed at the end.
final class ScratchDirectory: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  var store: URL { url.appendingPathComponent(ResultStore.fileName) }

  func open(pageLimit: Int? = nil) throws -> ResultStore {
    try ResultStore(directory: url, program: "test", pageLimit: pageLimit)
  }
}

enum Sample {
  static let study = StudyRecord(
    name: "sample", question: "Does it hold?", kind: "sweep", file: "name: sample", configuration: "{}",
    program: "test")

  /// Runs that differ in their seed, 0..<count.
  static func runs(_ count: Int) -> [ResolvedRun] {
    (0..<count).map { seed in
      var configuration = ResolvedConfiguration()
      configuration.set(NetworkFields.seed, to: seed, from: .sweep)
      return ResolvedRun(configuration: configuration, label: "seed=\(seed)")
    }
  }

  /// Numbers that depend on the run alone.
  static func outcome(_ run: ResolvedRun, epochs: Int = 3) -> RunOutcome {
    let seed = run.configuration[NetworkFields.seed]
    return RunOutcome(
      metrics: (1...epochs).map { .init("testError", step: $0, 1 / Double(seed + 3 * $0)) },
      artifacts: [.init(name: "note", mediaType: "text/plain", content: Data("seed \(seed)".utf8))])
  }
}
