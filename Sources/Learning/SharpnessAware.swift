internal import Matrices
public import Randomness
public import Substrate

/// Sharpness-aware training: the gradient is taken where the loss is worst nearby, at W + ρ ∇/‖∇‖, so that weights are found
/// which small errors of a chip do not hurt (P. Foret et al., ICLR 2021; for transfer between analog devices s41467-026-
/// 68470-9, Nat. Commun. 2026).
///
/// Two passes forward and backward a change. It is trained in floating point and then written: the shift is a matrix of full
/// rank, which no chip makes for the time of a read.
public struct SharpnessAware: DenseLearner {
  public let settings: BackpropSettings
  /// ρ: the length of the shift over all weights.
  public let radius: Float
  public internal(set) var passes = PassCounts()
  var net: DenseNet
  let key: StreamKey
  static let kind = "sharpnessAware"

  public var knowledge: String { "nothing" }
  public var layers: [any BlackBox] {
    get { net.layers.boxes }
    set { net.layers = LayerStack(newValue, exact: newValue.allSatisfy { $0 is any ExactModel }) }
  }

  /// A net on layers that hand out their weights; the last one has an output per class.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], radius: Float, settings: BackpropSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    guard radius >= 0, radius.isFinite else {
      throw .badSetting(name: "radius", value: "\(radius)", allowed: "0 or more")
    }
    self.settings = settings
    self.radius = radius
    self.key = key
    net = DenseNet(layers: LayerStack(layers, exact: true), normalises: settings.normalisesActivities)
  }

  /// One pass forward and backward with weights shifted: what went into each layer, signals, and logits.
  private mutating func signals(
    _ inputs: Matrix, _ labels: [Int], shift: [BatchGradient]?
  ) -> (trace: DenseNet.Trace, signals: [Matrix]) {
    let trace = net.forward(inputs) { layers, index, current in
      var values = layers.measure(index, current)
      shift?[index].addSums(of: current, to: &values)
      return values
    }
    passes.forward += labels.count
    passes.backward += labels.count
    var probabilities = trace.logits
    probabilities.softmaxRows()
    var signals = [probabilities.errors(for: labels)]
    for index in stride(from: net.biases.count - 2, through: 0, by: -1) {
      var back = product(signals[0], net.layers.effectiveWeights(index + 1), transposeRight: true)
      shift?[index + 1].addErrors(of: signals[0], to: &back)
      net.throughActivation(&back, of: index, trace: trace)
      signals.insert(back, at: 0)
    }
    return (trace, signals)
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let inputs = FirstLayerInput.plain(batch.images)
    let here = signals(inputs, batch.labels, shift: nil)
    // Signals point downhill: the worst place nearby lies against them.
    var shift = zip(here.trace.inputs, here.signals).map { BatchGradient(inputs: $0, signals: $1) }
    let size = shift.reduce(0.0) { $0 + $1.squaredNorm }.squareRoot()
    let scale = size > 0 ? -radius / Float(size) : 0
    for index in shift.indices { shift[index].scale = scale }
    let there = signals(inputs, batch.labels, shift: shift)
    for index in there.signals.indices {
      let term = WeightChange.Term(inputs: there.trace.inputs[index], signals: there.signals[index])
      request(index, [term], biasSignals: there.signals[index], factor: factor)
    }
    return zip(here.trace.logits.largestColumns, batch.labels).count { $0 != $1 }
  }
}

extension SharpnessAware {
  /// `learner.sharpnessAware.radius`.
  public static let radiusField = LearnerSetting(
    "learner.sharpnessAware.radius", 0.2, in: 0...100,
    "`sharpness-aware`: length of the shift of all weights at which the gradient is taken.")

  private static let rule = LearnerRule(
    name: "sharpness-aware", meaning: "Sharpness-aware training.", fields: BackpropFields.common + [radiusField.field],
    rate: 0.2, plan: Backprop.plan,
    make: { surroundings, layers in
      try SharpnessAware(
        layers: layers, radius: Float(surroundings.values[radiusField]),
        settings: BackpropSettings(surroundings.values, surroundings.training), key: surroundings.key)
    })

  static let descriptions = [
    LearnerDescription(
      name: "sharpness-aware-digital",
      meaning: "`sharpness-aware` in floating point, without a chip.", knowledge: "– (reference, no chip)",
      place: .digital, rule: rule),
    LearnerDescription(
      name: "sharpness-aware",
      meaning: "Gradient taken where the loss is worst nearby, in floating point, then programmed closed loop.",
      knowledge: "nothing, and it shows", place: .written, trainedAs: "sharpness-aware-digital", rule: rule),
  ]
}
