public import Matrices

/// A layer whose cells can be given single pulses: what sign rules and transfers between arrays write with.
public protocol PulsePort: BlackBox {
  /// Gives one pulse to every cell whose direction is not zero, word line after word line.
  ///
  /// - Parameters:
  ///   - directions: [inputs × outputs]; above zero raises a weight, below zero lowers it.
  ///   - worth: the change of a weight that a pulse stands for, in layers that have no pulses of their own. A chip's
  ///     pulse is worth what its cell makes of it.
  mutating func pulse(_ directions: Matrix, worth: Float)
}
