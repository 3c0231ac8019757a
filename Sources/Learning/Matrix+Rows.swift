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

  /// A row for each label: 1 in its column, 0 elsewhere.
  init(oneHot labels: some Collection<Int>, columns: Int) {
    self.init(rows: labels.count, columns: columns)
    for (row, label) in labels.enumerated() { elements[row * columns + label] = 1 }
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
