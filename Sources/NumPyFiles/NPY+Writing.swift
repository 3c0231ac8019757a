internal import Foundation
public import Matrices
internal import OutputFiles

extension NPY {
  /// Writes `values`, which lie in C order, as `<f4` with the given shape, by way of `OutputFile`.
  ///
  /// - Parameter shape: the length of each axis; their product must be `values.count`; empty for a single number.
  /// - Throws: ``NPYError/output(_:)``.
  public static func write(_ values: [Float], shape: [Int], to path: String) throws(NPYError) {
    try save(Data(encoded(values, shape: shape)), to: path)
  }

  /// Writes `doubles`, which lie in C order, as `<f8` with the given shape, by way of `OutputFile`.
  ///
  /// - Parameter shape: the length of each axis; their product must be `doubles.count`; empty for a single number.
  /// - Throws: ``NPYError/output(_:)``.
  public static func write(doubles: [Double], shape: [Int], to path: String) throws(NPYError) {
    try save(Data(encoded(doubles: doubles, shape: shape)), to: path)
  }

  /// Writes a matrix as `<f4` of shape [rows × columns], by way of `OutputFile`.
  ///
  /// - Throws: ``NPYError/output(_:)``.
  public static func write(_ matrix: Matrix, to path: String) throws(NPYError) {
    try write(matrix.elements, shape: [matrix.rows, matrix.columns], to: path)
  }

  /// The whole file of `values`, as `<f4`.
  static func encoded(_ values: [Float], shape: [Int]) -> [UInt8] {
    file(.float32, shape, values.map { $0.bitPattern.littleEndian })
  }

  /// The whole file of `doubles`, as `<f8`.
  static func encoded(doubles: [Double], shape: [Int]) -> [UInt8] {
    file(.float64, shape, doubles.map { $0.bitPattern.littleEndian })
  }

  private static func file<Word: FixedWidthInteger>(_ kind: NPYKind, _ shape: [Int], _ words: [Word]) -> [UInt8] {
    precondition(
      shape.allSatisfy { $0 >= 0 } && shape.reduce(1, *) == words.count, "\(words.count) values for shape \(shape)")
    var bytes = NPYHeader.encoded(kind, shape: shape)
    words.withUnsafeBytes { bytes.append(contentsOf: $0) }
    return bytes
  }

  /// Writes a whole file the way that all commands write.
  static func save(_ content: Data, to path: String) throws(NPYError) {
    do { try OutputFile(path).write(content) } catch { throw .output(error) }
  }
}
