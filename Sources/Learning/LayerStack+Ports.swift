internal import Matrices
internal import Substrate

/// What layers can do beyond a `BlackBox`, for learners that were promised layers which can.
extension LayerStack {
  /// Stands in a layer's place while it works, so that it changes in place.
  private struct NoLayer: BlackBox {
    var inputs: Int { 0 }
    var outputs: Int { 0 }
    var tally: Tally { Tally() }
    mutating func measure(_ activities: Matrix) -> Matrix { activities }
    mutating func request(_ change: WeightChange) {}
  }

  private mutating func take(_ index: Int) -> any BlackBox {
    guard case .opaque(var layers) = self else { preconditionFailure("ports are for layers that show nothing else") }
    self = .opaque([])
    let layer = layers[index]
    layers[index] = NoLayer()
    self = .opaque(layers)
    return layer
  }

  private mutating func put(_ index: Int, _ layer: any BlackBox) {
    guard case .opaque(var layers) = self else { return }
    self = .opaque([])
    layers[index] = layer
    self = .opaque(layers)
  }

  /// A read from outputs to inputs.
  mutating func measureBack(_ index: Int, _ errors: Matrix) -> Matrix {
    guard var layer = take(index) as? any TransposedReads else { preconditionFailure("no transposed reads") }
    defer { put(index, layer) }
    return layer.measureBack(errors)
  }

  /// A read while the weights are shifted.
  mutating func measure(_ index: Int, _ activities: Matrix, shiftedBy shift: WeightShift) -> Matrix {
    guard var layer = take(index) as? any ShiftableWeights else {
      preconditionFailure("weights that cannot be shifted")
    }
    defer { put(index, layer) }
    return layer.measure(activities, shiftedBy: shift)
  }

  /// One pulse on every cell with a direction.
  mutating func pulse(_ index: Int, _ directions: Matrix, worth: Float) {
    guard var layer = take(index) as? any PulsePort else { preconditionFailure("cells that take no single pulses") }
    layer.pulse(directions, worth: worth)
    put(index, layer)
  }

  /// The weights as the layer's own converters read them.
  mutating func readBack(_ index: Int) -> Matrix {
    guard var layer = take(index) as? any WeightPort else { preconditionFailure("weights that cannot be read back") }
    defer { put(index, layer) }
    return layer.readBack()
  }

  // MARK: Checks, before there is a learner

  static func requireTransposedReads(_ layers: [any BlackBox], of learner: String) throws(LearningError) {
    guard layers.allSatisfy({ $0 is any TransposedReads }) else {
      throw missing("layers that are read in one direction only", learner, "layers that can be read in both directions")
    }
  }

  static func requireShifts(_ layers: [any BlackBox], of learner: String) throws(LearningError) {
    guard layers.allSatisfy({ $0 is any ShiftableWeights }) else {
      throw missing("layers without a shift", learner, "layers whose weights can be shifted for the time of a read")
    }
  }

  static func requirePulses(_ layers: [any BlackBox], of learner: String) throws(LearningError) {
    guard layers.allSatisfy({ $0 is any PulsePort & WeightPort }) else {
      throw missing(
        "layers without single pulses", learner, "layers whose cells take single pulses and can be read back")
    }
  }

  private static func missing(_ what: String, _ learner: String, _ allowed: String) -> LearningError {
    .badSetting(name: "learner.name", value: "\(learner) on \(what)", allowed: allowed)
  }
}

extension DenseNet {
  /// The directions in which every layer's sums should move, errors sent back through the layers themselves: softmax
  /// cross-entropy's −∂L/∂z, but for noise and rounding.
  mutating func transposedSignals(_ trace: Trace, errors: Matrix) -> [Matrix] {
    var signals = [errors]
    for index in stride(from: biases.count - 2, through: 0, by: -1) {
      var back = layers.measureBack(index + 1, signals[0])
      throughActivation(&back, of: index, trace: trace)
      signals.insert(back, at: 0)
    }
    return signals
  }
}
