internal import Foundation
package import Matrices

/// An array in a file that the user names: `weights.npy`, `net.npz:hidden`, `model.safetensors:fc1.weight`.
///
/// The name behind the colon may be left out where the file has one array.
package struct ArrayFile: Sendable, Equatable {
  package let path: String
  package let array: String?

  /// - Parameter text: a path, with `:NAME` for one of several arrays.
  package init(_ text: String) {
    for ending in [".npz:", ".safetensors:"] {
      if let range = text.range(of: ending) {
        path = String(text[..<text.index(before: range.upperBound)])
        array = String(text[range.upperBound...])
        return
      }
    }
    path = text
    array = nil
  }

  /// The array, in C order.
  ///
  /// Files of other endings than `.npz` and `.safetensors` are read as `.npy`, which their first bytes must bear out.
  /// - Throws: ``NPYError`` for what the formats refuse, a name that is not there, and several arrays without a name.
  package func read() throws(NPYError) -> NPYArray {
    if path.hasSuffix(".npz") {
      let arrays = try NPZ.read(path)
      return arrays[try choose(arrays.map(\.name))].array
    }
    if path.hasSuffix(".safetensors") {
      let tensors = try SafeTensors.read(path).tensors
      return try NPYArray(tensors[choose(tensors.map(\.name))], path: path)
    }
    return try NPY.read(path)
  }

  /// The array as a matrix, [rows × columns]; see ``NPYArray/matrix(vectorAsRow:requireFinite:)``.
  ///
  /// - Throws: ``NPYError``.
  package func matrix(vectorAsRow: Bool = false, requireFinite: Bool = true) throws(NPYError) -> Matrix {
    try read().matrix(vectorAsRow: vectorAsRow, requireFinite: requireFinite)
  }

  private func choose(_ names: [String]) throws(NPYError) -> Int {
    if let array {
      guard let index = names.firstIndex(of: array) else {
        throw .noSuchArray(path: path, name: array, available: names.sorted())
      }
      return index
    }
    guard names.count == 1 else { throw .noSuchArray(path: path, name: nil, available: names.sorted()) }
    return 0
  }
}

extension NPYArray {
  /// A tensor as an array; 64-bit integers beyond ±2⁵³ are refused as in `.npy` files.
  init(_ tensor: Tensor, path: String) throws(NPYError) {
    self.path = "\(path):\(tensor.name)"
    shape = tensor.shape
    switch tensor.values {
    case .float32(let values): (kind, self.values) = (.float32, .floats(values))
    case .float64(let values): (kind, self.values) = (.float64, .doubles(values))
    case .int32(let values): (kind, self.values) = (.int32, .doubles(values.map(Double.init)))
    case .uint8(let values): (kind, self.values) = (.uint8, .floats(values.map(Float.init)))
    case .int64(let values):
      if let index = values.firstIndex(where: { $0.magnitude > 1 << 53 }) {
        throw .outOfRange(
          path: self.path, shape: shape, index: Self.position(index, shape: shape), value: "\(values[index])",
          allowed: "integers up to ±2^53, which Float64 holds exactly")
      }
      (kind, self.values) = (.int64, .doubles(values.map(Double.init)))
    }
  }
}
