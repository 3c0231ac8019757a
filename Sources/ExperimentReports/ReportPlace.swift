package import Foundation
package import RunStore

/// Where the report of an experiment lies in a folder of results: `report.html`, `results.csv` and `figures` of the first
/// experiment of a folder in the folder itself, those of others in folders of their names. So no report takes the place
/// of another experiment's.
package enum ReportPlace {
  /// - Parameter experiment: as it was executed or is stored; where the store has another one of that name, which somebody
  ///   entered meanwhile, the place is one of its own.
  /// - Throws: `StoreError`.
  package static func of(_ experiment: ExperimentRecord, in store: ResultStore, _ directory: URL) throws -> URL {
    let all = try store.experiments()
    guard let stored = all.first(where: { $0.name == experiment.name }), isSame(stored, experiment) else {
      let identity = RunID(of: experiment.file + experiment.configuration).hex
      return directory.appendingPathComponent(folderName(experiment.name) + "-" + identity.prefix(8))
    }
    if all.first?.name == experiment.name { return directory }
    return directory.appendingPathComponent(folderName(experiment.name))
  }

  /// Whether an experiment is, or would be, the first of a folder.
  /// - Throws: `StoreError`.
  package static func isFirst(_ name: String, in directory: URL) throws -> Bool {
    do {
      return try ResultStore(reading: directory).experiments().first.map { $0.name == name } ?? true
    } catch StoreError.missing {
      return true
    }
  }

  private static func isSame(_ a: ExperimentRecord, _ b: ExperimentRecord) -> Bool {
    a.file == b.file && a.configuration == b.configuration
  }

  /// `first-look (quick, learner.epochs=3)` as `first-look-quick-learner.epochs-3`.
  static func folderName(_ name: String) -> String {
    var text = ""
    for character in name {
      let isKept = character.isASCII && (character.isLetter || character.isNumber || "._".contains(character))
      if isKept { text.append(character) } else if !text.hasSuffix("-"), !text.isEmpty { text.append("-") }
    }
    while text.hasSuffix("-") || text.hasPrefix(".") {
      if text.hasSuffix("-") { text.removeLast() } else { text.removeFirst() }
    }
    if ["", "figures", "shares", "slurm"].contains(text) { text = "experiment-" + text }
    return text.count <= 120 ? text : text.prefix(100) + "-" + RunID(of: name).hex.prefix(12)
  }
}
