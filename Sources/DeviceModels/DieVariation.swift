public import Randomness
internal import StrictYAML

/// Standard deviations of one quantity over the levels of making chips: lots, the wafers of a lot, the dies of a wafer,
/// and gradients along the rows and columns of a die's arrays. The spread from cell to cell within an array is a matter
/// of the card's other parts.
public struct LevelSpread: Sendable, Equatable {
  public var lot = 0.0, wafer = 0.0, die = 0.0
  /// Of the deviation at either edge of an array from its middle.
  public var rows = 0.0, columns = 0.0

  public init(lot: Double = 0, wafer: Double = 0, die: Double = 0, rows: Double = 0, columns: Double = 0) {
    self.lot = lot
    self.wafer = wafer
    self.die = die
    self.rows = rows
    self.columns = columns
  }

  init(_ mapping: YAMLMapping, in range: ClosedRange<Double>, gradients: Bool) throws(YAMLError) {
    lot = try mapping.number("lot", in: range, default: 0)
    wafer = try mapping.number("wafer", in: range, default: 0)
    die = try mapping.number("die", in: range, default: 0)
    guard gradients else { return }
    rows = try mapping.number("rows", in: range, default: 0)
    columns = try mapping.number("columns", in: range, default: 0)
  }
}

/// How much dies of one kind differ as wholes, beside the spread of the cells within each.
///
/// Two dies of one 1T1R cell were measured side by side (A. Levy et al., IEEE TED 2021, doi 10.1109/TED.2021.3097975; the
/// card `rram-1t1r-levy2021`): after verified writing their mean conductances agree within 0.05 %, while failed cells,
/// pulses and what one unverified pulse does differ. So a die shifts steps, failures and drift here, and no gain of all
/// conductances: what verification cannot see is an error of the periphery. HfOx variability by lot, wafer and chip was
/// measured by Z. Ji et al. (IMW 2015, doi 10.1109/IMW.2015.7150290). The values of most cards are assumed and say so.
///
/// Serial numbers are laid on wafers and lots in order: die 0 to `diesPerWafer` − 1 lie on the first wafer.
public struct DieToDie: Sendable, Equatable {
  /// Relative, of the size of write steps.
  public let step: LevelSpread
  /// Relative, of drift exponents.
  public let driftExponent: LevelSpread
  /// Of the natural logarithm of the odds that a cell is defective or fails.
  public let failures: LevelSpread
  public let diesPerWafer: Int
  public let wafersPerLot: Int

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    func spread(_ key: String, in range: ClosedRange<Double>, gradients: Bool = false) throws(YAMLError) -> LevelSpread
    {
      guard let given = try mapping.optionalMapping(key) else { return LevelSpread() }
      return try LevelSpread(given, in: range, gradients: gradients)
    }
    step = try spread("step", in: 0...0.5, gradients: true)
    driftExponent = try spread("driftExponent", in: 0...0.5)
    failures = try spread("failures", in: 0...3)
    diesPerWafer = try mapping.int("diesPerWafer", in: 1...1_000_000, default: 100)
    wafersPerLot = try mapping.int("wafersPerLot", in: 1...1_000_000, default: 25)
  }
}

/// What one die has in common over all its cells.
public struct DieVariation: Sendable, Equatable {
  /// Factor on every drift exponent.
  public var driftExponent: Float
  /// Factor on every write step.
  public var step: Double
  /// Relative deviation of write steps at the last row and at the last column from the middle of an array; opposite at
  /// the first.
  public var rowSlope: Double, columnSlope: Double
  /// Added to the natural logarithm of the odds that a cell is defective.
  public var failures: Double

  /// A die like the average.
  public static let none = DieVariation()

  public init(
    driftExponent: Float = 1, step: Double = 1, rowSlope: Double = 0, columnSlope: Double = 0, failures: Double = 0
  ) {
    self.driftExponent = driftExponent
    self.step = step
    self.rowSlope = rowSlope
    self.columnSlope = columnSlope
    self.failures = failures
  }

  /// The die of a serial number: 1 + Σ s ξ over lot, wafer and die for each factor, held above a tenth.
  /// - Parameters:
  ///   - name: of the card, for the draws of lots and wafers.
  ///   - identity: the chip's key.
  ///   - die: takes the place of the spreads from die to die where given.
  public init(
    _ spread: DieToDie?, name: String, serial: Int, identity: StreamKey, step: Double? = nil,
    driftExponent: Double? = nil
  ) {
    var steps = spread?.step ?? LevelSpread()
    var drifts = spread?.driftExponent ?? LevelSpread()
    if let step { steps = LevelSpread(die: step) }
    if let driftExponent { drifts = LevelSpread(die: driftExponent) }
    let failures = spread?.failures ?? LevelSpread()
    let wafer = Self.floorDivision(serial, spread?.diesPerWafer ?? 100)
    let lot = Self.floorDivision(wafer, spread?.wafersPerLot ?? 25)
    let root = StreamKey(seed: 0)
    let ofLot = root.child("lot").child(name, lot).normals(3)
    let ofWafer = root.child("wafer").child(name, wafer).normals(3)
    // The first draw was once that of a gain of all conductances, which is the periphery's now.
    let ofDie = identity.child("die").normals(4)
    func deviation(_ spread: LevelSpread, _ place: Int, _ die: Float) -> Double {
      spread.lot * Double(ofLot[place]) + spread.wafer * Double(ofWafer[place]) + spread.die * Double(die)
    }
    let slopes = identity.child("gradient").normals(2)
    self.driftExponent = Float(max(0.1, 1 + deviation(drifts, 1, ofDie[1])))
    self.step = max(0.1, 1 + deviation(steps, 0, ofDie[2]))
    self.failures = deviation(failures, 2, ofDie[3])
    rowSlope = steps.rows * Double(slopes[0])
    columnSlope = steps.columns * Double(slopes[1])
  }

  private static func floorDivision(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((b - 1 - a) / b) }
}
