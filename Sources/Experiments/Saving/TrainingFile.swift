internal import Crypto
internal import Foundation
internal import NumPyFiles
internal import OutputFiles

/// Saved trainings on disk: `.safetensors` files, which NumPy, PyTorch and JAX open.
///
/// The arrays are tensors, named by the path that leads to them (`layers.0.digital.weights`, `learner.arrays.bias0`); those
/// of a layer with as many numbers as it has weights are [inputs × outputs]. The rest is JSON in the metadata: `state`
/// with `{"$array": name}` where an array belongs, `kind`, `version`, `program`, and `sha256` over state and arrays, so
/// that a file that was changed anywhere is told apart from a sound one before anything of it is used.
struct TrainingFile {
  let path: String

  private static let kind = "mortal training"
  private static let version = "2"

  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// - Throws: ``ExperimentError``.
  func read() throws -> SavedTraining {
    guard exists else { throw ExperimentError.missing(path: path) }
    let content: Data
    do throws(InputFault) { content = try InputFile.contents(of: path) } catch {
      throw ExperimentError.unreadable(path: path, reason: error.reason)
    }
    let opening = String(decoding: content.prefix(200), as: UTF8.self)
    // Version 1 was a line of text and bytes of its own.
    let words = opening.split(whereSeparator: \.isWhitespace)
    if opening.hasPrefix(Self.kind + " "), words.count > 2 {
      throw ExperimentError.version(path: path, found: String(words[2]))
    }
    let file: SafeTensors
    do { file = try SafeTensors(content, named: path) } catch {
      guard opening.contains("\"\(Self.kind)\"") else { throw ExperimentError.foreign(path: path) }
      throw ExperimentError.damaged(path: path, reason: "it is cut off, or its header was changed")
    }
    guard file.metadata["kind"] == Self.kind, let version = file.metadata["version"] else {
      throw ExperimentError.foreign(path: path)
    }
    guard version == Self.version else { throw ExperimentError.version(path: path, found: version) }
    guard let state = file.metadata["state"], file.metadata["sha256"] == Self.digest(state, file.tensors) else {
      throw ExperimentError.damaged(path: path, reason: "its bytes are not those that were written")
    }
    do {
      var arrays: [String: [Float]] = [:]
      for tensor in file.tensors {
        guard case .float32(let values) = tensor.values else { throw StateNode.Damage() }
        arrays[tensor.name] = values
      }
      return try StateDecoder.value(SavedTraining.self, from: StateNode(JSONText(state.utf8), arrays: arrays))
    } catch {
      throw ExperimentError.damaged(path: path, reason: "it is not a training as this program saves it")
    }
  }

  /// Replaces the file in one step: at any moment there is the former one or the new one.
  /// - Throws: `OutputError`.
  func write(_ training: SavedTraining) throws {
    var arrays: [(name: String, values: [Float])] = []
    let state = try StateEncoder.node(training).json(taking: &arrays).encoded
    let tensors = arrays.map { name, values in
      Tensor(name: name, shape: Self.shape(name, values.count, training.shapes), values: .float32(values))
    }
    let file = SafeTensors(
      tensors: tensors,
      metadata: [
        "kind": Self.kind, "version": Self.version, "program": training.program, "state": state,
        "sha256": Self.digest(state, tensors),
      ])
    try OutputFile(path, option: "--save").write(file.encoded())
  }

  /// [inputs × outputs] for an array of layer i with so many numbers, a plain row for any other.
  private static func shape(_ name: String, _ count: Int, _ shapes: [[Int]]) -> [Int] {
    let keys = name.split(separator: ".")
    guard keys.count > 2, keys[0] == "layers", let layer = Int(keys[1]), shapes.indices.contains(layer),
      shapes[layer].reduce(1, *) == count
    else { return [count] }
    return shapes[layer]
  }

  private static func digest(_ state: String, _ tensors: [Tensor]) -> String {
    var hash = SHA256()
    hash.update(data: Data(state.utf8))
    for tensor in tensors.sorted(by: { $0.name < $1.name }) {
      hash.update(data: Data(tensor.name.utf8))
      guard case .float32(let values) = tensor.values else { continue }
      values.map(\.bitPattern.littleEndian).withUnsafeBytes { hash.update(bufferPointer: $0) }
    }
    return hash.finalize().map { String(format: "%02x", $0) }.joined()
  }
}
