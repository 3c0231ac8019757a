internal import Matrices
internal import VectorMath

/// e^x of one number, by the same vector kernel as everywhere else; arguments are held to ±87.3.
func exponential(_ x: Float) -> Float { exponential(SIMD8(repeating: x))[0] }

/// The logistic function σ(x) = 1 / (1 + e^−x). Results below 10⁻²⁰ are returned as zero: nothing is learned from
/// them, and their products would be subnormal numbers, which are slow.
func logistic(_ x: Float) -> Float {
  let value = 1 / (1 + exponential(-x))
  return value < 1e-20 ? 0 : value
}

extension Matrix {
  /// Turns every row of logits into probabilities, e^x / Σ e^x; those below 10⁻²⁰ become zero.
  mutating func softmaxRows() {
    let columns = self.columns
    forEachRow { _, row in
      var largest = row[0]
      for index in 1..<columns where row[index] > largest { largest = row[index] }
      var sum: Float = 0
      for index in 0..<columns {
        row[index] = exponential(row[index] - largest)
        sum += row[index]
      }
      for index in 0..<columns {
        row[index] /= sum
        if row[index] < 1e-20 { row[index] = 0 }
      }
    }
  }

  /// The position of the largest element of each row, the first of equals.
  var largestColumns: [Int] {
    (0..<rows).map { row in
      var best = 0
      for column in 1..<columns where elements[row * columns + column] > elements[row * columns + best] {
        best = column
      }
      return best
    }
  }

  /// Target minus this matrix of probabilities, where the target is 1 in the column of the label.
  func errors(for labels: some Collection<Int>) -> Matrix {
    var result = map { -$0 }
    for (row, label) in labels.enumerated() { result.elements[row * columns + label] += 1 }
    return result
  }
}

extension Matrix {
  /// The cross-entropy −log softmax(row)[label] of every row of logits.
  func losses(for labels: [Int]) -> [Float] {
    labels.enumerated().map { row, label in
      let logits = self.row(row)
      let largest = logits.max() ?? 0
      let sum = logits.reduce(Float(0)) { $0 + exponential($1 - largest) }
      return naturalLogarithm(SIMD8(repeating: sum))[0] + largest - logits[label]
    }
  }
}
