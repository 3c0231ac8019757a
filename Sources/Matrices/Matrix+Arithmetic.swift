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
    let transformed = [Float](unsafeUninitializedCapacity: max(1, elements.count)) { target, count in
      elements.withUnsafeBufferPointer { source in
        // By index, for vector instructions: an array's own map appends.
        for index in source.indices { target[index] = transform(source[index]) }
      }
      count = elements.count
    }
    return Matrix(rows: rows, columns: columns, elements: transformed)
  }

  /// Calls `body` with the index and the elements of every row.
  @inlinable @inline(__always)
  public mutating func forEachRow(_ body: (Int, UnsafeMutablePointer<Float>) -> Void) {
    forEachRow(of: 0..<rows, body)
  }

  /// Calls `body` with the index, counted from the first of them, and the elements of some rows.
  @inlinable @inline(__always)
  public mutating func forEachRow(of range: Range<Int>, _ body: (Int, UnsafeMutablePointer<Float>) -> Void) {
    let columns = self.columns
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    guard !range.isEmpty, columns > 0 else { return }
    elements.withUnsafeMutableBufferPointer { buffer in
      for row in range { body(row - range.lowerBound, buffer.baseAddress! + row * columns) }
    }
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

extension Matrix {
  /// self ← keep · self + factor · mean, and sets elements of `mean` below 10⁻³⁰ in magnitude to zero, in one pass.
  ///
  /// A running mean that gets no more contributions decays into the subnormal numbers, in which products are slower by
  /// two orders of magnitude on most processors; 10⁻³⁰ is 20 orders of magnitude below any change that could show in a
  /// weight. Only blocks that hold such elements are written back.
  public mutating func add(runningMean mean: inout Matrix, scaledBy factor: Float, keeping keep: Float) {
    precondition(rows == mean.rows && columns == mean.columns, "shapes differ")
    let count = elements.count
    let (block, part) = (256, 1 << 16)
    guard count > 0 else { return }
    elements.withUnsafeMutableBufferPointer { values in
      mean.elements.withUnsafeMutableBufferPointer { means in
        let (values, means) = (values.baseAddress!, means.baseAddress!)
        Workers.run((count + part - 1) / part) { number in
          for first in stride(from: number * part, to: min(count, (number + 1) * part), by: block) {
            let end = min(count, first + block)
            // The sign bit of `tiny` is set where any magnitude m has 0 < m < 10⁻³⁰ (as bits: m − limit negative, m − 1
            // not).
            var tiny = Int32(0)
            for index in first..<end {
              let magnitude = Int32(bitPattern: means[index].bitPattern & 0x7FFF_FFFF)
              tiny |= (magnitude &- tinyLimit) & ~(magnitude &- 1)
              values[index] = keep * values[index] + factor * means[index]
            }
            guard tiny < 0 else { continue }
            for index in first..<end where abs(means[index]) < 1e-30 { means[index] = 0 }
          }
        }
      }
    }
  }
}

/// The bits of 10⁻³⁰.
private let tinyLimit = Int32(bitPattern: Float(1e-30).bitPattern)
