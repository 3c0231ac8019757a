public import Matrices

/// A requested change of weights, ΔW = rate · Σ inputsᵀ · signals / batch − rate · decay · W.
public struct WeightChange: Sendable {
  /// One sum of outer products over a batch.
  public struct Term: Sendable {
    /// What went into the layer: [batch × inputs].
    public let inputs: Matrix
    /// The local signal at its outputs, in the direction the weights shall move: [batch × outputs].
    public let signals: Matrix

    /// Both matrices have one row per example.
    public init(inputs: Matrix, signals: Matrix) {
      precondition(inputs.rows == signals.rows, "\(inputs.rows) inputs, \(signals.rows) signals")
      self.inputs = inputs
      self.signals = signals
    }
  }

  /// The outer products, summed; each is divided by its own number of examples.
  public var terms: [Term]
  /// The learning rate.
  public var rate: Float
  /// Share of the running mean of changes that is kept: V ← m·V + (1 − m)·change, W ← W + rate·V. Hardware that has
  /// no digital memory for V applies the change at once; the sum over time is the same.
  public var momentum: Float
  /// Weight decay per unit of rate; only hardware that knows its weights can apply it.
  public var decay: Float

  /// See the properties.
  public init(terms: [Term], rate: Float, momentum: Float = 0, decay: Float = 0) {
    self.terms = terms
    self.rate = rate
    self.momentum = momentum
    self.decay = decay
  }
}

extension WeightChange {
  /// A sum of outer products, inputsᵀ · signals / examples: a term, or several in one.
  public struct Sum: Sendable {
    /// Rows of inputs.
    public let inputs: Matrix
    /// As many rows of signals.
    public let signals: Matrix
    /// What the sum is divided by.
    public let examples: Int
  }

  /// The terms that have examples. Where all have as many they are one sum, since a single product goes over its result
  /// once.
  public var sums: [Sum] {
    let terms = terms.filter { $0.inputs.rows > 0 }
    guard let first = terms.first, terms.allSatisfy({ $0.inputs.rows == first.inputs.rows }) else {
      return terms.map { Sum(inputs: $0.inputs, signals: $0.signals, examples: $0.inputs.rows) }
    }
    return [
      Sum(
        inputs: Matrix(stacking: terms.map(\.inputs)), signals: Matrix(stacking: terms.map(\.signals)),
        examples: first.inputs.rows)
    ]
  }
}
