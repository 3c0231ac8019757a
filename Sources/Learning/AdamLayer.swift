public import Matrices
public import Substrate

/// A perfect chip that follows requests by Adam (Kingma, Ba 2015, arXiv 1412.6980): a digital reference only, since no
/// array keeps a second moment for every cell.
///
/// M ← β₁·M + (1 − β₁)·G, S ← β₂·S + (1 − β₂)·G², W ← W + rate·(M/(1 − β₁ᵗ)) / (√(S/(1 − β₂ᵗ)) + 10⁻⁸), with G the
/// requested sum of outer products and β₁ the request's momentum; decay is decoupled from the gradient.
public struct AdamLayer: ExactModel, WeightPort {
  /// The weights, [inputs × outputs].
  public private(set) var weights: Matrix
  /// β₂.
  public let squareMomentum: Float
  public private(set) var tally = Tally()
  /// The first and second moments and the number of requests, for saving.
  public private(set) var first: Matrix
  public private(set) var second: Matrix
  public private(set) var steps: Int

  public var inputs: Int { weights.rows }
  public var outputs: Int { weights.columns }

  /// A layer of given weights; moments and steps when training resumes.
  public init(
    weights: Matrix, squareMomentum: Float = 0.999, first: Matrix? = nil, second: Matrix? = nil, steps: Int = 0
  ) {
    self.weights = weights
    self.squareMomentum = squareMomentum
    self.first = first ?? Matrix(rows: weights.rows, columns: weights.columns)
    self.second = second ?? Matrix(rows: weights.rows, columns: weights.columns)
    self.steps = steps
  }

  public mutating func measure(_ activities: Matrix) -> Matrix {
    tally.vectorsRead += activities.rows
    return product(activities, weights)
  }

  public mutating func measure(_ activities: Matrix, each rows: [Int]) -> Matrix { measure(activities) }

  public mutating func request(_ change: WeightChange) {
    tally.requests += 1
    steps += 1
    var gradient = Matrix(rows: inputs, columns: outputs)
    for sum in change.sums {
      multiply(sum.inputs, sum.signals, transposeLeft: true, alpha: 1 / Float(sum.examples), beta: 1, into: &gradient)
    }
    let (beta1, beta2) = (change.momentum, squareMomentum)
    let correction1 = Float(1 / (1 - power(Double(beta1), steps)))
    let correction2 = Float(1 / (1 - power(Double(beta2), steps)))
    let keep = 1 - change.rate * change.decay
    let rate = change.rate
    gradient.elements.withUnsafeBufferPointer { gradient in
      first.elements.withUnsafeMutableBufferPointer { first in
        second.elements.withUnsafeMutableBufferPointer { second in
          weights.elements.withUnsafeMutableBufferPointer { weights in
            for index in gradient.indices {
              let g = gradient[index]
              var m = beta1 * first[index] + (1 - beta1) * g
              var s = beta2 * second[index] + (1 - beta2) * g * g
              // Subnormal numbers are slow, and nothing is left of the weight's movement where they occur.
              if abs(m) < 1e-30 { m = 0 }
              if s < 1e-30 { s = 0 }
              first[index] = m
              second[index] = s
              let step = m * correction1 / ((s * correction2).squareRoot() + 1e-8)
              weights[index] = keep * weights[index] + rate * step
            }
          }
        }
      }
    }
  }

  public mutating func effectiveWeights() -> Matrix { weights }

  public mutating func program(_ weights: Matrix) {
    precondition(weights.rows == inputs && weights.columns == outputs, "weights do not fit the layer")
    self = AdamLayer(weights: weights, squareMomentum: squareMomentum)
  }

  public mutating func readBack() -> Matrix { weights }

  /// base^exponent by repeated squaring.
  private func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, left) = (1.0, base, exponent)
    while left > 0 {
      if left & 1 == 1 { result *= square }
      square *= square
      left >>= 1
    }
    return result
  }
}

extension AdamLayer: TransposedReads, ShiftableWeights {
  public mutating func measureBack(_ errors: Matrix) -> Matrix {
    tally.vectorsRead += errors.rows
    return product(errors, weights, transposeRight: true)
  }
}
