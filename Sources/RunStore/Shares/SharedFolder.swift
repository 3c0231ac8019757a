package import Foundation
internal import OutputFiles

/// How an experiment is split over workers, as it is kept in the results' folder for those who merge.
package struct SharePlan: Sendable, Codable, Equatable {
  /// The experiment's name in a store.
  package var experiment: String
  /// The file's text, its quick variant or not, and `path=value` of every `--set`.
  package var file: String
  package var quick: Bool
  package var options: [String]
  /// What runs read from outside, by content, so that who merges does not have to have it; nil in plans of version 0.1.
  package var inputs: [RunEntry.Input]?

  package init(experiment: String, file: String, quick: Bool, options: [String], inputs: [RunEntry.Input]? = nil) {
    self.experiment = experiment
    self.file = file
    self.quick = quick
    self.options = options
    self.inputs = inputs
  }
}

/// The folder `DIR/shares/NAME` of an experiment: a store for each share, which one process at a time writes, and the
/// plan. Nothing in it is written by two hosts.
package struct SharedFolder: Sendable {
  package let folder: URL

  /// - Parameters:
  ///   - directory: of the results.
  ///   - experiment: its name in a store.
  package init(_ directory: URL, experiment: String) {
    self.init(directory.appendingPathComponent("shares").appendingPathComponent(Self.fileName(experiment)))
  }

  private init(_ folder: URL) { self.folder = folder }

  /// The folders of all experiments with shares.
  package static func all(in directory: URL) -> [SharedFolder] {
    let parent = directory.appendingPathComponent("shares")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? []
    return names.sorted().map { SharedFolder(parent.appendingPathComponent($0)) }
      .filter { FileManager.default.fileExists(atPath: $0.planFile.path) }
  }

  /// A name as a part of a path: letters, digits, dots, dashes and underscores.
  package static func fileName(_ name: String) -> String {
    let kept = name.map { character -> Character in
      character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character)) ? character : "_"
    }
    let text = String(kept).hasPrefix(".") ? "_" + String(kept) : String(kept)
    // File systems end names at 255 bytes.
    return text.count <= 160 ? text : text.prefix(140) + "-" + RunID(of: name).hex.prefix(12)
  }

  var planFile: URL { folder.appendingPathComponent("plan.json") }

  /// The file of the experiment, for tasks to read.
  package var experimentFile: URL { folder.appendingPathComponent("experiment.yaml") }

  /// Where a share has its store.
  package func directory(of share: RunShare) -> URL { folder.appendingPathComponent(share.folderName) }

  /// Writes the plan unless it lies there already. Workers may do so at the same time: every file appears whole.
  /// - Throws: ``StoreError/readOnly(path:reason:)``.
  package func write(_ plan: SharePlan) throws(StoreError) {
    if let old = try? self.plan(), old == plan { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let content: Data
    do {
      content = try encoder.encode(plan)
    } catch {
      throw .readOnly(path: folder.path, reason: error.localizedDescription)
    }
    try Self.write(Data(plan.file.utf8), to: experimentFile)
    try Self.write(content, to: planFile)
  }

  /// Writes a file whole or not at all, and makes its folder.
  /// - Throws: ``StoreError/readOnly(path:reason:)``.
  static func write(_ content: Data, to file: URL) throws(StoreError) {
    do throws(OutputError) {
      try OutputFile(file.path).write(content)
    } catch {
      let reason = if case .unwritable(_, let reason) = error { reason } else { error.description }
      throw .readOnly(path: file.deletingLastPathComponent().path, reason: reason)
    }
  }

  /// - Throws: ``StoreError/damagedPlan(path:reason:)``.
  package func plan() throws(StoreError) -> SharePlan {
    do {
      return try JSONDecoder().decode(SharePlan.self, from: Data(contentsOf: planFile))
    } catch {
      throw .damagedPlan(path: planFile.path, reason: "\(error)")
    }
  }

  /// The shares that have a store, by number.
  package func shares() -> [RunShare] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.compactMap { RunShare(folderName: $0) }
      .filter {
        FileManager.default.fileExists(
          atPath: directory(of: $0).appendingPathComponent(ResultStore.fileName).path)
      }
      .sorted { ($0.count, $0.number) < ($1.count, $1.number) }
  }
}
