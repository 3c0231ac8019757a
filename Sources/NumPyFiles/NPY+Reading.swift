internal import Foundation
public import Matrices

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
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    } catch {
      guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
      throw .unreadable(path: path, reason: error.localizedDescription)
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
