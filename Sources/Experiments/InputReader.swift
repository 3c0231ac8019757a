internal import Datasets
internal import DeviceModels
package import ExperimentFiles
internal import Foundation
package import RunStore
internal import Synchronization

/// Finds what runs read from outside their configuration, by content: SHA-256 of the files behind each field that names
/// some. It is part of a run's identity, so that results of one content are never taken for those of another.
package final class InputReader: Sendable {
  /// Fields that name something outside, and the files behind a value of theirs. A field that makes a run read a file has
  /// its place here.
  private static let kinds: [(path: String, files: @Sendable (String) throws -> [URL])] = [
    (ChipFields.card.path, { [URL(fileURLWithPath: try DeviceLibrary.card($0).file)] }),
    (DataFields.source.path, { try DataSource(parsing: $0).files() }),
  ]

  private struct Place: Hashable {
    let field: String
    let name: String
  }

  private struct State {
    /// By path, as a store kept them.
    var known: [String: FileDigest]
    /// Those that were read here.
    var read: [String: FileDigest] = [:]
    var contents: [Place: InputContent?] = [:]
    /// The files of each input, for a second look.
    var files: [Place: [String]] = [:]
  }

  private let state: Mutex<State>

  /// - Parameters:
  ///   - known: checksums of files that need not be read again while their stamps are the same.
  ///   - contents: what is known without a look at any file.
  package init(known: [String: FileDigest] = [:], contents: [InputContent] = []) {
    var state = State(known: known)
    for content in contents { state.contents[Place(field: content.field, name: content.name)] = content }
    self.state = Mutex(state)
  }

  /// What a run of a configuration reads, in the order of the fields.
  /// - Throws: `DeviceModelsError`, `DatasetError`, ``ExperimentError/unreadable(path:reason:)`` for what is not there.
  package func inputs(of configuration: ResolvedConfiguration) throws -> [InputContent] {
    try Self.kinds.compactMap { kind in
      guard case .text(let name)? = configuration.value(at: kind.path) else { return nil }
      let place = Place(field: kind.path, name: name)
      return try state.withLock { state in
        if let found = state.contents[place] { return found }
        let files = try kind.files(name).map(\.path)
        let content = try Self.content(place, files, &state)
        state.contents[place] = .some(content)
        state.files[place] = files
        return content
      }
    }
  }

  /// Runs with what they read.
  package func completing(_ runs: [ResolvedRun]) throws -> [ResolvedRun] {
    try runs.map { run in
      var run = run
      run.inputs = try inputs(of: run.configuration)
      return run
    }
  }

  /// Checksums that a store may keep: of files that were last written some time before they were read.
  package var digests: [String: FileDigest] {
    state.withLock { $0.read.filter { FileStamp.isSettled($0.key) } }
  }

  /// Everything that was found.
  package var contents: [InputContent] {
    state.withLock { $0.contents.values.compactMap(\.self) }.sorted { ($0.field, $0.name) < ($1.field, $1.name) }
  }

  /// Makes sure that everything is still what it was when it was looked at.
  /// - Throws: ``InputChanged``.
  func requireUnchanged() throws {
    try state.withLock { state in
      for (place, files) in state.files where !files.isEmpty {
        let isSame = files.allSatisfy { path in
          guard let digest = state.read[path] ?? state.known[path] else { return false }
          return FileStamp.of(path) == digest.stamp
        }
        guard !isSame else { continue }
        let before = state.contents[place] ?? nil
        guard let now = try? Self.content(place, files, &state), now == before else {
          throw InputChanged(field: place.field, name: place.name)
        }
      }
    }
  }

  private static func content(_ place: Place, _ files: [String], _ state: inout State) throws -> InputContent? {
    guard !files.isEmpty else { return nil }
    var parts: [(name: String, digest: FileDigest)] = []
    for path in files {
      let digest = try digest(path, &state)
      parts.append((URL(fileURLWithPath: path).lastPathComponent, digest))
    }
    let size = parts.reduce(0) { $0 + $1.digest.size }
    let sha256 =
      parts.count == 1
      ? parts[0].digest.sha256
      : RunID(of: parts.map { "\($0.name) \($0.digest.sha256)\n" }.sorted().joined()).hex
    return InputContent(field: place.field, name: place.name, sha256: sha256, size: size)
  }

  private static func digest(_ path: String, _ state: inout State) throws -> FileDigest {
    guard let stamp = FileStamp.of(path) else {
      throw ExperimentError.unreadable(
        path: path, reason: "no regular file; runs may be made again later, from the same content")
    }
    for digest in [state.read[path], state.known[path]].compactMap(\.self) where digest.stamp == stamp {
      state.read[path] = digest
      return digest
    }
    let sha256 = try Checksum.sha256(of: URL(fileURLWithPath: path))
    // A file that is written while it is read has another stamp now.
    guard FileStamp.of(path) == stamp else {
      throw ExperimentError.unreadable(path: path, reason: "it is being written; wait until it is complete")
    }
    let digest = FileDigest(stamp: stamp, sha256: sha256, size: FileStamp.size(of: path))
    state.read[path] = digest
    return digest
  }
}

/// What tells whether a file was written since: device, inode, size, and the times of the last change of its content and
/// of the file itself. The latter cannot be set back.
enum FileStamp {
  /// Nil for what is not there or no regular file.
  static func of(_ path: String) -> String? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let (written, changed) = (status.st_mtim, status.st_ctim)
    return "\(status.st_dev):\(status.st_ino):\(status.st_size):\(written.tv_sec).\(written.tv_nsec):"
      + "\(changed.tv_sec).\(changed.tv_nsec)"
  }

  /// Whether the last change lies long enough back that another one would show in the stamp.
  static func isSettled(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && time(nil) - status.st_ctim.tv_sec > 2
  }

  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}

/// A card or data that were written while an experiment was at work on them: what it would go on with is something else.
package struct InputChanged: EndsSession, Equatable, CustomStringConvertible {
  package let field: String
  package let name: String

  package var description: String {
    "\(field) \(name) was changed while the experiment was at work; what is finished is kept, run the same command again "
      + "to go on with it as it is now"
  }
}
