internal import Crypto
internal import Foundation

/// Saved trainings on disk.
///
/// A file is a line of text that says what it is, the number of bytes that follow and their SHA-256, then these bytes: a
/// ``StateNode``. So a file that was cut off or changed anywhere is told apart from a sound one before anything of it is
/// used.
struct TrainingFile {
  let path: String

  private static let kind = "mortal training 1"

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// - Throws: ``ExperimentError``.
  func read() throws -> SavedTraining {
    guard exists else { throw ExperimentError.missing(path: path) }
    let content: Data
    do { content = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw ExperimentError.unreadable(path: path, reason: error.localizedDescription)
    }
    guard let end = content.prefix(200).firstIndex(of: UInt8(ascii: "\n")),
      let header = String(data: content[..<end], encoding: .utf8)
    else { throw ExperimentError.foreign(path: path) }
    let words = header.split(separator: " ")
    guard words.count == 5, words[0] == "mortal", words[1] == "training", let length = Int(words[3]) else {
      throw ExperimentError.foreign(path: path)
    }
    guard header.hasPrefix(Self.kind + " ") else { throw ExperimentError.version(path: path, found: String(words[2])) }
    let body = content[(end + 1)...]
    guard body.count == length else {
      throw ExperimentError.damaged(path: path, reason: "\(body.count) bytes of \(length)")
    }
    guard Self.digest(body) == words[4] else {
      throw ExperimentError.damaged(path: path, reason: "its bytes are not those that were written")
    }
    do {
      return try StateDecoder.value(SavedTraining.self, from: StateNodeReader.tree([UInt8](body)))
    } catch {
      throw ExperimentError.damaged(path: path, reason: "it is not a training as this program saves it")
    }
  }

  /// Replaces the file in one step: at any moment there is the former one or the new one.
  /// - Throws: ``ExperimentError/unwritable(path:reason:)``.
  func write(_ training: SavedTraining) throws {
    var bytes: [UInt8] = []
    try StateEncoder.node(training).write(to: &bytes)
    var content = Data("\(Self.kind) \(bytes.count) \(Self.digest(bytes))\n".utf8)
    content.append(contentsOf: bytes)
    do { try content.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw ExperimentError.unwritable(option: "--save", path: path, reason: error.localizedDescription)
    }
  }

  private static func digest(_ bytes: some DataProtocol) -> String {
    SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
  }
}
