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
  mutating func forEachRow(_ body: (Int, UnsafeMutablePointer<Float>) -> Void) { forEachRow(of: 0..<rows, body) }

  /// Calls `body` with the index, counted from the first of them, and the elements of some rows.
  @inline(__always)
  mutating func forEachRow(of range: Range<Int>, _ body: (Int, UnsafeMutablePointer<Float>) -> Void) {
    let columns = self.columns
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    guard !range.isEmpty, columns > 0 else { return }
    elements.withUnsafeMutableBufferPointer { buffer in
      for row in range { body(row - range.lowerBound, buffer.baseAddress! + row * columns) }
    }
  }

  /// Mean of each column.
  var columnMeans: [Float] { columnMeans(of: 0..<rows) }

  /// Mean of each column over some rows.
  func columnMeans(of range: Range<Int>) -> [Float] {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    var means = [Float](repeating: 0, count: columns)
    guard !range.isEmpty, columns > 0 else { return means }
    elements.withUnsafeBufferPointer { buffer in
      means.withUnsafeMutableBufferPointer { sums in
        for row in range {
          RowKernel.accumulate(buffer.baseAddress! + row * columns, into: sums.baseAddress!, count: columns)
        }
        RowKernel.scale(sums.baseAddress!, by: 1 / Float(range.count), count: columns)
      }
    }
    return means
  }
}
