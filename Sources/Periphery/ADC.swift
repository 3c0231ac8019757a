public import Randomness

/// The analog-to-digital converters of a row of bit lines, one a line.
///
/// A current x becomes v = gain · (x + noise) / LSB + offset, then w = v + INL(v) with
/// INL(v) = a₂ (1 − u²) + a₃ (u − u³) · 3√3/2 and u = v / highest code held to ±1, and that the code: w rounded half
/// to even and held to the range. The result is code · LSB, in the unit of x: no gain is corrected unless
/// ``trimmed(points:reads:key:)`` measured it. Without bits x is only multiplied by the gain; without gain errors too
/// it passes bit for bit. With one bit, sign-magnitude, currents within 6e-8 full scales of zero count as zero.
public struct ADC: Sendable {
  /// What kind of converters these are; its full scale is fixed.
  public let specification: ConverterSpecification
  /// How far each one strays.
  public let errors: LineErrors
  /// What a trim found and the digital side divides out; nil untrimmed.
  public internal(set) var trim: GainTrim?
  var table: LineTable
  let codes: ConverterCodes?

  /// Number of lines.
  public var lines: Int { errors.count }

  /// The converters of lines `first ..< first + lines` of the group that `identity` names.
  ///
  /// - Parameter die: the key that the common part of the gain is drawn from, where several groups (tiles) lie on one
  ///   die; `identity` itself if not given.
  /// - Throws: ``PeripheryError`` for an impossible specification and a full scale that is not fixed.
  public init(
    _ specification: ConverterSpecification, lines: Int, identity: StreamKey, first: Int = 0, die: StreamKey? = nil
  ) throws(PeripheryError) {
    try specification.validate()
    self.specification = specification
    let errors = LineErrors(specification, count: lines, identity: identity, first: first, die: die ?? identity)
    self.errors = errors
    var table = LineTable(lines: lines)
    if let bits = specification.bits, case .value(let fullScale) = specification.fullScale {
      let codes = ConverterCodes(range: specification.range, bits: bits, fullScale: fullScale)
      let step = codes.leastSignificantBit
      table.set(0) { Double(errors.gain[$0]) / step }
      table.set(1) { Double(errors.offset[$0]) - codes.shift }
      table.set(2) { Double(errors.secondOrderBow[$0]) }
      table.set(3) { Double(errors.thirdOrderBow[$0]) * cubicBowScale }
      table.set(4) { _ in step }
      table.set(5) { _ in step * codes.shift }
      self.codes = codes
    } else {
      table.set(0) { Double(errors.gain[$0]) }
      table.set(4) { _ in 1 }
      codes = nil
    }
    self.table = table
  }

  /// Whether numbers pass bit for bit where no noise is added.
  public var isIdentity: Bool {
    codes == nil && specification.gainSpread == 0 && specification.dieGainSpread == 0
  }

  /// Makes the digital side divide out what `trim` found: the result becomes (code · LSB − offset) / gain.
  mutating func apply(_ trim: GainTrim) {
    let step = codes?.leastSignificantBit ?? 1
    let shift = codes?.shift ?? 0
    table.set(4) { step / trim.gain[$0] }
    table.set(5) { (step * shift - trim.offset[$0]) / trim.gain[$0] }
    self.trim = trim
  }
}
