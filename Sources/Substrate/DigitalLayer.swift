public import Matrices

/// A perfect chip: single-precision weights, exact products, every request fulfilled to the letter.
public struct DigitalLayer: ExactModel, WeightPort {
  /// The weights, [inputs × outputs].
  public private(set) var weights: Matrix
  /// The running mean of requested changes, present once a request had momentum.
  public private(set) var velocity: Matrix?
  public private(set) var tally = Tally()

  public var inputs: Int { weights.rows }
  public var outputs: Int { weights.columns }

  /// A layer with given weights and, when training resumes, a given velocity and the counts so far.
  public init(weights: Matrix, velocity: Matrix? = nil, tally: Tally = Tally()) {
    self.weights = weights
    self.velocity = velocity
    self.tally = tally
  }

  public mutating func measure(_ activities: Matrix) -> Matrix {
    tally.vectorsRead += activities.rows
    return product(activities, weights)
  }

  public mutating func measure(_ activities: Matrix, each rows: [Int]) -> Matrix { measure(activities) }

  public mutating func request(_ change: WeightChange) {
    tally.requests += 1
    if change.momentum == 0, velocity == nil {
      if change.decay != 0 { weights.scale(by: 1 - change.rate * change.decay) }
      for sum in change.sums {
        multiply(
          sum.inputs, sum.signals, transposeLeft: true, alpha: change.rate / Float(sum.examples), beta: 1,
          into: &weights)
      }
      return
    }
    var mean = velocity ?? Matrix(rows: inputs, columns: outputs)
    velocity = nil  // the only reference, so that the update happens in place
    var keep = change.momentum
    for sum in change.sums {
      multiply(
        sum.inputs, sum.signals, transposeLeft: true, alpha: (1 - change.momentum) / Float(sum.examples), beta: keep,
        into: &mean)
      keep = 1
    }
    if keep != 1 { mean.scale(by: keep) }
    weights.add(runningMean: &mean, scaledBy: change.rate, keeping: 1 - change.rate * change.decay)
    velocity = mean
  }

  public mutating func effectiveWeights() -> Matrix { weights }

  public mutating func program(_ weights: Matrix) {
    precondition(weights.rows == inputs && weights.columns == outputs, "weights do not fit the layer")
    self.weights = weights
    velocity = nil
  }

  public mutating func readBack() -> Matrix { weights }
}

extension DigitalLayer: TransposedReads, PulsePort, ShiftableWeights {
  public mutating func measureBack(_ errors: Matrix) -> Matrix {
    tally.vectorsRead += errors.rows
    return product(errors, weights, transposeRight: true)
  }

  public mutating func pulse(_ directions: Matrix, worth: Float) {
    precondition(directions.rows == inputs && directions.columns == outputs, "directions do not fit the layer")
    tally.requests += 1
    for index in weights.elements.indices {
      let direction = directions.elements[index]
      if direction != 0 { weights.elements[index] += direction > 0 ? worth : -worth }
    }
  }
}
