public import Matrices

/// The contents of one `.npy` file, in C order (last axis fastest) whatever the order in the file.
public struct NPYArray: Sendable, Equatable {
  /// The numbers, in the narrower type that holds them exactly.
  public enum Values: Sendable, Equatable {
    /// From booleans, integers of 8 and 16 bits and floats of 16 and 32 bits.
    case floats([Float])
    /// From integers of 32 and 64 bits (the latter up to ±2⁵³) and floats of 64 bits.
    case doubles([Double])
  }

  /// The file, for messages.
  public let path: String
  /// The length of each axis; empty for a single number.
  public let shape: [Int]
  /// The element type in the file.
  public let kind: NPYKind
  /// The numbers in C order; their count is the product of `shape`.
  public let values: Values

  /// Number of elements.
  public var count: Int {
    switch values {
    case .floats(let values): values.count
    case .doubles(let values): values.count
    }
  }

  /// The numbers as `Double`; never a loss.
  public var doubles: [Double] {
    switch values {
    case .floats(let values): values.map(Double.init)
    case .doubles(let values): values
    }
  }

  /// The numbers as `Float`, each rounded to the nearest.
  ///
  /// - Throws: ``NPYError/outOfRange(path:shape:index:value:allowed:)`` for a finite number beyond ±3.4e38.
  public func floats() throws(NPYError) -> [Float] {
    switch values {
    case .floats(let values): return values
    case .doubles(let values):
      let narrowed = values.map { Float($0) }
      for index in narrowed.indices where narrowed[index].isInfinite && values[index].isFinite {
        throw .outOfRange(
          path: path, shape: shape, index: position(index), value: "\(values[index])", allowed: "±3.4e38 (Float)")
      }
      return narrowed
    }
  }

  /// The numbers as a matrix: rank 2 as it is, rank 1 as a single row where `vectorAsRow` says so.
  ///
  /// - Parameter requireFinite: whether NaN and infinity are errors.
  /// - Throws: ``NPYError`` for another rank, an array without elements, numbers beyond `Float`, and NaN or infinity.
  public func matrix(vectorAsRow: Bool = false, requireFinite: Bool = true) throws(NPYError) -> Matrix {
    let sides: (rows: Int, columns: Int)
    switch shape.count {
    case 2: sides = (shape[0], shape[1])
    case 1 where vectorAsRow: sides = (1, shape[0])
    default:
      throw .wrongRank(
        path: path, shape: shape, allowed: vectorAsRow ? "one axis or two" : "two axes, rows and columns")
    }
    try requireElements()
    if requireFinite { try requireFiniteValues() }
    return Matrix(rows: sides.rows, columns: sides.columns, elements: try floats())
  }

  /// - Throws: ``NPYError/empty(path:shape:)`` where there is no element.
  public func requireElements() throws(NPYError) {
    guard count > 0 else { throw .empty(path: path, shape: shape) }
  }

  /// - Throws: ``NPYError/notFinite(path:shape:index:value:)``, naming the first NaN or infinity.
  public func requireFiniteValues() throws(NPYError) {
    let found: (Int, String)?
    switch values {
    case .floats(let values): found = values.firstIndex { !$0.isFinite }.map { ($0, "\(values[$0])") }
    case .doubles(let values): found = values.firstIndex { !$0.isFinite }.map { ($0, "\(values[$0])") }
    }
    if let (index, value) = found {
      throw .notFinite(path: path, shape: shape, index: position(index), value: value)
    }
  }

  /// The index along every axis of the element at `offset` in C order.
  private func position(_ offset: Int) -> [Int] { Self.position(offset, shape: shape) }

  /// The index along every axis of the element at `offset` in C order.
  static func position(_ offset: Int, shape: [Int]) -> [Int] {
    var rest = offset
    var index: [Int] = []
    for length in shape.reversed() {
      index.append(rest % length)
      rest /= length
    }
    return index.reversed()
  }
}
