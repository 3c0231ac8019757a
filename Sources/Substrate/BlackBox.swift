public import Matrices

/// A layer of weights that can be used and changed, but not looked into.
///
/// This is all that a learner which needs no model of its hardware may know: activities go in, measured activities come
/// out, and a weight change can be requested as outer products of what went in and a local signal. Nothing here speaks
/// of conductance, noise, time or wires, and what becomes of a request is the hardware's affair.
public protocol BlackBox: Sendable {
  /// Number of inputs (word lines).
  var inputs: Int { get }
  /// Number of outputs (bit lines).
  var outputs: Int { get }

  /// Sends activities through the layer and returns what is measured at its outputs.
  ///
  /// - Parameter activities: [batch × inputs], finite.
  /// - Returns: [batch × outputs], in the units of `activities · weights`. Two calls with the same activities differ
  ///   where the hardware is noisy.
  mutating func measure(_ activities: Matrix) -> Matrix

  /// Sends several batches through the layer, one after the other, each a read of its own: what ``measure(_:)`` of each
  /// gives. A layer whose reads do not depend on when they are made may make them together, which takes less time.
  ///
  /// - Parameters:
  ///   - activities: the batches, stacked: [batches × inputs].
  ///   - rows: how many rows each of them has.
  /// - Returns: their outputs, stacked likewise: [batches × outputs].
  mutating func measure(_ activities: Matrix, each rows: [Int]) -> Matrix

  /// Asks for a change of the weights. The hardware makes of it what it can.
  mutating func request(_ change: WeightChange)

  /// What the layer has been asked to do so far.
  var tally: Tally { get }
}

extension BlackBox {
  public mutating func measure(_ activities: Matrix, each rows: [Int]) -> Matrix {
    Matrix(stacking: activities.split(into: rows).map { measure($0) })
  }
}

/// A layer that hands out its true derivative. Only a simulated chip, or a digital engine, can.
public protocol ExactModel: BlackBox {
  /// The derivative of the measured outputs by the inputs, of *this* layer *now*: [inputs × outputs], with its stuck
  /// cells, gains, drift and wires, without noise, offsets and rounding.
  mutating func effectiveWeights() -> Matrix
}

/// A layer whose weights can be written to given values and read back, as far as its hardware is able: the way in and
/// out for weights that were trained elsewhere or shall be copied to another chip.
public protocol WeightPort: BlackBox {
  /// Writes the weights, [inputs × outputs], as closely as the hardware can.
  mutating func program(_ weights: Matrix)
  /// Reads the weights back through the layer's own converters: [inputs × outputs], with their noise and errors.
  mutating func readBack() -> Matrix
}
