internal import Foundation
public import Matrices
internal import OutputFiles

/// Reading and writing of NumPy's `.npy` files.
///
/// Format: NumPy Enhancement Proposal 1 and `numpy.lib.format`, versions 1.0, 2.0 and 3.0. Read: booleans, signed and
/// unsigned integers of 1, 2, 4 and 8 bytes, floats of 2, 4 and 8 bytes, either byte order, C or Fortran order, any
/// rank. Written: `<f4` and `<f8` in C order, byte for byte as `numpy.save` writes them. Nothing in a header is ever
/// evaluated, and nothing is allocated before the header's shape has been held against the size of the file.
public enum NPY {
  /// The six bytes that open every file.
  static let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]

  /// Arrays of more axes than this are refused, as NumPy does.
  static let highestRank = 64
}

extension NPY {
  /// The array in the file at `path`.
  ///
  /// - Throws: ``NPYError`` for a missing, foreign, damaged, truncated or overlong file and for element types that are
  ///   not plain numbers.
  public static func read(_ path: String) throws(NPYError) -> NPYArray {
    try contents(of: path).withUnsafeBytes { decode($0, path: path) }.get()
  }

  /// - Throws: ``NPYError/missing(path:)``, ``NPYError/unreadable(path:reason:)``.
  static func contents(of path: String) throws(NPYError) -> Data {
    do throws(InputFault) {
      return try InputFile.contents(of: path)
    } catch {
      if case .missing = error { throw .missing(path: path) }
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  /// The array in `bytes`, which hold a whole file; `name` stands for the path in messages.
  ///
  /// - Throws: ``NPYError``, as for a file.
  public static func decode(_ bytes: [UInt8], named name: String) throws(NPYError) -> NPYArray {
    try bytes.withUnsafeBytes { decode($0, path: name) }.get()
  }

  /// The two-dimensional array in the file at `path`, [rows × columns]; numbers are rounded to `Float`.
  ///
  /// - Parameters:
  ///   - vectorAsRow: whether a one-dimensional array is taken as a matrix of one row.
  ///   - requireFinite: whether NaN and infinity are errors.
  /// - Throws: ``NPYError`` for whatever ``read(_:)`` refuses, another rank, no elements, and NaN or infinity.
  public static func readMatrix(
    _ path: String, vectorAsRow: Bool = false, requireFinite: Bool = true
  ) throws(NPYError) -> Matrix {
    try read(path).matrix(vectorAsRow: vectorAsRow, requireFinite: requireFinite)
  }

  /// The array in the file at `path` in C order, with its shape.
  ///
  /// - Parameter requireFinite: whether NaN and infinity are errors.
  /// - Throws: ``NPYError`` for whatever ``read(_:)`` refuses, no elements, and NaN or infinity.
  public static func readDoubles(
    _ path: String, requireFinite: Bool = true
  ) throws(NPYError) -> (shape: [Int], values: [Double]) {
    let array = try read(path)
    try array.requireElements()
    if requireFinite { try array.requireFiniteValues() }
    return (array.shape, array.doubles)
  }

  static func decode(_ bytes: UnsafeRawBufferPointer, path: String) -> Result<NPYArray, NPYError> {
    Result { () throws(NPYError) in
      let header = try NPYHeader(bytes, path: path)
      let payload = NPYPayload(header: header, bytes: bytes, path: path)
      return NPYArray(path: path, shape: header.shape, kind: header.type.kind, values: try payload.values())
    }
  }
}

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

  /// The whole file of texts, as `|S` of the longest one's bytes, filled up with zeros.
  static func encoded(texts: [String]) -> [UInt8] {
    let width = max(texts.map(\.utf8.count).max() ?? 0, 1)
    var bytes = NPYHeader.encoded(descr: "|S\(width)", shape: [texts.count])
    bytes.reserveCapacity(bytes.count + width * texts.count)
    for text in texts {
      bytes.append(contentsOf: text.utf8)
      bytes.append(contentsOf: repeatElement(0, count: width - text.utf8.count))
    }
    return bytes
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
