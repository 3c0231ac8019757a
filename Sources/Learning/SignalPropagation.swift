internal import Matrices
public import Randomness
public import Substrate

/// Signal propagation (A. Kohan, E. Rietman, H. Siegelmann, arXiv 2204.01723): labels go forward through the same layers as
/// images, and every layer learns to bring an image near to its own label and away from the others.
///
/// A fixed random digital matrix turns a label into activities of the first hidden layer; from there its signal t_k goes
/// through the layers above. A layer's logits for image n are ŷ_n · t̂_k / √units over all labels k, its loss their
/// cross-entropy, its signal that loss's gradient through normalisation and rectifier, for the images and for the labels'
/// own passes. An image is classified by the label nearest to it in the last layer. Nothing of the layers is known, and
/// nothing goes backwards.
public struct SignalPropagation: ChainLearner {
  public internal(set) var passes = PassCounts()
  var stack: [RectifiedLayer]
  let training: TrainingSettings
  let key: StreamKey
  /// What stands for each label in the first hidden layer, normalised: [classes × units].
  private let labels: Matrix

  private var classes: Int { labels.rows }

  /// A net on given hidden layers of weights.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public init(
    layers: [any BlackBox], classes: Int = 10, training: TrainingSettings, key: StreamKey
  ) throws(LearningError) {
    try training.validate()
    try LabelInput.checkClasses(classes)
    self.training = training
    self.key = key
    stack = [RectifiedLayer](chain: layers)
    let units = layers[0].outputs
    var labels = Matrix(
      rows: classes, columns: units,
      elements: key.child("labels").normals(classes * units).map { max(0, $0) })
    labels.normaliseRows()
    self.labels = labels
  }

  /// What a layer made of images and of labels.
  private struct Response {
    var inputs: Matrix
    var activities: Matrix
    var factors: [Float]
  }

  private mutating func respond(_ index: Int, to inputs: Matrix) -> Response {
    let (plain, sums) = stack[index].respond(to: inputs)
    var normalised = plain
    let factors = normaliseWithFactors(&normalised, sums: sums)
    return Response(inputs: inputs, activities: normalised, factors: factors)
  }

  /// Logits of images for all labels.
  private func logits(_ images: Matrix, _ labels: Matrix) -> Matrix {
    var result = product(images, labels, transposeRight: true)
    result.scale(by: 1 / Float(images.columns).squareRoot())
    return result
  }

  mutating func learn(_ batch: Batch, factor: Float) -> Int {
    let count = batch.labels.count
    passes.forward += count + classes
    var images = FirstLayerInput.plain(batch.images)
    var labels = self.labels
    var answers = Matrix(rows: count, columns: classes)
    for index in stack.indices {
      let image = respond(index, to: images)
      // Labels enter behind the first layer.
      let label = index == 0 ? nil : respond(index, to: labels)
      let targets = label?.activities ?? labels
      answers = logits(image.activities, targets)
      var probabilities = answers
      probabilities.softmaxRows()
      let errors = probabilities.errors(for: batch.labels)
      let scale = 1 / Float(image.activities.columns).squareRoot()
      var signals = product(errors, targets)
      signals.scale(by: scale)
      backThroughActivation(&signals, outputs: image.activities, factors: image.factors)
      var terms = [WeightChange.Term(inputs: image.inputs, signals: signals)]
      if let label {
        // A term is divided by its own number of examples: labels have the weight of the batch they are compared with.
        var own = product(errors, image.activities, transposeLeft: true)
        own.scale(by: scale * Float(classes) / Float(count))
        backThroughActivation(&own, outputs: label.activities, factors: label.factors)
        terms.append(WeightChange.Term(inputs: label.inputs, signals: own))
      }
      stack[index].learn(
        terms, rate: factor * training.rate, momentum: training.momentum, weightDecay: training.weightDecay)
      images = image.activities
      labels = targets
    }
    return zip(answers.largestColumns, batch.labels).count { $0 != $1 }
  }

  mutating func answers(_ inputs: Matrix) -> Matrix {
    var (images, labels) = (inputs, self.labels)
    for index in stack.indices {
      images = respond(index, to: images).activities
      if index > 0 { labels = respond(index, to: labels).activities }
    }
    return logits(images, labels)
  }

  public var state: LearnerState {
    LearnerState(learner: "signalPropagation", arrays: stack.arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    stack.restore(state.arrays)
    passes = state.passes
  }
}

extension SignalPropagation {
  /// `sigprop`, `sigprop-digital`, `sigprop-offline`.
  static let descriptions = LearnerRule(
    name: "sigprop",
    meaning:
      "Signal propagation: labels go forward through the same layers, and each layer brings images near to theirs.",
    fields: [], rate: 0.1,
    plan: { (task, _) throws(LearningError) in
      try LabelInput.checkClasses(task.classes)
      return .chain([task.features] + task.hidden)
    },
    make: { surroundings, layers in
      try SignalPropagation(
        layers: layers, classes: surroundings.task.classes, training: surroundings.training.settings(),
        key: surroundings.key)
    }
  ).everywhere()
}
