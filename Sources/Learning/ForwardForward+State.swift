internal import Matrices

extension ForwardForward {
  private static let kind = "forwardForward"

  public var state: LearnerState {
    var arrays = readout.arrays(named: "readout")
    for (index, layer) in stack.enumerated() { arrays.merge(layer.arrays(named: "layer\(index)")) { $1 } }
    return LearnerState(learner: Self.kind, arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    let arrays = state.arrays
    readout.restore(arrays, named: "readout")
    for index in stack.indices { stack[index].restore(arrays, named: "layer\(index)") }
    passes = state.passes
  }
}
