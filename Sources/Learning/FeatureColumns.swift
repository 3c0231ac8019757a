internal import Matrices

/// Activities of several layers side by side, as a readout takes them.
struct FeatureColumns {
  private(set) var matrix: Matrix
  private var filled = 0

  /// Room for `columns` features of `rows` examples.
  init(rows: Int, columns: Int) { matrix = Matrix(rows: rows, columns: columns) }

  /// Puts the given rows of one layer's activities beside what is there.
  mutating func append(_ activities: Matrix, rows: Range<Int>) {
    precondition(rows.count == matrix.rows && filled + activities.columns <= matrix.columns, "features do not fit")
    let (width, columns) = (matrix.columns, activities.columns)
    matrix.elements.withUnsafeMutableBufferPointer { target in
      activities.elements.withUnsafeBufferPointer { source in
        guard let to = target.baseAddress, let from = source.baseAddress else { return }
        for (index, row) in rows.enumerated() {
          (to + index * width + filled).update(from: from + row * columns, count: columns)
        }
      }
    }
    filled += columns
  }
}
