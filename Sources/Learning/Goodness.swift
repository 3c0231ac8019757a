/// What a layer's activities y are summed up to, and which way it shall go: a function of Σ y² and the number of units.
///
/// The table is ``allCases``; a new one is a constant here and a place in it.
public struct Goodness: RawRepresentable, Sendable, Hashable, CaseIterable {
  /// The word in experiment files.
  public let rawValue: String
  /// In one sentence.
  public let meaning: String
  /// +1 where activity is wanted on positive data, −1 where silence is.
  public let sign: Float
  /// Whether Σ y² is divided by the number of units.
  public let isMean: Bool

  /// Σ y², high on positive data (Hinton 2022, arXiv 2212.13345, section 2).
  public static let sumOfSquares = Goodness(
    "sumOfSquares", "Σ y², high on positive data.", sign: 1, isMean: false)
  /// Σ y², low on positive data: the network is a predictor of what it saw ("minimise the prediction error"), and
  /// goodness is its negative.
  public static let negativeSumOfSquares = Goodness(
    "negativeSumOfSquares", "−Σ y²: layers fall silent on positive data.", sign: -1, isMean: false)
  /// (Σ y²) / units, high on positive data: the same quantity without the steepness that a sum over many units has.
  public static let meanOfSquares = Goodness(
    "meanOfSquares", "Σ y² / units, high on positive data.", sign: 1, isMean: true)

  public static let allCases: [Goodness] = [.sumOfSquares, .negativeSumOfSquares, .meanOfSquares]

  private init(_ name: String, _ meaning: String, sign: Float, isMean: Bool) {
    rawValue = name
    self.meaning = meaning
    self.sign = sign
    self.isMean = isMean
  }

  /// The goodness of that name.
  public init?(rawValue: String) {
    guard let found = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = found
  }

  /// The goodness of Σ y² over `units`, larger on positive data.
  public func value(sumOfSquares: Float, units: Int) -> Float {
    isMean ? sign * (sumOfSquares / Float(units)) : sign * sumOfSquares
  }

  /// The threshold of a layer of `units` at `perUnit` for each of them, in the units of ``value(sumOfSquares:units:)``.
  public func threshold(perUnit: Float, units: Int) -> Float {
    isMean ? sign * perUnit : sign * (perUnit * Float(units))
  }
}

extension Goodness: CustomStringConvertible {
  public var description: String { rawValue }
}

/// Where a layer's threshold θ lies.
public enum Threshold: Sendable, Equatable {
  /// θ = k · number of units (k itself for the mean goodness). The released code has k = 1.
  case perUnit(Float)
  /// θ = k · the mean goodness of the first positive batch, layer by layer, then fixed: for hardware whose gains and
  /// offsets make activities that the plain rule does not expect. k = 2 is the plain rule on a perfect chip, because a
  /// rectified normal variable has a mean square of ½.
  case measuredAtStart(Float)
  /// θ follows k · the running mean of the layer's goodness on positive and negative data, keeping 0.99 a batch.
  case running(Float)
}
