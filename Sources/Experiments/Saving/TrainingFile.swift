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

  /// - Throws: ``TrainingFileError``.
  func read() throws -> SavedTraining {
    guard exists else { throw TrainingFileError.missing(path: path) }
    let content: Data
    do { content = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
      throw TrainingFileError.unreadable(path: path, reason: error.localizedDescription)
    }
    guard let end = content.prefix(200).firstIndex(of: UInt8(ascii: "\n")),
      let header = String(data: content[..<end], encoding: .utf8)
    else { throw TrainingFileError.foreign(path: path) }
    let words = header.split(separator: " ")
    guard words.count == 5, words[0] == "mortal", words[1] == "training", let length = Int(words[3]) else {
      throw TrainingFileError.foreign(path: path)
    }
    guard header.hasPrefix(Self.kind + " ") else { throw TrainingFileError.version(path: path, found: String(words[2])) }
    let body = content[(end + 1)...]
    guard body.count == length else {
      throw TrainingFileError.damaged(path: path, reason: "\(body.count) bytes of \(length)")
    }
    guard Self.digest(body) == words[4] else {
      throw TrainingFileError.damaged(path: path, reason: "its bytes are not those that were written")
    }
    do {
      return try StateDecoder.value(SavedTraining.self, from: StateNodeReader.tree([UInt8](body)))
    } catch {
      throw TrainingFileError.damaged(path: path, reason: "it is not a training as this program saves it")
    }
  }

  /// Replaces the file in one step: at any moment there is the former one or the new one.
  /// - Throws: ``TrainingFileError/unwritable(path:reason:)``.
  func write(_ training: SavedTraining) throws {
    var bytes: [UInt8] = []
    try StateEncoder.node(training).write(to: &bytes)
    var content = Data("\(Self.kind) \(bytes.count) \(Self.digest(bytes))\n".utf8)
    content.append(contentsOf: bytes)
    do { try content.write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
      throw TrainingFileError.unwritable(path: path, reason: error.localizedDescription)
    }
  }

  private static func digest(_ bytes: some DataProtocol) -> String {
    SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
  }
}

/// What can be wrong with a saved training. The file is left as it is.
public enum TrainingFileError: Error, Equatable, CustomStringConvertible {
  case missing(path: String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// Something else than a saved training.
  case foreign(path: String)
  case version(path: String, found: String)
  case damaged(path: String, reason: String)
  /// A training with other settings.
  case otherConfiguration(path: String, differences: [String])
  /// Images that do not fit the net.
  case otherImages(data: String, pixels: Int, classes: Int, inputs: Int, outputs: Int)

  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .unwritable(let path, let reason): "--save \(path): cannot be written: \(reason); choose another place"
    case .foreign(let path):
      "\(path): not a training saved by mortal; it is left as it is, choose another file"
    case .version(let path, let found):
      "\(path): format \(found) of saved trainings, this program reads format 1; use the program that wrote it"
    case .damaged(let path, let reason):
      "\(path): damaged, \(reason); it is left as it is, remove it to begin again"
    case .otherConfiguration(let path, let differences):
      "\(path): a training with other settings: \(differences.prefix(5).joined(separator: "; "))"
        + (differences.count > 5 ? " and \(differences.count - 5) more" : "")
        + "; it is left as it is, choose another file or the same settings"
    case .otherImages(let data, let pixels, let classes, let inputs, let outputs):
      "--data \(data): images of \(pixels) pixels in \(classes) classes, the net has \(inputs) inputs and \(outputs) "
        + "classes"
    }
  }
}
