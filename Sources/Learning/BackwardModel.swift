public import Matrices
public import Randomness

/// What backprop sends its errors back through.
public enum BackwardModel: Sendable {
  /// The true derivative of every layer at this moment, asked for afresh in every batch. Needs layers that are
  /// `ExactModel`.
  case exact
  /// The weights that the learner believes it wrote: it starts from the given ones and applies its own requests to
  /// them as a perfect chip would (physics-aware training, Wright et al., Nature 601, 549 (2022)).
  case nominal(initial: [Matrix])
  /// The layers themselves, read from their outputs to their inputs, with noise and rounding of their own (T. Gokmen,
  /// Y. Vlasov, Front. Neurosci. 10, 333 (2016)). Needs layers with `TransposedReads`.
  case transposed
  /// Fixed random matrices from the output error to every hidden layer, B ~ N(0, 1/classes) (direct feedback
  /// alignment, Nøkland, NeurIPS 2016, arXiv 1609.01596).
  case directFeedback(StreamKey)

  /// What it has to know of the hardware.
  var knowledge: String {
    switch self {
    case .exact: "everything"
    case .nominal: "nominal weights"
    case .transposed: "nothing; reads in both directions"
    case .directFeedback: "nothing"
    }
  }
}
