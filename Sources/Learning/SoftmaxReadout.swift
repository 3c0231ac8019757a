public import Matrices

/// A digital softmax classifier on measured activities, trained by its own delta rule.
///
/// p = softmax(features · W + b); V ← m·V + (1 − m)·featuresᵀ(target − p)/n; W ← W + rate·(V − decay·W); biases
/// likewise without decay. Constants of the released Forward-Forward code: rate 0.1, decay 0.003, m = 0.9.
public struct SoftmaxReadout: Sendable, Equatable {
  /// Weights [features × classes], zero at the start.
  public internal(set) var weights: Matrix
  /// One bias per class.
  public internal(set) var bias: [Float]
  var velocity: Matrix
  var biasVelocity: [Float]

  /// A readout that knows nothing: all weights are zero, all classes equally probable.
  public init(features: Int, classes: Int) {
    weights = Matrix(rows: features, columns: classes)
    velocity = weights
    bias = [Float](repeating: 0, count: classes)
    biasVelocity = bias
  }

  /// Logits [n × classes] of features [n × features].
  public func logits(_ features: Matrix) -> Matrix {
    var result = product(features, weights)
    result.forEachRow { _, row in
      for index in bias.indices { row[index] += bias[index] }
    }
    return result
  }

  /// Moves the weights along target − p, `errors` [n × classes].
  mutating func learn(_ features: Matrix, errors: Matrix, rate: Float, momentum: Float, decay: Float) {
    multiply(
      features, errors, transposeLeft: true, alpha: (1 - momentum) / Float(features.rows), beta: momentum,
      into: &velocity)
    weights.add(runningMean: &velocity, scaledBy: rate, keeping: 1 - rate * decay)
    let means = errors.columnMeans
    for index in bias.indices {
      biasVelocity[index] = momentum * biasVelocity[index] + (1 - momentum) * means[index]
      bias[index] += rate * biasVelocity[index]
    }
  }
}

extension SoftmaxReadout {
  /// All its numbers, for saving.
  func arrays(named name: String) -> [String: [Float]] {
    [
      name + ".weights": weights.elements, name + ".velocity": velocity.elements, name + ".bias": bias,
      name + ".biasVelocity": biasVelocity,
    ]
  }

  /// Takes up arrays whose names and lengths have been checked.
  mutating func restore(_ arrays: [String: [Float]], named name: String) {
    weights.elements = arrays[name + ".weights"] ?? []
    velocity.elements = arrays[name + ".velocity"] ?? []
    bias = arrays[name + ".bias"] ?? []
    biasVelocity = arrays[name + ".biasVelocity"] ?? []
  }
}
