internal import Matrices

extension ForwardForward {
  private static let kind = "forwardForward"

  public var state: LearnerState {
    var arrays: [String: [Float]] = [
      "readout.weights": readout.weights.elements, "readout.velocity": readout.velocity.elements,
      "readout.bias": readout.bias, "readout.biasVelocity": readout.biasVelocity,
    ]
    for (index, layer) in stack.enumerated() {
      arrays["layer\(index).bias"] = layer.bias
      arrays["layer\(index).biasVelocity"] = layer.biasVelocity
      arrays["layer\(index).meanActivity"] = layer.meanActivity
      // Whether it is known yet, and its value.
      arrays["layer\(index).threshold"] = [layer.threshold == nil ? 0 : 1, layer.threshold ?? 0]
    }
    return LearnerState(learner: Self.kind, arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    let arrays = state.arrays
    readout.weights.elements = arrays["readout.weights"] ?? []
    readout.velocity.elements = arrays["readout.velocity"] ?? []
    readout.bias = arrays["readout.bias"] ?? []
    readout.biasVelocity = arrays["readout.biasVelocity"] ?? []
    for index in stack.indices {
      stack[index].bias = arrays["layer\(index).bias"] ?? []
      stack[index].biasVelocity = arrays["layer\(index).biasVelocity"] ?? []
      stack[index].meanActivity = arrays["layer\(index).meanActivity"] ?? []
      let threshold = arrays["layer\(index).threshold"] ?? []
      stack[index].threshold = threshold.first == 1 ? threshold.last : nil
    }
    passes = state.passes
  }
}
