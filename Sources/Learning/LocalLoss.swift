internal import Matrices
public import Randomness
public import Substrate

/// Local supervised learning: every layer has a small digital classifier of its own and learns what makes that one
/// surer. One pass, no negative data, and nothing of the weights is known.
///
/// Digital beside the layers: the classifier (Q and b) of every layer, and one bias per unit. Two kinds:
/// - *local loss* (Nøkland, Eidnes 2019, arXiv 1901.06656): p = softmax(ŷ·Q + b) of normalised activities; the layer's
///   signal is (target − p)·Qᵀ through normalisation and rectifier.
/// - *Mono-Forward* (arXiv 2501.09238): p = softmax(y·Q + b) of activities as measured; the signal is (target − p)·Qᵀ
///   where the unit is not silent.
public struct LocalLoss: ChainLearner {
  /// What may be chosen about it.
  public struct Settings: Sendable, Equatable {
    /// Rates of the layers, batch and schedule.
    public var training: TrainingSettings
    /// Rate of the classifiers.
    public var classifierRate: Float
    /// Their weight decay per unit of rate.
    public var classifierDecay: Float
    /// Whether classifiers see normalised activities, and signals come back through the normalisation.
    public var readsNormalised: Bool
    /// Which layers answer.
    public var answer: LayerAnswer

    /// See the properties.
    public init(
      training: TrainingSettings, classifierRate: Float = 0.1, classifierDecay: Float = 0.003,
      readsNormalised: Bool = true, answer: LayerAnswer = .last
    ) {
      self.training = training
      self.classifierRate = classifierRate
      self.classifierDecay = classifierDecay
      self.readsNormalised = readsNormalised
      self.answer = answer
    }

    func validate() throws(LearningError) {
      try training.validate()
      for (name, value) in [("classifierRate", classifierRate), ("classifierDecay", classifierDecay)]
      where !(value >= 0 && value.isFinite) {
        throw .badSetting(name: name, value: "\(value)", allowed: "a number of 0 or more")
      }
    }
  }

  /// What was chosen.
  public let settings: Settings
  public internal(set) var passes = PassCounts()
  /// Every layer's classifier.
  public private(set) var classifiers: [SoftmaxReadout]
  var stack: [RectifiedLayer]
  let key: StreamKey

  var training: TrainingSettings { settings.training }

  /// A net on given hidden layers of weights.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], classes: Int = 10, settings: Settings, key: StreamKey
  ) throws(LearningError) {
    try settings.validate()
    try LabelInput.checkClasses(classes)
    self.settings = settings
    self.key = key
    stack = [RectifiedLayer](chain: layers)
    // A classifier of zeros would send no signal: it starts with small random weights.
    classifiers = layers.enumerated().map { index, layer in
      var readout = SoftmaxReadout(features: layer.outputs, classes: classes)
      readout.weights =
        InitialWeights.normal(
          shape: [layer.outputs, classes], key: key.child("classifier", index))[0]
      return readout
    }
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let count = batch.labels.count
    passes.forward += count
    var current = FirstLayerInput.plain(batch.images)
    var answers = Matrix(rows: count, columns: classifiers[0].bias.count)
    for index in stack.indices {
      let (plain, sums) = stack[index].respond(to: current)
      var normalised = plain
      let factors = normaliseWithFactors(&normalised, sums: sums)
      let seen = settings.readsNormalised ? normalised : plain
      var probabilities = classifiers[index].logits(seen)
      if settings.answer == .sum || index == stack.count - 1 { answers.add(probabilities) }
      probabilities.softmaxRows()
      let errors = probabilities.errors(for: batch.labels)
      var signals = product(errors, classifiers[index].weights, transposeRight: true)
      backThroughActivation(&signals, outputs: seen, factors: settings.readsNormalised ? factors : nil)
      classifiers[index].learn(
        seen, errors: errors, rate: factor * settings.classifierRate, momentum: training.momentum,
        decay: settings.classifierDecay)
      learn(index, inputs: current, signals: signals, factor: factor)
      current = normalised
    }
    return zip(answers.largestColumns, batch.labels).count { $0 != $1 }
  }

  mutating func answers(_ inputs: Matrix) -> Matrix {
    var current = inputs
    var result = Matrix(rows: inputs.rows, columns: classifiers[0].bias.count)
    for index in stack.indices {
      var (activities, sums) = stack[index].respond(to: current)
      let answers = settings.answer == .sum || index == stack.count - 1
      if answers, !settings.readsNormalised { result.add(classifiers[index].logits(activities)) }
      normalise(&activities, sums: sums)
      if answers, settings.readsNormalised { result.add(classifiers[index].logits(activities)) }
      current = activities
    }
    return result
  }

  public var state: LearnerState {
    var arrays = stack.arrays
    for (index, classifier) in classifiers.enumerated() {
      arrays.merge(classifier.arrays(named: "classifier\(index)")) { first, _ in first }
    }
    return LearnerState(learner: "localLoss", arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    stack.restore(state.arrays)
    for index in classifiers.indices { classifiers[index].restore(state.arrays, named: "classifier\(index)") }
    passes = state.passes
  }
}

extension LocalLoss {
  /// `local-loss` and its variants; classifiers take the readout's rate and decay of `learner.ff`.
  static let descriptions = LearnerRule(
    name: "local-loss", meaning: "A small digital classifier at every layer teaches that layer alone.",
    fields: [ForwardForwardFields.readoutRate.field, ForwardForwardFields.readoutDecay.field], rate: 0.01,
    plan: { (task, _) throws(LearningError) in
      try LabelInput.checkClasses(task.classes)
      return .chain([task.features] + task.hidden)
    },
    make: { surroundings, layers in
      try LocalLoss(
        layers: layers, classes: surroundings.task.classes,
        settings: Settings(
          training: surroundings.training.settings(),
          classifierRate: Float(surroundings.values[ForwardForwardFields.readoutRate]),
          classifierDecay: Float(surroundings.values[ForwardForwardFields.readoutDecay])),
        key: surroundings.key)
    }
  ).everywhere()
}

/// `mono-forward`: the other kind of ``LocalLoss``.
public enum MonoForward {
  public static let classifierRate = LearnerSetting(
    "learner.monoForward.classifierRate", 0.03, in: 0...1_000, "Learning rate of every layer's digital classifier.")
  public static let classifierDecay = LearnerSetting(
    "learner.monoForward.classifierDecay", 0.0, in: 0...1, "Weight decay of the classifiers per unit of rate.")
  public static let answer = LearnerSetting(
    choice: "learner.monoForward.answer", LayerAnswer.last, "Which layers answer: the last one, or the sum of all.")

  static let descriptions = LearnerRule(
    name: "mono-forward",
    meaning: "Mono-Forward: a digital matrix at every layer says which units speak for which class; one pass.",
    fields: [classifierRate.field, classifierDecay.field, answer.field], rate: 0.3,
    plan: { (task, _) throws(LearningError) in
      try LabelInput.checkClasses(task.classes)
      return .chain([task.features] + task.hidden)
    },
    make: { surroundings, layers in
      let values = surroundings.values
      return try LocalLoss(
        layers: layers, classes: surroundings.task.classes,
        settings: LocalLoss.Settings(
          training: surroundings.training.settings(), classifierRate: Float(values[classifierRate]),
          classifierDecay: Float(values[classifierDecay]), readsNormalised: false, answer: values[answer]),
        key: surroundings.key)
    }
  ).everywhere()
}
