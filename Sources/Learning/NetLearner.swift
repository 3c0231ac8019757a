internal import Matrices
internal import Substrate

/// A batch learner whose biases are those of one ``DenseNet``, with the settings of backpropagation: what all of them share
/// but their rule. What else they keep they add to `state`.
protocol NetLearner: BatchLearner, LogitsLearner {
  /// Names what was saved.
  static var kind: String { get }
  var settings: BackpropSettings { get }
  var net: DenseNet { get set }
  var passes: PassCounts { get set }
}

extension NetLearner {
  var batchSize: Int { settings.batchSize }
  var schedule: RateSchedule { settings.schedule }
  var fullRate: Float { settings.rate }
  var shifts: ImageShifts? { settings.shifts }

  public mutating func predictions(for images: Matrix) -> [Int] { onePassLogits(images).largestColumns }

  public var state: LearnerState { LearnerState(learner: Self.kind, arrays: net.arrays, passes: passes) }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    net.restore(state.arrays)
    passes = state.passes
  }
}

/// A learner whose net answers by one pass from layer to layer.
protocol DenseLearner: NetLearner, LayerOutputsLearner {}

extension DenseLearner {
  public mutating func onePassLogits(_ images: Matrix) -> Matrix {
    passes.inference += images.rows
    return net.logits(images)
  }

  public mutating func layerOutputs(for images: Matrix) -> [Matrix] { net.layerOutputs(for: images) }

  /// Asks a layer for a change and lets its bias learn, at the rates of the settings.
  ///
  /// - Parameter biasSignals: one row an example.
  mutating func request(_ index: Int, _ terms: [WeightChange.Term], biasSignals: Matrix, factor: Float) {
    net.layers.request(
      index,
      WeightChange(
        terms: terms, rate: factor * settings.rate, momentum: settings.momentum, decay: settings.weightDecay))
    net.learnBias(
      index, signals: biasSignals, rate: factor * (settings.biasRate ?? settings.rate), momentum: settings.momentum)
  }
}
