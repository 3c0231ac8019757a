internal import Matrices
public import Randomness
public import Substrate

/// The Forward-Forward learner (Hinton 2022, arXiv 2212.13345): every layer learns, from what it measures itself, to
/// be active on positive data and silent on negative data. No weight is read, and nothing is sent backwards.
///
/// Per batch: one pass with the true label (positive), one with the neutral label (readout), one with a wrong label
/// (negative). All layers learn from the same passes, at once. Digital beside the layers: one bias, its running mean
/// and one running mean activity per unit, and the softmax readout.
public struct ForwardForward: ResumableLearner {
  /// What was chosen.
  public let settings: ForwardForwardSettings
  /// Number of classes.
  public let classes: Int
  /// The softmax readout on normalised activities of the hidden layers of ``ForwardForwardSettings/readoutLayers``.
  public internal(set) var readout: SoftmaxReadout
  public internal(set) var passes = PassCounts()
  var stack: [ForwardForwardLayer]
  /// How labels enter the first layer.
  let labelInput: LabelInput
  /// Numbers of an example, without what its label takes.
  let pixels: Int
  let imageShape: ImageShape?
  let key: StreamKey

  public var knowledge: String { "nothing" }

  public var layers: [any BlackBox] {
    get { stack.map(\.box) }
    set {
      precondition(
        newValue.map { [$0.inputs, $0.outputs] } == stack.map { [$0.box.inputs, $0.box.outputs] },
        "the new layers have other shapes")
      for (index, box) in newValue.enumerated() { stack[index].box = box }
    }
  }

  /// A net on given layers of weights, which are used as they are.
  ///
  /// - Parameters:
  ///   - layers: input side first; each has as many inputs as the one before has outputs, the first as many as an
  ///     example has features, or with `settings.label` at `inputs` one more for every class.
  ///   - classes: number of classes, at least two; with labels in pixels at most the number of inputs.
  ///   - key: names every random draw (order of examples, negative data).
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], classes: Int = 10, settings: ForwardForwardSettings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    precondition(!layers.isEmpty, "a net needs a layer")
    for (lower, upper) in zip(layers, layers.dropFirst()) {
      precondition(lower.outputs == upper.inputs, "\(lower.outputs) outputs do not fit \(upper.inputs) inputs")
    }
    labelInput = LabelInput(placement: settings.label, classes: classes, strength: settings.labelStrength)
    let extra = settings.negatives.usesLabels ? labelInput.inputs(features: 0) : 0
    pixels = layers[0].inputs - extra
    guard pixels >= 1 else {
      throw .badSetting(
        name: "learner.ff.label", value: "inputs with \(layers[0].inputs) inputs", allowed: "more inputs than classes")
    }
    try LabelInput.checkClasses(classes)
    if settings.negatives.usesLabels { try labelInput.validate(features: pixels) }
    let square = HybridMask.side(pixels: pixels).map { ImageShape(height: $0, width: $0) }
    imageShape = settings.image ?? square
    if settings.negatives == .hybridImages, square == nil {
      throw .badSetting(
        name: "learner.ff.negatives", value: "hybridImages for \(pixels) pixels", allowed: "it with square images only")
    }
    let (shape, inputs) = (imageShape, pixels)
    guard settings.negatives != .selfGenerated || (shape?.width == classes && shape?.pixels == inputs) else {
      throw .badSetting(
        name: "learner.ff.negatives", value: "selfGenerated for \(classes) classes and \(pixels) inputs",
        allowed: "it with text only (data.source: text:FILE), whose classes are the symbols of a window's rows")
    }
    try settings.shifts?.validate(pixels: pixels)
    self.settings = settings
    self.classes = classes
    self.key = key
    stack = layers.map { ForwardForwardLayer(box: $0, settings: settings) }
    let features = stack[settings.readoutLayers.first(of: stack.count)...].reduce(0) { $0 + $1.units }
    readout = SoftmaxReadout(features: features, classes: classes)
  }
}

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
