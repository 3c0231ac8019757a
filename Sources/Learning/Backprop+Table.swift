internal import Matrices
internal import Randomness
internal import Substrate

/// `learner.backprop`, `learner.hardwareAware` and `learner.nodePerturbation`.
public enum BackpropFields {
  public static let normalisesActivities = LearnerSetting(
    "learner.backprop.normalisesActivities", true,
    "Backpropagation: divides hidden activities by their root mean square, as Forward-Forward does, so that all "
      + "learners ask the same of the converters.")
  public static let biasRate = LearnerSetting(
    "learner.backprop.biasRate", Double?.none, in: 0...1_000,
    "Backpropagation: rate of the digital biases; `none` takes `learner.rate`.")
  public static let noiseFactor = LearnerSetting(
    "learner.hardwareAware.noiseFactor", 1.0, in: 0...100,
    "`bp-hardware-aware`: factor on the card's noise that is injected in training.")
  public static let weightSigma = LearnerSetting(
    "learner.hardwareAware.weightSigma", Double?.none, in: 0...1,
    "`bp-hardware-aware`: standard deviation of the noise on weights, relative to the largest of a layer, in place of the "
      + "card's; with `deadShare` too, the training depends on no card.")
  public static let deadShare = LearnerSetting(
    "learner.hardwareAware.deadShare", Double?.none, in: 0...0.9,
    "`bp-hardware-aware`: share of weights that are zero, others in every batch, in place of the card's share of cells "
      + "that do not respond.")
  public static let outputSigma = LearnerSetting(
    "learner.hardwareAware.outputSigma", 0.0, in: 0...100,
    "`bp-hardware-aware`: standard deviation of noise on every output, in the units of `activities · weights`.")
  public static let perturbation = LearnerSetting(
    "learner.nodePerturbation.sigma", 0.1, in: 1e-6...100,
    "`node-perturbation`: standard deviation of the noise, in the units of a layer's outputs.")

  static let common = [normalisesActivities.field, biasRate.field]
}

extension BackpropSettings {
  /// The settings of a file.
  init(_ values: LearnerValues, _ training: TrainingChoices) {
    self.init(epochs: training.epochs)
    batchSize = training.batchSize
    rate = training.rate
    biasRate = values[BackpropFields.biasRate].map { Float($0) }
    if let momentum = training.momentum { self.momentum = momentum }
    if let decay = training.weightDecay { weightDecay = decay }
    normalisesActivities = values[BackpropFields.normalisesActivities]
    schedule.falls = training.falls
    shifts = training.shifts
  }
}

extension Backprop {
  /// A chain with an output layer on the chip.
  @Sendable static func plan(_ task: LearningTask, _ values: LearnerValues) throws(LearningError) -> NetPlan {
    try LabelInput.checkClasses(task.classes)
    return .chain(
      [task.features] + task.hidden + [task.classes], gain: 2,
      normalises: values[BackpropFields.normalisesActivities], hasOutputLayer: true)
  }

  private static func rule(
    _ name: String, fields: [LearnerSettingField] = [], rate: Double = 0.2,
    model: @escaping @Sendable (any LearnerSurroundings) -> BackwardModel
  ) -> LearnerRule {
    LearnerRule(
      name: name, meaning: "Backpropagation.", fields: BackpropFields.common + fields, rate: rate,
      isBackpropagation: true, plan: plan,
      make: { surroundings, layers in
        try Backprop(
          layers: layers, model: model(surroundings),
          settings: BackpropSettings(surroundings.values, surroundings.training), key: surroundings.key)
      })
  }

  private static let exact = rule("bp") { _ in .exact }

  /// Everything that sends errors backwards.
  static let descriptions = [
    LearnerDescription(
      name: "bp-digital", meaning: "Backpropagation in floating point, without a chip.",
      knowledge: "– (reference, no chip)", place: .digital, rule: exact),
    LearnerDescription(
      name: "bp-exact",
      meaning: "Backpropagation on the chip, its gradient through the exact model of this chip at this moment.",
      knowledge: "everything, at every moment", place: .inSitu, rule: exact),
    LearnerDescription(
      name: "bp-nominal",
      meaning: "Forward on the chip, backward through the weights it believes it wrote (physics-aware training).",
      knowledge: "nominal weights", place: .inSitu,
      rule: rule("bp-nominal") { .nominal(initial: $0.initialWeights) }),
    LearnerDescription(
      name: "bp-transposed",
      meaning: "Backpropagation on the chip, errors sent back through its own arrays, read from outputs to inputs.",
      knowledge: BackwardModel.transposed.knowledge, place: .inSitu, rule: rule("bp-transposed") { _ in .transposed }),
    LearnerDescription(
      name: "bp-offline", meaning: "Backpropagation in floating point, then programmed closed loop.",
      knowledge: "nothing, and it shows", place: .written, trainedAs: "bp-digital", rule: exact),
    LearnerDescription(
      name: "bp-hardware-aware",
      meaning: "Backpropagation with the card's statistics injected as noise, then programmed closed loop.",
      knowledge: "the card, not the chip", place: .written, layers: .noisy,
      rule: rule(
        "bp-hardware-aware",
        fields: [
          BackpropFields.noiseFactor.field, BackpropFields.weightSigma.field, BackpropFields.deadShare.field,
          BackpropFields.outputSigma.field,
        ]
      ) { _ in .exact }),
    LearnerDescription(
      name: "direct-feedback", meaning: "Output errors sent back through fixed random matrices, on the chip.",
      knowledge: "nothing", place: .inSitu,
      rule: rule("direct-feedback") { .directFeedback($0.key.child("feedback")) }),
  ]
}

extension NodePerturbation {
  static let descriptions = [
    LearnerDescription(
      name: "node-perturbation",
      meaning: "Learning by trial: noise on the units, and what made the loss smaller is kept.",
      knowledge: "nothing", place: .inSitu,
      rule: LearnerRule(
        name: "node-perturbation", meaning: "Learning by trial.",
        fields: BackpropFields.common + [BackpropFields.perturbation.field], rate: 0.02, plan: Backprop.plan,
        make: { surroundings, layers in
          try NodePerturbation(
            layers: layers, sigma: Float(surroundings.values[BackpropFields.perturbation]),
            settings: BackpropSettings(surroundings.values, surroundings.training), key: surroundings.key)
        }))
  ]
}
