import Matrices
import NumPyFiles

/// Small archives of one array.
enum ArchiveSample {
  static func write(_ matrix: Matrix, to file: String) throws {
    if file.hasSuffix(".npz") {
      try NPZ.write(
        [NPZ.Entry("w", shape: [matrix.rows, matrix.columns], .floats(matrix.elements))], deflated: true, to: file)
    } else {
      try SafeTensors(
        tensors: [Tensor(name: "w", shape: [matrix.rows, matrix.columns], values: .float32(matrix.elements))]
      ).write(to: file)
    }
  }
}
