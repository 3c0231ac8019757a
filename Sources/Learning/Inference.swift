/// How a trained Forward-Forward net classifies.
public enum Inference: String, Sendable, Equatable, CaseIterable {
  /// One pass with the neutral label, then the softmax readout of the normalised activities of all hidden layers but
  /// the first.
  case onePass
  /// One pass for every label; the label with the largest goodness, summed over all hidden layers but the first.
  case goodness
}
