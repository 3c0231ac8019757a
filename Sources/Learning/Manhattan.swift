internal import Matrices
public import Randomness
public import Substrate

/// The Manhattan rule (E. Zamanidoost et al., ISCAS 2015): one pulse in the direction of each weight's gradient, whatever
/// its size, for cells whose steps nobody wants to control.
///
/// The gradient is backpropagation's, errors sent back through the arrays, read from outputs to inputs; a running mean of
/// it is kept digitally. Weights whose mean lies below `threshold` times its root mean square over the layer get no pulse;
/// the threshold grows as the rate falls. In layers without pulses one is worth the rate.
public struct Manhattan: DenseLearner {
  public let settings: BackpropSettings
  /// Least magnitude of a mean gradient that is worth a pulse, in root mean squares of the layer's.
  public let threshold: Float
  public internal(set) var passes = PassCounts()
  var net: DenseNet
  private var velocities: [Matrix]
  let key: StreamKey
  static let kind = "manhattan"

  public var knowledge: String { BackwardModel.transposed.knowledge }
  public var layers: [any BlackBox] {
    get { net.layers.boxes }
    set { net.layers = LayerStack(newValue, exact: false) }
  }

  /// A net on given layers of weights; the last one has an output per class.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``, also for layers that cannot do what it needs.
  public init(
    layers: [any BlackBox], threshold: Float, settings: BackpropSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    guard threshold >= 0, threshold.isFinite else {
      throw .badSetting(name: "threshold", value: "\(threshold)", allowed: "0 or more")
    }
    try LayerStack.requireTransposedReads(layers, of: "manhattan")
    try LayerStack.requirePulses(layers, of: "manhattan")
    self.settings = settings
    self.threshold = threshold
    self.key = key
    net = DenseNet(layers: LayerStack(layers, exact: false), normalises: settings.normalisesActivities)
    velocities = layers.map { Matrix(rows: $0.inputs, columns: $0.outputs) }
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let trace = net.forward(FirstLayerInput.plain(batch.images))
    passes.forward += batch.labels.count
    passes.backward += batch.labels.count
    var probabilities = trace.logits
    probabilities.softmaxRows()
    let signals = net.transposedSignals(trace, errors: probabilities.errors(for: batch.labels))
    for index in signals.indices {
      multiply(
        trace.inputs[index], signals[index], transposeLeft: true,
        alpha: (1 - settings.momentum) / Float(batch.labels.count), beta: settings.momentum, into: &velocities[index])
      if factor > 0 {
        net.layers.pulse(index, Self.directions(velocities[index], threshold / factor), worth: settings.rate)
      }
      net.learnBias(
        index, signals: signals[index], rate: factor * (settings.biasRate ?? settings.rate), momentum: settings.momentum
      )
    }
    return zip(trace.logits.largestColumns, batch.labels).count { $0 != $1 }
  }

  /// Signs of what lies above so many root mean squares; 0 for the rest.
  static func directions(_ gradient: Matrix, _ threshold: Float) -> Matrix {
    let squares = gradient.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    let limit = threshold * Float((squares / Double(max(gradient.count, 1))).squareRoot())
    return gradient.map { $0 > limit ? 1 : $0 < -limit ? -1 : 0 }
  }

  public var state: LearnerState {
    var arrays = net.arrays
    for (index, velocity) in velocities.enumerated() { arrays["layer\(index).velocity"] = velocity.elements }
    return LearnerState(learner: Self.kind, arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    net.restore(state.arrays)
    for index in velocities.indices { velocities[index].elements = state.arrays["layer\(index).velocity"] ?? [] }
    passes = state.passes
  }
}

extension Manhattan {
  /// `learner.manhattan.threshold`.
  public static let thresholdField = LearnerSetting(
    "learner.manhattan.threshold", 2.0, in: 0...100,
    "`manhattan`: least mean gradient that gets a pulse, in root mean squares of its layer's.")

  static let descriptions = [
    LearnerDescription(
      name: "manhattan", meaning: "One pulse in the direction of each weight's gradient, whatever its size.",
      knowledge: BackwardModel.transposed.knowledge, place: .inSitu,
      rule: LearnerRule(
        name: "manhattan", meaning: "The Manhattan rule.", fields: BackpropFields.common + [thresholdField.field],
        rate: 0.002, plan: Backprop.plan,
        make: { surroundings, layers in
          try Manhattan(
            layers: layers, threshold: Float(surroundings.values[thresholdField]),
            settings: BackpropSettings(surroundings.values, surroundings.training), key: surroundings.key)
        }))
  ]
}
