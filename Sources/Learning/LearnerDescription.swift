public import Matrices
public import Randomness
public import Substrate

/// Where a learner's layers lie while it learns, and afterwards.
public enum LearningPlace: String, Sendable, CaseIterable {
  /// In floating point, without a chip.
  case digital
  /// On the chip, which learns.
  case inSitu
  /// In floating point first; what was learned is then written on the chip, closed loop.
  case written
  /// On the chip, which stays as it is.
  case frozen

  /// Whether there is a chip at all.
  public var hasChip: Bool { self != .digital }
  /// Whether no chip has a part in the training.
  public var trainsDigitally: Bool { self == .digital || self == .written }
}

/// What layers a learner asks for.
public enum LayerKind: Sendable, Equatable {
  /// Perfect ones in floating point, with the optimiser that was chosen.
  case digital
  /// Those of the chip; `learning` where they shall have room for weights to grow.
  case chip(learning: Bool)
  /// Digital ones that behave, in every batch, as another chip of the same card would.
  case noisy
}

/// What shall be learned, as far as it decides the shape of a net.
public struct LearningTask: Sendable, Equatable {
  /// Inputs of an example.
  public var features: Int
  /// Height, width and channels of images whose pixels lie row after row, channel after channel; nil where the inputs
  /// are no image.
  public var image: ImageShape?
  /// Number of classes.
  public var classes: Int
  /// Units of each hidden layer.
  public var hidden: [Int]

  /// See the properties.
  public init(features: Int, image: ImageShape? = nil, classes: Int, hidden: [Int]) {
    self.features = features
    self.image = image
    self.classes = classes
    self.hidden = hidden
  }
}

/// What a learner may ask of its surroundings: the task, what was chosen, layers, and a key. Nothing of the hardware.
public protocol LearnerSurroundings {
  /// What shall be learned.
  var task: LearningTask { get }
  /// How long, in what portions and how fast.
  var training: TrainingChoices { get }
  /// The settings of learners.
  var values: LearnerValues { get }
  /// Names the learner's own draws: order of examples, negative data.
  var key: StreamKey { get }
  /// The weights that layers begin with, as ``NetPlan/initialWeights(key:)`` drew them.
  var initialWeights: [Matrix] { get }
  /// Layers with the initial weights, as many and of the shapes that the learner's ``NetPlan`` has.
  ///
  /// - Throws: what making them throws.
  func layers(_ kind: LayerKind) throws -> [any BlackBox]
}

/// A learning rule as the table knows it: what can be chosen, what net it needs, and how to make one.
public struct LearnerRule: Sendable {
  /// The word that names it in an experiment file, and the beginning of its variants' names.
  public let name: String
  /// What it does, in one sentence.
  public let meaning: String
  /// The settings that it reads.
  public let fields: [LearnerSettingField]
  /// The rate where the configuration leaves it to the learner; for changes that go through a running mean.
  public let rate: Double
  /// Whether its learners are ``ReadoutLearner``.
  public let retrainsReadout: Bool
  /// Whether errors go backwards through the net, or its outputs' errors to all layers: learners whose net and digital
  /// numbers are those of backpropagation.
  public let isBackpropagation: Bool
  /// The net that a task needs.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)`` for tasks that the rule cannot learn as it is set.
  public let plan: @Sendable (LearningTask, LearnerValues) throws(LearningError) -> NetPlan
  /// A fresh learner on given layers.
  public let make: @Sendable (any LearnerSurroundings, [any BlackBox]) throws -> any Learner

  /// See the properties.
  public init(
    name: String, meaning: String, fields: [LearnerSettingField], rate: Double, retrainsReadout: Bool = false,
    isBackpropagation: Bool = false,
    plan: @escaping @Sendable (LearningTask, LearnerValues) throws(LearningError) -> NetPlan,
    make: @escaping @Sendable (any LearnerSurroundings, [any BlackBox]) throws -> any Learner
  ) {
    self.name = name
    self.meaning = meaning
    self.fields = fields
    self.rate = rate
    self.retrainsReadout = retrainsReadout
    self.isBackpropagation = isBackpropagation
    self.plan = plan
    self.make = make
  }
}

/// An entry of the table of learners: a rule, where it learns, and what it has to know of the chip.
///
/// Everything that names learners is made from this: the words that `learner.name` takes, the reference of the
/// configuration, the table of a comparison. A new learner is one file with its rule and its descriptions, and one line
/// in ``LearnerTable``.
public struct LearnerDescription: Sendable {
  /// The word in experiment files and tables: `ff-in-situ`.
  public let name: String
  /// How it is trained, in one sentence.
  public let meaning: String
  /// What it had to know of the chip.
  public let knowledge: String
  /// Where it learns.
  public let place: LearningPlace
  /// What its layers are while it learns.
  public let layers: LayerKind
  /// Its rule.
  public let rule: LearnerRule
  /// The learner whose training it shares: nets that are trained alike need to be trained once only. Its own name where
  /// it shares none.
  public let trainedAs: String

  /// See the properties.
  public init(
    name: String, meaning: String, knowledge: String, place: LearningPlace, layers: LayerKind? = nil,
    trainedAs: String? = nil, rule: LearnerRule
  ) {
    self.name = name
    self.meaning = meaning
    self.knowledge = knowledge
    self.place = place
    self.layers =
      layers
      ?? (place.trainsDigitally ? .digital : .chip(learning: place == .inSitu))
    self.trainedAs = trainedAs ?? name
    self.rule = rule
  }

  /// The learning rate where the configuration leaves it to the learner.
  ///
  /// - Parameter averagesChanges: whether changes go through a running mean. Updates that are pulsed at once stay
  ///   stable at a fifth of the rate only.
  public func rate(averagesChanges: Bool) -> Double {
    place == .inSitu && !averagesChanges ? rule.rate / 5 : rule.rate
  }

  /// A fresh learner on layers of its own.
  ///
  /// - Throws: what making the layers throws, ``LearningError``.
  public func make(_ surroundings: any LearnerSurroundings) throws -> any Learner {
    try rule.make(surroundings, surroundings.layers(layers))
  }
}

extension LearnerRule {
  /// The rule at three places: on the chip under its own name, `…-digital` without one, and `…-offline`, trained
  /// without one and then written on it.
  public func everywhere(knowledge: String = "nothing") -> [LearnerDescription] {
    [
      LearnerDescription(name: name, meaning: meaning, knowledge: knowledge, place: .inSitu, rule: self),
      LearnerDescription(
        name: name + "-digital", meaning: "`\(name)` in floating point, without a chip.",
        knowledge: "– (reference, no chip)", place: .digital, rule: self),
      LearnerDescription(
        name: name + "-offline", meaning: "`\(name)` in floating point, then programmed closed loop.",
        knowledge: "nothing, and it shows", place: .written, trainedAs: name + "-digital", rule: self),
    ]
  }
}
