/// How much chips of one card differ, from each other and within themselves: the split between dies and within a die.
///
/// The card gives what was published, mostly device-to-device spread within one array; factors here scale it for sweeps.
/// Between dies the card's part `dieToDie` holds, mostly assumed; what was measured of two dies of one cell is on the card
/// `rram-1t1r-levy2021`. A gain of all reads of a die is the periphery's: ``ChipConfiguration/diePeriphery``.
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
  /// Relative standard deviation over dies of the drift exponents of a die; nil as the card says.
  public var dieDrift: Double?
  /// Relative standard deviation over dies of the size of write steps; nil as the card says, with its lots, wafers and
  /// gradients.
  public var dieStep: Double?
  /// Relative standard deviation over cells of the size of write steps and of the bounds, for cards whose papers give no
  /// spread from cell to cell: assumed, and said to be wherever results are shown. 0 leaves such cells identical.
  public var assumedStep: Double = 0
  public var assumedBounds: Double = 0
  /// Share of cells stuck at the low end; nil as the card says.
  public var stuckLow: Double?
  /// Share of cells stuck at the high end; nil as the card says.
  public var stuckHigh: Double?
  /// Share of cells with the card's other defects (stuck in the middle, unresponsive); nil as the card says.
  public var otherDefects: Double?

  public init() {}

  /// Every device alike and without noise of writing; reads may still be noisy.
  public static var none: ChipVariation {
    var none = ChipVariation()
    none.deviceToDevice = 0
    none.cycleToCycle = 0
    none.programmingNoise = 0
    none.readNoise = 0
    none.dieDrift = 0
    none.dieStep = 0
    none.stuckLow = 0
    none.stuckHigh = 0
    none.otherDefects = 0
    return none
  }
}
