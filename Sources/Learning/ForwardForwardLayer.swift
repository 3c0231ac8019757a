internal import Matrices
internal import Substrate
internal import VectorMath

/// One layer of a Forward-Forward net: weights in a black box, and beside it a few digital numbers per unit.
struct ForwardForwardLayer: Sendable {
  var box: any BlackBox
  var bias: [Float]
  var biasVelocity: [Float]
  /// Running mean m of each unit's activity on positive data.
  var meanActivity: [Float]
  /// θ, once known.
  var threshold: Float?

  var units: Int { bias.count }

  init(box: any BlackBox, settings: ForwardForwardSettings) {
    self.box = box
    bias = [Float](repeating: 0, count: box.outputs)
    biasVelocity = bias
    meanActivity = [Float](repeating: 0.5, count: box.outputs)
    if case .perUnit(let k) = settings.threshold {
      threshold = settings.goodness.threshold(perUnit: k, units: box.outputs)
    }
  }

  /// Sends activities through and returns y = max(0, measured + bias) with Σ y² of every row.
  mutating func respond(to inputs: Matrix) -> (activities: Matrix, sums: [Float]) {
    var activities = box.measure(inputs)
    var sums = [Float](repeating: 0, count: inputs.rows)
    let units = self.units
    bias.withUnsafeBufferPointer { bias in
      activities.forEachRow { index, row in
        sums[index] = RowKernel.rectify(row, bias: bias.baseAddress!, count: units)
      }
    }
    return (activities, sums)
  }

  /// Asks the box for the change that both phases' signals make, and changes the biases likewise.
  mutating func learn(_ terms: [WeightChange.Term], rate: Float, settings: ForwardForwardSettings) {
    var step = [Float](repeating: 0, count: units)
    for term in terms {
      let means = term.signals.columnMeans
      for index in step.indices { step[index] += means[index] }
    }
    let keep = settings.momentum
    for index in step.indices {
      biasVelocity[index] = keep * biasVelocity[index] + (1 - keep) * step[index]
      bias[index] += rate * biasVelocity[index]
    }
    box.request(WeightChange(terms: terms, rate: rate, momentum: keep, decay: settings.weightDecay))
  }
}
