public import Matrices

/// A layer whose weights can also be read the other way: drivers at its outputs, converters at its inputs.
///
/// An array of cells is the same from both sides, so that hardware with converters on both can send errors backwards
/// through the very weights that activities went forward through, with noise and rounding of their own. It is less than
/// an ``ExactModel``, which hands the weights out.
public protocol TransposedReads: BlackBox {
  /// Sends values through the layer from its outputs to its inputs.
  ///
  /// - Parameter errors: [batch × outputs], finite.
  /// - Returns: [batch × inputs], in the units of `errors · weightsᵀ`.
  mutating func measureBack(_ errors: Matrix) -> Matrix
}
