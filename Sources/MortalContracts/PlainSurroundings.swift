public import Learning
public import Matrices
public import Randomness
public import Substrate

/// The least that a learner needs around it: a task, choices, and layers of the given kind made of drawn weights.
///
/// Digital layers unless `layer` makes others of the same weights: a chip's, or layers of one's own.
public struct PlainSurroundings: LearnerSurroundings {
  public let task: LearningTask
  public var training: TrainingChoices
  public let values: LearnerValues
  public let key: StreamKey
  public let initialWeights: [Matrix]
  /// Makes layer `index` of its first weights.
  public var layer: (@Sendable (_ index: Int, _ weights: Matrix) throws -> any BlackBox)?

  /// - Parameters:
  ///   - description: decides the shapes of the layers and the rate, unless `rate` does.
  ///   - key: names the first weights and the learner's draws.
  /// - Throws: `LearningError` for a task that the rule cannot learn.
  public init(
    _ description: LearnerDescription, task: LearningTask, epochs: Int, batch: Int = 20, rate: Float? = nil,
    values: LearnerValues = LearnerValues(), key: StreamKey = StreamKey(seed: 0).child("surroundings"),
    layer: (@Sendable (_ index: Int, _ weights: Matrix) throws -> any BlackBox)? = nil
  ) throws(LearningError) {
    self.task = task
    self.values = values
    self.key = key
    self.layer = layer
    training = TrainingChoices(epochs: epochs, batchSize: batch, rate: rate ?? Float(description.rule.rate))
    initialWeights = try description.rule.plan(task, values).initialWeights(key: key.child("weights"))
  }

  public func layers(_ kind: LayerKind) throws -> [any BlackBox] {
    if let layer { return try initialWeights.enumerated().map { try layer($0, $1) } }
    guard kind == .noisy else { return LearnerOptimizer.digitalLayers(initialWeights, values) }
    return initialWeights.enumerated().map { index, weights in
      NoisyLayer(weights: weights, statistics: NoiseStatistics(), key: key.child("noise", index))
    }
  }
}
