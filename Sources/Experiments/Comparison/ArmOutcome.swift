public import Learning

/// What one arm came to on one chip.
public struct ArmOutcome: Sendable, Codable {
  public var arm: Arm
  /// Serial number of the chip; 0 where there is none.
  public var chip: Int
  public var seed: UInt64
  /// Test errors as fractions, where it learned (or was first programmed) and after its weights were copied to another
  /// chip; no copy without a chip.
  public var testError: Double
  public var copyError: Double?
  /// Forward-Forward nets: test error by goodness over all labels.
  public var goodnessError: Double?
  public var epochs: Int
  public var seconds: Double
  /// Write pulses per weight: of training in situ (writing the first weights is left out), or of closed-loop programming.
  public var writesPerWeight: Double
  /// Energy of writing in joule.
  public var writeEnergy: Double
  /// Forward and backward passes of one example that training took.
  public var forwardPasses: Int
  public var backwardPasses: Int
  /// The learning rate that the search chose, and what it tried.
  public var rate: Float
  public var search: RateSearch?
  /// Share of conversions that saturated during the final test.
  public var saturation: Double
  public var curve: [CurvePoint]
  public var goodness: [GoodnessHistogram]

  /// One epoch of training.
  public struct CurvePoint: Sendable, Codable {
    public var epoch: Int
    public var trainingError: Double
    public var validationError: Double
  }
}
