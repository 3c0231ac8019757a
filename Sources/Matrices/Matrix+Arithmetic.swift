extension Matrix {
  /// Multiplies every element by `factor`.
  public mutating func scale(by factor: Float) {
    elements.withUnsafeMutableBufferPointer { values in
      for index in values.indices { values[index] *= factor }
    }
  }

  /// self ← keep · self + factor · other, element by element.
  public mutating func add(_ other: Matrix, scaledBy factor: Float = 1, keeping keep: Float = 1) {
    precondition(rows == other.rows && columns == other.columns, "shapes differ")
    elements.withUnsafeMutableBufferPointer { values in
      other.elements.withUnsafeBufferPointer { added in
        for index in values.indices { values[index] = keep * values[index] + factor * added[index] }
      }
    }
  }

  /// The matrix of `transform` of every element.
  @inlinable
  public func map(_ transform: (Float) -> Float) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements.map(transform))
  }

  /// The largest absolute value, 0 for an empty matrix; NaN elements are passed over.
  public var largestMagnitude: Float {
    elements.withUnsafeBufferPointer { values in
      var largest: Float = 0
      for value in values where abs(value) > largest { largest = abs(value) }
      return largest
    }
  }

  /// Whether every element is finite.
  public var isFinite: Bool { elements.allSatisfy(\.isFinite) }
}
