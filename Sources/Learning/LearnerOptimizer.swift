public import Matrices
public import Substrate

/// `learner.optimizer`: how layers in floating point follow requests. A chip has no choice: no array keeps a second
/// moment for every cell.
public enum LearnerOptimizer: String, Sendable, CaseIterable {
  /// A running mean of changes, V ← m·V + (1 − m)·change and W ← W + rate·V.
  case momentum
  /// Adam (Kingma, Ba 2015), with decay apart from the gradient.
  case adam

  /// `learner.optimizer`.
  public static let field = LearnerSetting(
    choice: "learner.optimizer", LearnerOptimizer.momentum,
    "How layers in floating point follow requests: a running mean, or Adam. Learners on a chip take `momentum` only.")
  /// `learner.squareMomentum`.
  public static let squareMomentum = LearnerSetting(
    "learner.squareMomentum", 0.999, in: 0.5...0.999_999, "Adam: share of the mean squares that a batch leaves.")

  static let fields = [field.field, squareMomentum.field]

  /// Layers in floating point with given weights and the optimiser that was chosen.
  public static func digitalLayers(_ weights: [Matrix], _ values: LearnerValues) -> [any BlackBox] {
    switch values[field] {
    case .momentum: weights.map { DigitalLayer(weights: $0) }
    case .adam:
      weights.map { AdamLayer(weights: $0, squareMomentum: Float(values[squareMomentum])) }
    }
  }
}

extension LearnerDescription {
  /// Checks settings that do not go together.
  ///
  /// - Throws: ``LearningError/badSetting(name:value:allowed:)``.
  public func validate(_ values: LearnerValues) throws(LearningError) {
    guard values[LearnerOptimizer.field] == .momentum || layers == .digital else {
      throw .badSetting(
        name: LearnerOptimizer.field.field.path, value: "adam with \(name)",
        allowed: "momentum for learners that are not trained in floating point")
    }
  }
}
