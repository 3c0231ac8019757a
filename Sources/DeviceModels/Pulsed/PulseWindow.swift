/// The one place where the weight of the pulse-response literature meets conductance.
///
/// The nominal range w ∈ [weightMinimum, weightMaximum] lies affinely on g = G/Gmax ∈ [lowest, 1], lowest = Gmin/Gmax:
/// g = reference + scale·w, scale = (1 − lowest)/(weightMaximum − weightMinimum). The conductance at w = 0 is
/// ``reference``. A cell whose own upper bound exceeds the nominal one may go above g = 1; none goes below g = 0.
public struct PulseWindow: Sendable, Equatable {
  /// The nominal weight range.
  public let weightMinimum: Double, weightMaximum: Double
  /// Gmin/Gmax.
  public let lowest: Double

  public init(weightMinimum: Double, weightMaximum: Double, lowest: Double) {
    precondition(weightMinimum < weightMaximum, "weight range \(weightMinimum)...\(weightMaximum) is empty")
    precondition((0..<1).contains(lowest), "lowest conductance \(lowest) is outside 0..<1")
    self.weightMinimum = weightMinimum
    self.weightMaximum = weightMaximum
    self.lowest = lowest
  }

  /// Normalised conductance per unit of weight.
  public var scale: Double { (1 - lowest) / (weightMaximum - weightMinimum) }
  /// The normalised conductance of w = 0.
  public var reference: Double { lowest - weightMinimum * scale }
  /// Where a signed weight's 0 lies: at w = 0 of models whose weight has both signs, else in the middle of the window.
  public var middle: Double { weightMinimum < 0 ? reference : (1 + lowest) / 2 }
  /// The normalised conductance of a weight.
  public func conductance(weight: Double) -> Double { reference + scale * weight }
  /// The weight of a normalised conductance.
  public func weight(conductance: Double) -> Double { (conductance - reference) / scale }
}
