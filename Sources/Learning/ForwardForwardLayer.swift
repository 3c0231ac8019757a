internal import Matrices
internal import Substrate

/// One layer of a Forward-Forward net: weights in a black box, and beside it a few digital numbers per unit.
struct ForwardForwardLayer: Sendable {
  var rectified: RectifiedLayer
  /// Running mean m of each unit's activity on positive data.
  var meanActivity: [Float]
  /// θ, once known.
  var threshold: Float?

  var units: Int { rectified.units }
  var box: any BlackBox {
    get { rectified.box }
    set { rectified.box = newValue }
  }

  init(box: any BlackBox, settings: ForwardForwardSettings) {
    rectified = RectifiedLayer(box)
    meanActivity = [Float](repeating: 0.5, count: box.outputs)
    if case .perUnit(let k) = settings.threshold {
      threshold = settings.goodness.threshold(perUnit: k, units: box.outputs)
    }
  }

  /// Sends activities through and returns y = max(0, measured + bias) with Σ y² of every row.
  mutating func respond(to inputs: Matrix) -> (activities: Matrix, sums: [Float]) { rectified.respond(to: inputs) }

  /// The same for several batches, stacked, each a read of its own.
  mutating func respond(to stacked: Matrix, each rows: [Int]) -> Response { rectified.respond(to: stacked, each: rows) }

  /// Asks the box for the change that both phases' signals make, and changes the biases likewise.
  mutating func learn(_ terms: [WeightChange.Term], rate: Float, settings: ForwardForwardSettings) {
    rectified.learn(terms, rate: rate, momentum: settings.momentum, weightDecay: settings.weightDecay)
  }
}

extension ForwardForwardLayer {
  /// Its digital numbers, for saving.
  func arrays(named name: String) -> [String: [Float]] {
    [
      name + ".bias": rectified.bias, name + ".biasVelocity": rectified.biasVelocity,
      name + ".meanActivity": meanActivity,
      // Whether it is known yet, and its value.
      name + ".threshold": [threshold == nil ? 0 : 1, threshold ?? 0],
    ]
  }

  /// Takes up arrays whose names and lengths have been checked.
  mutating func restore(_ arrays: [String: [Float]], named name: String) {
    rectified.bias = arrays[name + ".bias"] ?? []
    rectified.biasVelocity = arrays[name + ".biasVelocity"] ?? []
    meanActivity = arrays[name + ".meanActivity"] ?? []
    let threshold = arrays[name + ".threshold"] ?? []
    self.threshold = threshold.first == 1 ? threshold.last : nil
  }
}
