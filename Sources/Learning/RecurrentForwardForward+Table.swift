internal import Matrices
internal import Substrate

extension RecurrentForwardForward {
  public var state: LearnerState {
    var arrays = up.arrays
    arrays.merge(readout.arrays(named: "readout")) { first, _ in first }
    for (index, values) in meanActivity.enumerated() { arrays["layer\(index).meanActivity"] = values }
    return LearnerState(learner: "recurrentForwardForward", arrays: arrays, passes: passes)
  }

  public mutating func restore(_ state: LearnerState) throws(LearningError) {
    try state.checkFits(self.state)
    up.restore(state.arrays)
    readout.restore(state.arrays, named: "readout")
    for index in meanActivity.indices { meanActivity[index] = state.arrays["layer\(index).meanActivity"] ?? [] }
    passes = state.passes
  }

  /// `learner.recurrent`: what can be chosen about it.
  public enum Fields {
    public static let steps = LearnerSetting(
      "learner.recurrent.steps", 5, in: 1...100, "Steps in which all layers change at once.")
    public static let firstScored = LearnerSetting(
      "learner.recurrent.firstScored", 3, in: 1...100, "The first step whose goodness counts in a class's score.")
    public static let frames = LearnerSetting(
      choice: "learner.recurrent.frames", Frames.still,
      "Whether the image stands still in all steps, or moves as a video by a pixel a step in a direction of its own.")
    public static let damping = LearnerSetting(
      "learner.recurrent.damping", 0.3, in: 0...0.99, "Share of a state that a step leaves.")
    public static let inference = LearnerSetting(
      choice: "learner.recurrent.inference", Inference.goodness,
      "Whether the test takes a score for every label, or one pass upwards and the readout.")
    static let all = [steps.field, firstScored.field, frames.field, damping.field, inference.field]
    static let shared = [
      ForwardForwardFields.thresholdFactor.field, ForwardForwardFields.steepness.field,
      ForwardForwardFields.peerNormalisation.field, ForwardForwardFields.meanMomentum.field,
      ForwardForwardFields.readoutRate.field, ForwardForwardFields.readoutDecay.field,
    ]
  }

  /// `ff-recurrent` and its variants.
  static let descriptions = LearnerRule(
    name: "ff-recurrent",
    meaning: "Recurrent Forward-Forward: the label comes from above, and layers settle between it and the image.",
    fields: Fields.all + Fields.shared, rate: 0.03,
    plan: { (task, values) throws(LearningError) in try plan(task, values) },
    make: { surroundings, layers in
      let values = surroundings.values
      var settings = Settings(training: surroundings.training.settings())
      settings.steps = values[Fields.steps]
      settings.firstScored = values[Fields.firstScored]
      settings.frames = values[Fields.frames]
      settings.image = surroundings.task.image
      settings.damping = Float(values[Fields.damping])
      settings.threshold = Float(values[ForwardForwardFields.thresholdFactor])
      settings.steepness = Float(values[ForwardForwardFields.steepness])
      settings.peerNormalisation = Float(values[ForwardForwardFields.peerNormalisation])
      settings.meanMomentum = Float(values[ForwardForwardFields.meanMomentum])
      settings.readoutRate = Float(values[ForwardForwardFields.readoutRate])
      settings.readoutDecay = Float(values[ForwardForwardFields.readoutDecay])
      settings.inference = values[Fields.inference]
      return try RecurrentForwardForward(
        layers: layers, classes: surroundings.task.classes, settings: settings, key: surroundings.key)
    }
  ).everywhere()

  /// Layers upwards and downwards; a chip's converters are set by one pass upwards, whose activities stand for those of
  /// both directions.
  static func plan(_ task: LearningTask, _ values: LearnerValues) throws(LearningError) -> NetPlan {
    try LabelInput.checkClasses(task.classes)
    let shape = [task.features] + task.hidden
    var layers = zip(shape, shape.dropFirst()).map { NetPlan.Layer(inputs: $0, outputs: $1) }
    for (index, units) in task.hidden.enumerated() {
      layers.append(
        NetPlan.Layer(inputs: index + 1 < task.hidden.count ? task.hidden[index + 1] : task.classes, outputs: units))
    }
    let count = task.hidden.count
    return NetPlan(
      layers: layers, normalises: true, firstInput: { FirstLayerInput.plain($0.images) },
      drives: { weights, examples in
        var activities = [FirstLayerInput.plain(examples.images)]
        for index in 0..<count {
          var next = product(activities[index], weights[index]).map { max(0, $0) }
          next.normaliseRows()
          activities.append(next)
        }
        var labels = Matrix(oneHot: examples.labels, columns: examples.classes)
        labels.normaliseRows()
        return Array(activities.prefix(count)) + Array(activities.dropFirst(2)) + [labels]
      }
    ).read(
      learning: Double(2 * values[Fields.steps]),
      test: values[Fields.inference] == .goodness ? Double(task.classes * values[Fields.steps]) : 1,
      first: values[Fields.frames] == .still ? (2, 1) : nil)
  }
}
