internal import Foundation

/// The distribution of the Kolmogorov–Smirnov statistic D of n values.
public enum KolmogorovDistribution {
  /// The probability of a statistic of at least `d`.
  ///
  /// Up to n = 1000 by the matrix formula of G. Marsaglia, W. W. Tsang, J. Wang, J. Stat. Softw. 8(18), 2003, doi
  /// 10.18637/jss.v008.i18, to about 1e-14; beyond by the limiting distribution with the correction of J. Vrbik,
  /// Pioneer J. Theor. Appl. Stat. 15, 15 (2018), to a relative 1e-3. Probabilities below 1e-12 are only orders of
  /// magnitude.
  public static func survival(_ d: Double, n: Int) -> Double {
    guard d > 0 else { return 1 }
    guard d < 1 else { return 0 }
    let s = d * d * Double(n)
    let root = Double(n).squareRoot()
    // Their tail formula.
    if s > 14 { return 2 * exp(-(2.000071 + 0.331 / root + 1.409 / Double(n)) * s) }
    if n <= 1000 { return min(1, max(0, 1 - matrixFormula(d, n: n))) }
    let x = root * d
    return limit(x + 1 / (6 * root) + (x - 1) / (4 * Double(n)))
  }

  /// Kolmogorov's limiting distribution: Q(λ) = 2 Σ (−1)^(k−1) exp(−2 k² λ²), for small λ by its theta transform.
  static func limit(_ lambda: Double) -> Double {
    guard lambda > 0.04 else { return 1 }
    if lambda < 1 {
      var sum = 0.0
      for k in stride(from: 1.0, through: 19, by: 2) {
        sum += exp(-k * k * Double.pi * Double.pi / (8 * lambda * lambda))
      }
      return 1 - (2 * Double.pi).squareRoot() / lambda * sum
    }
    var sum = 0.0
    for k in 1...20 {
      sum += (k % 2 == 1 ? 2 : -2) * exp(-2 * Double(k * k) * lambda * lambda)
    }
    return min(1, max(0, sum))
  }

  /// P(D < d): the middle element of n! / nⁿ · Hⁿ.
  private static func matrixFormula(_ d: Double, n: Int) -> Double {
    let k = Int(Double(n) * d) + 1
    let m = 2 * k - 1
    let h = Double(k) - Double(n) * d
    var matrix = SquareMatrix(m)
    for row in 0..<m {
      for column in 0..<min(m, row + 2) { matrix[row, column] = 1 }
    }
    var power = 1.0
    for row in 0..<m {
      power *= h
      matrix[row, 0] -= power
      matrix[m - 1, m - 1 - row] -= power
    }
    if 2 * h > 1 { matrix[m - 1, 0] += (0..<m).reduce(1.0) { product, _ in product * (2 * h - 1) } }
    for row in 0..<m {
      for column in 0...row where row - column + 1 > 1 {
        for factor in 2...row - column + 1 { matrix[row, column] /= Double(factor) }
      }
    }
    var (value, exponent) = matrix.power(n, element: k - 1)
    for i in 1...n {
      value *= Double(i) / Double(n)
      if value < 1e-140 {
        value *= 1e140
        exponent -= 140
      }
    }
    for _ in 0..<abs(exponent / 140) { value *= exponent > 0 ? 1e140 : 1e-140 }
    return value
  }
}

/// A small dense matrix for ``KolmogorovDistribution``.
private struct SquareMatrix {
  let size: Int
  var elements: [Double]

  init(_ size: Int) {
    self.size = size
    elements = [Double](repeating: 0, count: size * size)
  }

  subscript(row: Int, column: Int) -> Double {
    get { elements[row * size + column] }
    set { elements[row * size + column] = newValue }
  }

  /// The diagonal element `element` of the n-th power, apart from a power of ten (a multiple of 140) that is kept
  /// separately.
  func power(_ n: Int, element: Int) -> (value: Double, exponent: Int) {
    var result: (matrix: SquareMatrix, exponent: Int)?
    var factor = (matrix: self, exponent: 0)
    var rest = n
    while rest > 0 {
      if rest % 2 == 1 {
        result = result.map { ($0.matrix * factor.matrix, $0.exponent + factor.exponent) } ?? factor
        result.map { result = $0.matrix.scaled($0.exponent, by: element) }
      }
      rest /= 2
      if rest > 0 {
        factor = (factor.matrix * factor.matrix).scaled(2 * factor.exponent, by: element)
      }
    }
    guard let result else { return (1, 0) }
    return (result.matrix[element, element], result.exponent)
  }

  /// This matrix divided by 10¹⁴⁰ where its middle element has grown beyond that.
  private func scaled(_ exponent: Int, by element: Int) -> (matrix: SquareMatrix, exponent: Int) {
    guard self[element, element] > 1e140 else { return (self, exponent) }
    var smaller = self
    for index in smaller.elements.indices { smaller.elements[index] *= 1e-140 }
    return (smaller, exponent + 140)
  }

  static func * (left: SquareMatrix, right: SquareMatrix) -> SquareMatrix {
    var product = SquareMatrix(left.size)
    for row in 0..<left.size {
      for inner in 0..<left.size {
        let factor = left[row, inner]
        for column in 0..<left.size { product[row, column] += factor * right[inner, column] }
      }
    }
    return product
  }
}
