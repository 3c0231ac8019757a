import Foundation
public import Matrices

extension NPY {
  /// Writes `values`, which lie in C order, as `<f4` with the given shape.
  ///
  /// The file appears whole or not at all: it is written under another name in the same directory and then renamed.
  /// Devices and pipes are written to as they are.
  /// - Parameter shape: the length of each axis; their product must be `values.count`; empty for a single number.
  /// - Throws: ``NPYError/unwritable(path:reason:)``.
  public static func write(_ values: [Float], shape: [Int], to path: String) throws(NPYError) {
    try write(
      .float32, shape: shape, count: values.count, to: path,
      littleEndian: values.map { $0.bitPattern.littleEndian })
  }

  /// Writes `doubles`, which lie in C order, as `<f8` with the given shape.
  ///
  /// The file appears whole or not at all: it is written under another name in the same directory and then renamed.
  /// - Parameter shape: the length of each axis; their product must be `doubles.count`; empty for a single number.
  /// - Throws: ``NPYError/unwritable(path:reason:)``.
  public static func write(doubles: [Double], shape: [Int], to path: String) throws(NPYError) {
    try write(
      .float64, shape: shape, count: doubles.count, to: path,
      littleEndian: doubles.map { $0.bitPattern.littleEndian })
  }

  /// Writes a matrix as `<f4` of shape [rows × columns]; the file appears whole or not at all.
  ///
  /// - Throws: ``NPYError/unwritable(path:reason:)``.
  public static func write(_ matrix: Matrix, to path: String) throws(NPYError) {
    try write(matrix.elements, shape: [matrix.rows, matrix.columns], to: path)
  }

  private static func write<Word: FixedWidthInteger>(
    _ kind: NPYKind, shape: [Int], count: Int, to path: String, littleEndian words: [Word]
  ) throws(NPYError) {
    precondition(shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == count, "\(count) values for shape \(shape)")
    var bytes = Data(NPYHeader.encoded(kind, shape: shape))
    words.withUnsafeBytes { bytes.append(contentsOf: $0) }
    do {
      if isDeviceOrPipe(path) {
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.write(contentsOf: bytes)
        try handle.close()
      } else {
        // A link stays a link: what it names is replaced.
        try bytes.write(to: URL(fileURLWithPath: path).resolvingSymlinksInPath(), options: .atomic)
      }
    } catch {
      throw .unwritable(path: path, reason: error.localizedDescription)
    }
  }

  /// Whether `path` names something that is there but holds no bytes of its own, so that replacing it would destroy it.
  private static func isDeviceOrPipe(_ path: String) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    let type = status.st_mode & S_IFMT
    return type != S_IFREG && type != S_IFDIR
  }
}
