/// A dense row-major matrix of `Float`: element (row, column) lies at `row * columns + column`.
///
/// Weights are [inputs × outputs] (word lines × bit lines), activities are [batch × features].
public struct Matrix: Sendable, Equatable {
  /// Number of rows.
  public let rows: Int
  /// Number of columns.
  public let columns: Int
  /// The elements, row after row; its count is `rows * columns`.
  public var elements: [Float]

  /// A matrix of one value.
  public init(rows: Int, columns: Int, repeating value: Float = 0) {
    precondition(rows >= 0 && columns >= 0, "negative shape \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    elements = [Float](repeating: value, count: rows * columns)
  }

  /// A matrix of given elements, row after row; their count must be `rows * columns`.
  public init(rows: Int, columns: Int, elements: [Float]) {
    precondition(elements.count == rows * columns, "\(elements.count) elements for \(rows) x \(columns)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix filled in place; what `body` leaves is 0.
  public init(
    rows: Int, columns: Int, fill body: (_ elements: inout MutableSpan<Float>) -> Void
  ) {
    self.rows = rows
    self.columns = columns
    let count = rows * columns
    elements = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      var span = MutableSpan(_unsafeElements: buffer)
      body(&span)
      initialized = count
    }
  }

  /// Number of elements.
  public var count: Int { elements.count }

  public subscript(row: Int, column: Int) -> Float {
    @inlinable get {
      precondition(column >= 0 && column < columns)
      return elements[row * columns + column]
    }
    @inlinable set {
      precondition(column >= 0 && column < columns)
      elements[row * columns + column] = newValue
    }
  }

  /// One row as an array.
  public func row(_ index: Int) -> [Float] { Array(elements[index * columns..<(index + 1) * columns]) }

  /// Rows `range` as a new matrix; all of them are the matrix itself.
  public func rows(_ range: Range<Int>) -> Matrix {
    if range == 0..<rows { return self }
    return Matrix(
      rows: range.count, columns: columns,
      elements: Array(elements[range.lowerBound * columns..<range.upperBound * columns]))
  }

  /// The given rows, in the given order, as a new matrix.
  public func rows(at indices: some Collection<Int>) -> Matrix {
    let count = indices.count * columns
    let gathered = [Float](unsafeUninitializedCapacity: max(1, count)) { target, initialized in
      elements.withUnsafeBufferPointer { source in
        guard let first = source.baseAddress, let to = target.baseAddress else { return }
        for (place, index) in indices.enumerated() {
          precondition(index >= 0 && index < rows, "row \(index) of \(rows)")
          (to + place * columns).initialize(from: first + index * columns, count: columns)
        }
      }
      initialized = count
    }
    return Matrix(rows: indices.count, columns: columns, elements: gathered)
  }

  /// This matrix above `other`, which has as many columns.
  public func stacked(on other: Matrix) -> Matrix {
    precondition(columns == other.columns, "\(columns) and \(other.columns) columns cannot be stacked")
    return Matrix(rows: rows + other.rows, columns: columns, elements: elements + other.elements)
  }

  /// Matrices of as many columns each, one under the other; a single one as it is. There must be one.
  public init(stacking matrices: [Matrix]) {
    precondition(!matrices.isEmpty, "no matrix to stack")
    guard matrices.count > 1 else {
      self = matrices[0]
      return
    }
    let columns = matrices[0].columns
    precondition(matrices.allSatisfy { $0.columns == columns }, "\(matrices.map(\.columns)) columns cannot be stacked")
    var elements: [Float] = []
    elements.reserveCapacity(matrices.reduce(0) { $0 + $1.count })
    for matrix in matrices { elements.append(contentsOf: matrix.elements) }
    self.init(rows: matrices.reduce(0) { $0 + $1.rows }, columns: columns, elements: elements)
  }

  /// The first rows, those after them and so on, as new matrices: what ``init(stacking:)`` put together.
  public func split(into counts: [Int]) -> [Matrix] {
    precondition(counts.reduce(0, +) == rows, "\(counts) rows of \(rows)")
    guard counts.count > 1 else { return [self] }
    var first = 0
    return counts.map { count in
      defer { first += count }
      return rows(first..<first + count)
    }
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for row in 0..<rows {
      for column in 0..<columns { result.elements[column * rows + row] = elements[row * columns + column] }
    }
    return result
  }
}
