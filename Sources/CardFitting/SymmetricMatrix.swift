internal import Foundation

/// A small symmetric positive matrix, as information matrices of a few numbers are.
struct SymmetricMatrix: Sendable {
  let order: Int
  var elements: [Double]

  init(order: Int) {
    self.order = order
    elements = [Double](repeating: 0, count: order * order)
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * order + column] }
    set { elements[row * order + column] = newValue }
  }

  static func += (left: inout SymmetricMatrix, right: SymmetricMatrix) {
    for index in left.elements.indices { left.elements[index] += right.elements[index] }
  }

  /// The lower triangle L with L Lᵀ = this, or nil for a matrix that is not positive.
  private func triangle() -> [Double]? {
    var lower = [Double](repeating: 0, count: order * order)
    for row in 0..<order {
      for column in 0...row {
        var sum = self[row, column]
        for k in 0..<column { sum -= lower[row * order + k] * lower[column * order + k] }
        if row == column {
          guard sum > 1e-13 * abs(self[row, row]), sum > 0, sum.isFinite else { return nil }
          lower[row * order + row] = sum.squareRoot()
        } else {
          lower[row * order + column] = sum / lower[column * order + column]
        }
      }
    }
    return lower
  }

  /// Inverse and logarithm of the determinant, with the diagonal raised where the matrix is not positive.
  func inverted() -> (inverse: SymmetricMatrix, logDeterminant: Double) {
    var ridge = 0.0
    while true {
      var raised = self
      for k in 0..<order { raised[k, k] += ridge * (abs(self[k, k]) + 1e-9) }
      guard let lower = raised.triangle() else {
        // Not a number somewhere: nothing is known, and no step is taken.
        guard ridge < 1e6 else { return (SymmetricMatrix(order: order), .nan) }
        ridge = ridge == 0 ? 1e-10 : ridge * 10
        continue
      }
      var inverse = SymmetricMatrix(order: order)
      var logDeterminant = 0.0
      for k in 0..<order { logDeterminant += 2 * log(lower[k * order + k]) }
      for column in 0..<order {
        var x = [Double](repeating: 0, count: order)
        for row in column..<order {
          var sum = row == column ? 1.0 : 0
          for k in column..<row { sum -= lower[row * order + k] * x[k] }
          x[row] = sum / lower[row * order + row]
        }
        for row in stride(from: order - 1, through: 0, by: -1) {
          var sum = x[row]
          for k in (row + 1)..<max(order, row + 1) { sum -= lower[k * order + row] * x[k] }
          x[row] = sum / lower[row * order + row]
        }
        for row in 0..<order { inverse[row, column] = x[row] }
      }
      return (inverse, logDeterminant)
    }
  }

  static func * (matrix: SymmetricMatrix, vector: [Double]) -> [Double] {
    (0..<matrix.order).map { row in
      var sum = 0.0
      for column in 0..<matrix.order { sum += matrix[row, column] * vector[column] }
      return sum
    }
  }
}
