/// What a layer's activities y are summed up to, and which way it shall go.
public enum Goodness: String, Sendable, Equatable, Codable, CaseIterable {
  /// Σ y², high on positive data (Hinton 2022, arXiv 2212.13345, section 2).
  case sumOfSquares
  /// Σ y², low on positive data: the network is a predictor of what it saw ("minimise the prediction error"), and
  /// goodness is its negative.
  case negativeSumOfSquares
  /// (Σ y²) / units, high on positive data: the same quantity without the steepness that a sum over many units has.
  case meanOfSquares

  /// +1 where activity is wanted on positive data, −1 where silence is.
  @usableFromInline var sign: Float { self == .negativeSumOfSquares ? -1 : 1 }

  /// The goodness of Σ y² over `units`, larger on positive data.
  @inlinable public func value(sumOfSquares: Float, units: Int) -> Float {
    switch self {
    case .sumOfSquares: sumOfSquares
    case .negativeSumOfSquares: -sumOfSquares
    case .meanOfSquares: sumOfSquares / Float(units)
    }
  }

  /// The threshold of a layer of `units` at `perUnit` for each of them, in the units of ``value(sumOfSquares:units:)``.
  @inlinable public func threshold(perUnit: Float, units: Int) -> Float {
    switch self {
    case .sumOfSquares: perUnit * Float(units)
    case .negativeSumOfSquares: -perUnit * Float(units)
    case .meanOfSquares: perUnit
    }
  }
}

/// Where a layer's threshold θ lies.
public enum Threshold: Sendable, Equatable, Codable {
  /// θ = k · number of units (k itself for the mean goodness). The released code has k = 1.
  case perUnit(Float)
  /// θ = k · the mean goodness of the first positive batch, layer by layer, then fixed: for hardware whose gains and
  /// offsets make activities that the plain rule does not expect. k = 2 is the plain rule on a perfect chip, because a
  /// rectified normal variable has a mean square of ½.
  case measuredAtStart(Float)
  /// θ follows k · the running mean of the layer's goodness on positive and negative data, keeping 0.99 a batch.
  case running(Float)
}
