public import Matrices
public import Substrate
internal import VectorMath

/// Weights in a black box and, beside it, one digital bias per unit with a rectifier: what every local learner stacks.
public struct RectifiedLayer: Sendable {
  /// The weights.
  public var box: any BlackBox
  /// One bias per unit.
  public var bias: [Float]
  /// The running mean of the biases' changes.
  public var biasVelocity: [Float]

  /// Number of units.
  public var units: Int { bias.count }

  /// A layer whose biases are zero.
  public init(_ box: any BlackBox) {
    self.box = box
    bias = [Float](repeating: 0, count: box.outputs)
    biasVelocity = bias
  }

  /// Sends activities through and returns y = max(0, measured + bias) with Σ y² of every row.
  public mutating func respond(to inputs: Matrix) -> (activities: Matrix, sums: [Float]) {
    var activities = box.measure(inputs)
    let sums = rectify(&activities)
    return (activities, sums)
  }

  /// The same for several batches, stacked, each a read of its own.
  mutating func respond(to stacked: Matrix, each rows: [Int]) -> Response {
    var activities = box.measure(stacked, each: rows)
    let sums = rectify(&activities)
    return Response(activities: activities, sums: sums)
  }

  /// Turns what was measured into y = max(0, measured + bias); returns Σ y² of every row.
  func rectify(_ measured: inout Matrix) -> [Float] {
    var sums = [Float](repeating: 0, count: measured.rows)
    let units = self.units
    bias.withUnsafeBufferPointer { bias in
      measured.forEachRow { index, row in
        sums[index] = RowKernel.rectify(row, bias: bias.baseAddress!, count: units)
      }
    }
    return sums
  }

  /// Asks the box for the change that the terms make, and changes the biases likewise, without decay.
  public mutating func learn(
    _ terms: [WeightChange.Term], rate: Float, momentum: Float, weightDecay: Float
  ) {
    var step = [Float](repeating: 0, count: units)
    for term in terms where term.examples > 0 {
      for first in stride(from: 0, to: term.signals.rows, by: term.examples) {
        let means = term.signals.columnMeans(of: first..<first + term.examples)
        for index in step.indices { step[index] += means[index] }
      }
    }
    learnBias(step, rate: rate, momentum: momentum)
    box.request(WeightChange(terms: terms, rate: rate, momentum: momentum, decay: weightDecay))
  }

  /// Moves the biases along a direction.
  mutating func learnBias(_ step: [Float], rate: Float, momentum: Float) {
    for index in step.indices {
      biasVelocity[index] = momentum * biasVelocity[index] + (1 - momentum) * step[index]
      bias[index] += rate * biasVelocity[index]
    }
  }
}

extension Array where Element == RectifiedLayer {
  /// Layers of which each fits the one below.
  init(chain boxes: [any BlackBox]) {
    precondition(!boxes.isEmpty, "a net needs a layer")
    for (lower, upper) in zip(boxes, boxes.dropFirst()) {
      precondition(lower.outputs == upper.inputs, "\(lower.outputs) outputs do not fit \(upper.inputs) inputs")
    }
    self = boxes.map { RectifiedLayer($0) }
  }

  /// The boxes; others of the same shapes may take their place.
  var boxes: [any BlackBox] {
    get { map(\.box) }
    set {
      precondition(
        newValue.map { [$0.inputs, $0.outputs] } == map { [$0.box.inputs, $0.box.outputs] },
        "the new layers have other shapes")
      for (index, box) in newValue.enumerated() { self[index].box = box }
    }
  }

  /// Biases and their velocities by name, for saving.
  var arrays: [String: [Float]] {
    var arrays: [String: [Float]] = [:]
    for (index, layer) in enumerated() {
      arrays["layer\(index).bias"] = layer.bias
      arrays["layer\(index).biasVelocity"] = layer.biasVelocity
    }
    return arrays
  }

  /// Takes up arrays whose names and lengths have been checked.
  mutating func restore(_ arrays: [String: [Float]]) {
    for index in indices {
      self[index].bias = arrays["layer\(index).bias"] ?? []
      self[index].biasVelocity = arrays["layer\(index).biasVelocity"] ?? []
    }
  }
}
