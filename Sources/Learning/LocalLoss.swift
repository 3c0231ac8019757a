public import Matrices
public import Randomness
public import Substrate

/// Local supervised learning: every layer has a small digital classifier of its own and learns what makes that one
/// surer (local losses as in Nøkland, Eidnes 2019, arXiv 1901.06656, and Mono-Forward).
///
/// Layer l gives normalised activities ŷ, its classifier p = softmax(ŷ·Q + b); the layer's signal is ((target − p)·Qᵀ)
/// through normalisation and rectifier, the classifier learns by the delta rule. Digital beside the layers: Q and b of
/// every layer. The answer is that of the last layer's classifier. Nothing of the weights is known; unlike
/// Forward-Forward one pass is enough.
public struct LocalLoss: Learner {
  /// What was chosen; `readoutRate`, `readoutDecay` and the rates of the layers are used.
  public let settings: ForwardForwardSettings
  public private(set) var passes = PassCounts()
  /// Every layer's classifier.
  public private(set) var classifiers: [SoftmaxReadout]
  private var net: DenseNet
  private let key: StreamKey

  public var knowledge: String { "nothing" }
  public var layers: [any BlackBox] {
    get { Array(net.layers.boxes.prefix(classifiers.count)) }
    set { net.layers = LayerStack(newValue + [Self.nothing(newValue)], exact: false) }
  }

  /// A net on given hidden layers of weights.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], classes: Int = 10, settings: ForwardForwardSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    self.settings = settings
    self.key = key
    net = DenseNet(layers: LayerStack(layers + [Self.nothing(layers)], exact: false), normalises: true)
    // A classifier of zeros would send no signal: it starts with small random weights.
    classifiers = layers.enumerated().map { index, layer in
      var readout = SoftmaxReadout(features: layer.outputs, classes: classes)
      readout.weights = InitialWeights.normal(
        shape: [layer.outputs, classes], key: key.child("classifier", index))[0]
      return readout
    }
  }

  /// An output layer without outputs: the net's last activities are those of the last hidden layer.
  private static func nothing(_ layers: [any BlackBox]) -> any BlackBox {
    DigitalLayer(weights: Matrix(rows: layers[layers.count - 1].outputs, columns: 0))
  }

  public mutating func trainEpoch(_ data: Examples, epoch: Int) -> EpochReport {
    let order = key.child("order", epoch).permutation(data.count)
    let factor = settings.schedule.factor(epoch: epoch)
    var wrong = 0
    for first in stride(from: 0, to: data.count, by: settings.batchSize) {
      let indices = order[first..<min(first + settings.batchSize, data.count)]
      let labels = indices.map { data.labels[$0] }
      let trace = net.forward(FirstLayerInput.plain(data.images.rows(at: indices)))
      passes.forward += labels.count
      for layer in classifiers.indices {
        let activities = trace.inputs[layer + 1]
        var probabilities = classifiers[layer].logits(activities)
        if layer == classifiers.count - 1 {
          wrong += zip(probabilities.largestColumns, labels).count { $0 != $1 }
        }
        probabilities.softmaxRows()
        let errors = probabilities.errors(for: labels)
        var signals = product(errors, classifiers[layer].weights, transposeRight: true)
        net.throughActivation(&signals, of: layer, trace: trace)
        classifiers[layer].learn(
          activities, errors: errors, rate: factor * settings.readoutRate, momentum: settings.momentum,
          decay: settings.readoutDecay)
        net.layers.request(
          layer,
          WeightChange(
            terms: [WeightChange.Term(inputs: trace.inputs[layer], signals: signals)], rate: factor * settings.rate,
            momentum: settings.momentum, decay: settings.weightDecay))
        net.learnBias(layer, signals: signals, rate: factor * settings.rate, momentum: settings.momentum)
      }
    }
    return EpochReport(
      epoch: epoch, rate: factor * settings.rate, examples: data.count,
      trainingError: Double(wrong) / Double(data.count))
  }

  public mutating func predictions(for images: Matrix) -> [Int] {
    passes.inference += images.rows
    var predictions: [Int] = []
    for first in stride(from: 0, to: images.rows, by: 500) {
      let block = images.rows(first..<min(first + 500, images.rows))
      let activities = net.forward(FirstLayerInput.plain(block)).inputs[classifiers.count]
      predictions += classifiers[classifiers.count - 1].logits(activities).largestColumns
    }
    return predictions
  }

  public var state: LearnerState {
    var arrays = net.arrays
    for (index, classifier) in classifiers.enumerated() {
      arrays["classifier\(index).weights"] = classifier.weights.elements
      arrays["classifier\(index).velocity"] = classifier.velocity.elements
      arrays["classifier\(index).bias"] = classifier.bias
      arrays["classifier\(index).biasVelocity"] = classifier.biasVelocity
    }
    return LearnerState(learner: "localLoss", arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    net.restore(state.arrays)
    for index in classifiers.indices {
      classifiers[index].weights.elements = state.arrays["classifier\(index).weights"] ?? []
      classifiers[index].velocity.elements = state.arrays["classifier\(index).velocity"] ?? []
      classifiers[index].bias = state.arrays["classifier\(index).bias"] ?? []
      classifiers[index].biasVelocity = state.arrays["classifier\(index).biasVelocity"] ?? []
    }
    passes = state.passes
  }
}
