public import Matrices
public import Randomness
public import Substrate

/// The floor of every comparison: layers stay as they are, only the digital softmax readout learns from what it
/// measures, with the same features, rates and order as ``ForwardForward``'s.
public struct ReadoutOnly: ResumableLearner, ReadoutLearner, LogitsLearner, LayerOutputsLearner {
  private var net: ForwardForward

  public var knowledge: String { "nothing" }
  public var passes: PassCounts { net.passes }
  public var layers: [any BlackBox] {
    get { net.layers }
    set { net.layers = newValue }
  }

  /// A readout of given layers; of `settings` only those of the readout, the batch and the schedule matter.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], classes: Int = 10, settings: ForwardForwardSettings, key: StreamKey
  ) throws(LearningError) {
    net = try ForwardForward(layers: layers, classes: classes, settings: settings, key: key)
  }

  public mutating func trainEpoch(_ data: Examples, epoch: Int) -> EpochReport {
    net.trainReadout(data, epoch: epoch)
  }

  public mutating func predictions(for images: Matrix) -> [Int] { net.predictions(for: images, by: .onePass) }

  public mutating func trainReadoutAnew(_ data: Examples) { net.trainReadoutAnew(data) }
  public mutating func onePassLogits(_ images: Matrix) -> Matrix { net.onePassLogits(images) }
  public mutating func layerOutputs(for images: Matrix) -> [Matrix] { net.layerOutputs(for: images) }

  public var state: LearnerState {
    var state = net.state
    state.learner = "readoutOnly"
    return state
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    var inner = state
    inner.learner = net.state.learner
    try net.restore(inner)
  }
}
