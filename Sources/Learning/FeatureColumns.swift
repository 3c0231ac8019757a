internal import Matrices
internal import VectorMath

/// Activities of several layers side by side, as a readout takes them.
struct FeatureColumns {
  private var elements: [Float]
  private let rows: Int
  private let columns: Int
  private var filled = 0

  /// Room for `columns` features of `rows` examples.
  init(rows: Int, columns: Int) {
    (self.rows, self.columns) = (rows, columns)
    // No first pass of zeros: all columns are written before any is read.
    elements = [Float](unsafeUninitializedCapacity: max(1, rows * columns)) { $1 = rows * columns }
  }

  /// All features, once every column has been put in its place.
  var matrix: Matrix {
    precondition(filled == columns, "\(filled) of \(columns) columns are filled")
    return Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// Puts the given rows of one layer's activities beside what is there.
  mutating func append(_ activities: Matrix, rows: Range<Int>) {
    precondition(rows.count == self.rows && filled + activities.columns <= self.columns, "features do not fit")
    let (width, columns) = (self.columns, activities.columns)
    elements.withUnsafeMutableBufferPointer { target in
      activities.elements.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        for (index, row) in rows.enumerated() {
          (to + index * width + filled).update(from: from + row * columns, count: columns)
        }
      }
    }
    filled += columns
  }

  /// Puts one layer's activities beside what is there, each row divided by its root mean square, whose sums of squares are
  /// known.
  mutating func append(normalising activities: Matrix, sums: [Float]) {
    precondition(activities.rows == rows && filled + activities.columns <= self.columns, "features do not fit")
    let (width, columns) = (self.columns, activities.columns)
    elements.withUnsafeMutableBufferPointer { target in
      activities.elements.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        for (row, sum) in sums.enumerated() {
          let factor = RowKernel.normalisation(sumOfSquares: sum, count: columns)
          let (line, values) = (to + row * width + filled, from + row * columns)
          for column in 0..<columns { line[column] = values[column] * factor }
        }
      }
    }
    filled += columns
  }
}
