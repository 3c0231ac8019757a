/// How much chips of one card differ, from each other and within themselves: the split between dies and within a die.
///
/// The card gives what was published, mostly device-to-device spread within one array; factors here scale it for sweeps.
/// No source gives a clean split between dies, so the die-to-die parts are assumptions, to be varied.
public struct ChipVariation: Sendable, Equatable {
  /// Factor on the card's device-to-device spread (1 = as published).
  public var deviceToDevice: Double = 1
  /// Factor on the card's cycle-to-cycle noise of write pulses.
  public var cycleToCycle: Double = 1
  /// Factor on the nonlinearity and the asymmetry of the card's write steps (0 = constant, equal steps).
  public var nonlinearity: Double = 1
  /// Factor on the difference of the card's write steps up and down (0 = none).
  public var asymmetry: Double = 1
  /// Factor on programming noise.
  public var programmingNoise: Double = 1
  /// Factor on read noise (the standard deviation).
  public var readNoise: Double = 1
  /// Relative standard deviation over dies of the conductance scale of a die; nil as the card says.
  public var dieConductance: Double?
  /// Relative standard deviation over dies of the drift exponents of a die; nil as the card says.
  public var dieDrift: Double?
  /// Relative standard deviation over dies of the size of write steps (assumed).
  public var dieStep: Double = 0.05
  /// Share of cells stuck at the low end; nil as the card says.
  public var stuckLow: Double?
  /// Share of cells stuck at the high end; nil as the card says.
  public var stuckHigh: Double?

  public init() {}

  /// Every device alike and without noise of writing; reads may still be noisy.
  public static var none: ChipVariation {
    var none = ChipVariation()
    none.deviceToDevice = 0
    none.cycleToCycle = 0
    none.programmingNoise = 0
    none.readNoise = 0
    none.dieConductance = 0
    none.dieDrift = 0
    none.dieStep = 0
    none.stuckLow = 0
    none.stuckHigh = 0
    return none
  }
}
