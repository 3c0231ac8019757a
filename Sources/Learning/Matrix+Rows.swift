internal import Matrices
internal import VectorMath

extension Matrix {
  /// Divides every row by its root mean square, a / √mean(a²); rows of zeros stay as they are.
  mutating func normaliseRows() {
    let columns = self.columns
    forEachRow { _, row in
      RowKernel.scale(
        row, by: RowKernel.normalisation(sumOfSquares: RowKernel.sumOfSquares(row, count: columns), count: columns),
        count: columns)
    }
  }

  /// Calls `body` with the index and the elements of every row.
  @inline(__always)
  mutating func forEachRow(_ body: (Int, UnsafeMutablePointer<Float>) -> Void) {
    let (rows, columns) = (self.rows, self.columns)
    guard rows > 0, columns > 0 else { return }
    elements.withUnsafeMutableBufferPointer { buffer in
      for row in 0..<rows { body(row, buffer.baseAddress! + row * columns) }
    }
  }

  /// Mean of each column.
  var columnMeans: [Float] {
    var means = [Float](repeating: 0, count: columns)
    guard rows > 0, columns > 0 else { return means }
    elements.withUnsafeBufferPointer { buffer in
      means.withUnsafeMutableBufferPointer { sums in
        for row in 0..<rows {
          RowKernel.accumulate(buffer.baseAddress! + row * columns, into: sums.baseAddress!, count: columns)
        }
        RowKernel.scale(sums.baseAddress!, by: 1 / Float(rows), count: columns)
      }
    }
    return means
  }
}
