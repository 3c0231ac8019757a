extension [Double] {
  /// [rows × columns] → [columns × rows], in blocks that stay in the first-level cache.
  func transposed(rows: Int, columns: Int) -> [Double] {
    precondition(count == rows * columns, "\(count) values for \(rows) x \(columns)")
    return [Double](unsafeUninitializedCapacity: count) { target, initialized in
      withUnsafeBufferPointer { values in
        for top in stride(from: 0, to: rows, by: 8) {
          for left in stride(from: 0, to: columns, by: 8) {
            for column in left..<Swift.min(left + 8, columns) {
              for row in top..<Swift.min(top + 8, rows) {
                target[column * rows + row] = values[row * columns + column]
              }
            }
          }
        }
      }
      initialized = count
    }
  }
}
