public import Matrices

/// A layer whose weighted sums pass a nonlinear stage before they are its outputs, and which hands out the derivative
/// of that stage as well: what backpropagation needs when weights are not all that lies between two layers.
///
/// ``ExactModel/effectiveWeights()`` of such a layer is the derivative of the weighted sums by the inputs.
public protocol StagedModel: ExactModel {
  /// Turns errors at the outputs of the batch that was measured last into errors at its weighted sums.
  ///
  /// - Parameter errors: [batch × outputs], a row for each row measured last.
  /// - Returns: [batch × outputs], the errors times the derivative of the stage at that batch.
  func throughStage(_ errors: Matrix) -> Matrix
}
