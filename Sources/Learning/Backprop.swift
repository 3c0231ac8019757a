internal import Matrices
public import Randomness
public import Substrate

/// Backpropagation with rectifiers and softmax cross-entropy, forward through any layers and backward through a model
/// of them.
///
/// The last layer gives the logits; it may lie on the chip like the others or be a `DigitalLayer`. Digital in any
/// case: biases, rectifiers, softmax and all of the backward pass.
public struct Backprop: DenseLearner {
  /// What was chosen.
  public let settings: BackpropSettings
  /// What the errors go back through.
  public let model: BackwardModel
  public internal(set) var passes = PassCounts()
  var net: DenseNet
  /// The weights it believes in, with `nominal`.
  var believed: [DigitalLayer] = []
  private var feedback: [Matrix] = []
  let key: StreamKey

  public var knowledge: String { model.knowledge }

  public var layers: [any BlackBox] {
    get { net.layers.boxes }
    set {
      precondition(
        newValue.map { [$0.inputs, $0.outputs] } == layers.map { [$0.inputs, $0.outputs] },
        "the new layers have other shapes")
      net.layers = LayerStack(newValue, exact: needsExactModel)
    }
  }

  private var needsExactModel: Bool {
    if case .exact = model { true } else { false }
  }

  /// A net on given layers of weights, which are used as they are; the last one has an output per class.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], model: BackwardModel, settings: BackpropSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    self.settings = settings
    self.model = model
    self.key = key
    var exact = false
    if case .exact = model { exact = true }
    net = DenseNet(layers: LayerStack(layers, exact: exact), normalises: settings.normalisesActivities)
    switch model {
    case .exact: break
    case .transposed: try LayerStack.requireTransposedReads(layers, of: "bp-transposed")
    case .nominal(let initial):
      precondition(
        initial.map { [$0.rows, $0.columns] } == layers.map { [$0.inputs, $0.outputs] },
        "the nominal weights have other shapes than the layers")
      believed = initial.map { DigitalLayer(weights: $0) }
    case .directFeedback(let key):
      let classes = layers[layers.count - 1].outputs
      feedback = layers.dropLast().enumerated().map { index, layer in
        InitialWeights.normal(shape: [classes, layer.outputs], key: key.child("feedback", index))[0]
      }
    }
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let labels = batch.labels
    let trace = net.forward(FirstLayerInput.plain(batch.images))
    passes.forward += labels.count
    passes.backward += labels.count
    var probabilities = trace.logits
    probabilities.softmaxRows()
    let signals = signals(trace, errors: probabilities.errors(for: labels))
    for index in signals.indices {
      let change = WeightChange(
        terms: [WeightChange.Term(inputs: trace.inputs[index], signals: signals[index].sums)],
        rate: factor * settings.rate, momentum: settings.momentum, decay: settings.weightDecay)
      net.layers.request(index, change)
      if !believed.isEmpty { believed[index].request(change) }
      net.learnBias(
        index, signals: signals[index].outputs, rate: factor * (settings.biasRate ?? settings.rate),
        momentum: settings.momentum)
    }
    return zip(trace.logits.largestColumns, labels).count { $0 != $1 }
  }

  /// The directions in which a layer's outputs should move, before the rectifier, and its weighted sums. The two differ
  /// where a known stage lies between them; biases stand behind it, at the outputs.
  private struct Signals {
    let outputs: Matrix
    let sums: Matrix
  }

  private mutating func signals(_ trace: DenseNet.Trace, errors: Matrix) -> [Signals] {
    let last = trace.inputs.count - 1
    var signals = [Signals(outputs: errors, sums: net.layers.errorsAtSums(last, errors))]
    for index in stride(from: last - 1, through: 0, by: -1) {
      var back =
        switch model {
        case .exact: net.layers.errorsBack(index + 1, signals[0].sums)
        case .nominal: product(signals[0].sums, believed[index + 1].weights, transposeRight: true)
        case .transposed: net.layers.measureBack(index + 1, signals[0].sums)
        case .directFeedback: product(errors, feedback[index])
        }
      back = net.layers.errorsAtInputs(index + 1, back)
      net.throughActivation(&back, of: index, trace: trace)
      signals.insert(Signals(outputs: back, sums: net.layers.errorsAtSums(index, back)), at: 0)
    }
    return signals
  }
}

extension Backprop {
  static let kind = "backprop"

  public var state: LearnerState {
    var arrays = net.arrays
    for (index, layer) in believed.enumerated() {
      arrays["believed\(index).weights"] = layer.weights.elements
      arrays["believed\(index).velocity"] =
        layer.velocity?.elements ?? [Float](repeating: 0, count: layer.weights.count)
    }
    return LearnerState(learner: Self.kind, arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    net.restore(state.arrays)
    for index in believed.indices {
      var weights = believed[index].weights
      var velocity = weights
      weights.elements = state.arrays["believed\(index).weights"] ?? []
      velocity.elements = state.arrays["believed\(index).velocity"] ?? []
      // A layer without momentum has no running mean, and rounds differently from one whose mean is zero.
      believed[index] = DigitalLayer(weights: weights, velocity: settings.momentum == 0 ? nil : velocity)
    }
    passes = state.passes
  }
}
