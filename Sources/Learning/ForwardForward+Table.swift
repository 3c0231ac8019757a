internal import Matrices
internal import Substrate

extension ForwardForward {
  /// The plan of a chain whose first layer sees labels where the negatives use them.
  static func plan(
    _ task: LearningTask, _ values: LearnerValues, negatives: Negatives
  ) throws(LearningError) -> NetPlan {
    try LabelInput.checkClasses(task.classes)
    guard negatives.usesLabels else { return chain([task.features] + task.hidden, values) }
    let input = LabelInput(
      placement: values[ForwardForwardFields.label], classes: task.classes,
      strength: Float(values[ForwardForwardFields.labelStrength]))
    try input.validate(features: task.features)
    return chain([input.inputs(features: task.features)] + task.hidden, values) {
      input.labelled($0.images, $0.labels)
    }
  }

  /// Layers one behind the other, each read for positive data and for negative.
  private static func chain(
    _ shape: [Int], _ values: LearnerValues,
    firstInput: @escaping @Sendable (Examples) -> Matrix = { FirstLayerInput.plain($0.images) }
  ) -> NetPlan {
    var plan = NetPlan.chain(shape, firstInput: firstInput).read(learning: 2)
    let passing = values[ForwardForwardFields.passesOn]
    if passing != .all {
      plan.drives = { passing.drives(through: $0, from: firstInput($1)) }
    }
    return plan
  }

  /// A net with the settings of a file.
  static func make(
    _ surroundings: any LearnerSurroundings, _ layers: [any BlackBox], negatives: Negatives? = nil
  ) throws(LearningError) -> ForwardForward {
    var settings = ForwardForwardSettings(surroundings.values, surroundings.training, negatives: negatives)
    settings.image = surroundings.task.image
    return try ForwardForward(
      layers: layers, classes: surroundings.task.classes, settings: settings, key: surroundings.key)
  }

  static let rule = LearnerRule(
    name: "ff", meaning: "Forward-Forward.", fields: ForwardForwardFields.all, rate: 0.01, retrainsReadout: true,
    plan: { (task, values) throws(LearningError) in
      try plan(task, values, negatives: values[ForwardForwardFields.negatives])
    },
    make: { try make($0, $1) })

  /// `ff-digital`, `ff-in-situ` and `ff-offline`.
  static let descriptions = [
    LearnerDescription(
      name: "ff-digital", meaning: "Forward-Forward in floating point, without a chip.",
      knowledge: "– (reference, no chip)", place: .digital, rule: rule),
    LearnerDescription(
      name: "ff-in-situ", meaning: "Forward-Forward on the chip, from what is measured.", knowledge: "nothing",
      place: .inSitu, rule: rule),
    LearnerDescription(
      name: "ff-offline", meaning: "Forward-Forward in floating point, then programmed closed loop.",
      knowledge: "nothing, and it shows", place: .written, trainedAs: "ff-digital", rule: rule),
  ]
}

extension ReadoutOnly {
  static let descriptions = [
    LearnerDescription(
      name: "readout-only", meaning: "A chip of random weights; only the digital softmax readout learns.",
      knowledge: "nothing (the floor)", place: .frozen,
      rule: LearnerRule(
        name: "readout-only", meaning: "Only the readout learns.", fields: ForwardForwardFields.all, rate: 0.01,
        plan: ForwardForward.rule.plan,
        make: { surroundings, layers in
          var settings = ForwardForwardSettings(surroundings.values, surroundings.training)
          settings.image = surroundings.task.image
          return try ReadoutOnly(
            layers: layers, classes: surroundings.task.classes, settings: settings, key: surroundings.key)
        }))
  ]
}

/// `ff-unsupervised`: Forward-Forward whose layers see no labels (Hinton 2022, section 3.2).
public enum UnsupervisedForwardForward {
  /// The negative data that need no labels.
  public enum Kind: String, Sendable, CaseIterable {
    case hybridImages, imageSums, noise, shuffledPixels
  }

  /// `learner.unsupervised.negatives`.
  public static let negatives = LearnerSetting(
    choice: "learner.unsupervised.negatives", Kind.hybridImages, "Where `ff-unsupervised` takes negative data from.")

  static func kind(_ values: LearnerValues) -> Negatives {
    switch values[negatives] {
    case .hybridImages: .hybridImages
    case .imageSums: .imageSums
    case .noise: .noise
    case .shuffledPixels: .shuffledPixels
    }
  }

  static let descriptions = LearnerRule(
    name: "ff-unsupervised",
    meaning: "Forward-Forward without labels in the layers; a readout beside them learns to name what they see.",
    fields: [negatives.field]
      + ForwardForwardFields.all.filter { $0.path != ForwardForwardFields.negatives.field.path },
    rate: 0.01, retrainsReadout: true,
    plan: { (task, values) throws(LearningError) in
      try ForwardForward.plan(task, values, negatives: kind(values))
    },
    make: { try ForwardForward.make($0, $1, negatives: kind($0.values)) }
  ).everywhere()
}
