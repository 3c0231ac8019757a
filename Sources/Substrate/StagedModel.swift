public import Matrices

/// A layer with nonlinear stages around its weights that hands out their derivatives too: what backpropagation needs
/// when weights are not all that lies between two layers.
///
/// ``ExactModel/effectiveWeights()`` of such a layer is the derivative of its weighted sums by what reaches its weights.
/// Both functions speak of the batch that was measured last, a row for each of its rows.
public protocol StagedModel: ExactModel {
  /// Turns errors at the outputs into errors at the weighted sums, [batch × outputs].
  func errorsAtSums(_ errors: Matrix) -> Matrix
  /// Turns errors at what reaches the weights into errors at the inputs, [batch × inputs].
  func errorsAtInputs(_ errors: Matrix) -> Matrix
}

/// A layer whose derivative depends on what goes in: cells whose current is not proportional to the voltage.
public protocol CurvedModel: ExactModel {
  /// Whether it does.
  var isCurved: Bool { get }
  /// Turns errors at the outputs into errors at what reaches the weights, by the derivative at each row of the batch that
  /// was measured last: [batch × inputs].
  mutating func errorsBack(_ errors: Matrix) -> Matrix
}
