public import Matrices

/// A requested change of weights, ΔW = rate · Σ inputsᵀ · signals / batch − rate · decay · W.
public struct WeightChange: Sendable {
  /// One sum of outer products over a batch, or over several of the same length.
  public struct Term: Sendable {
    /// What went into the layer: [batch × inputs].
    public let inputs: Matrix
    /// The local signal at its outputs, in the direction the weights shall move: [batch × outputs].
    public let signals: Matrix
    /// How many batches the rows are.
    public let batches: Int
    /// The rows of each, which the sum is divided by.
    public var examples: Int { inputs.rows / batches }

    /// Both matrices have one row per example, of each batch in turn where there are several.
    public init(inputs: Matrix, signals: Matrix, batches: Int = 1) {
      precondition(inputs.rows == signals.rows, "\(inputs.rows) inputs, \(signals.rows) signals")
      precondition(batches > 0 && inputs.rows % batches == 0, "\(inputs.rows) rows of \(batches) batches")
      self.inputs = inputs
      self.signals = signals
      self.batches = batches
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
  /// The terms that have examples. Where all have as many they are one, since a single product goes over its result once.
  public var sums: [Term] {
    let terms = terms.filter { $0.inputs.rows > 0 }
    guard terms.count > 1, terms.allSatisfy({ $0.examples == terms[0].examples }) else { return terms }
    return [
      Term(
        inputs: Matrix(stacking: terms.map(\.inputs)), signals: Matrix(stacking: terms.map(\.signals)),
        batches: terms.reduce(0) { $0 + $1.batches })
    ]
  }
}
