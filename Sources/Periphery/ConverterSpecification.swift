/// What one kind of converter is like: its codes, its full scale and how far single converters stray.
///
/// Every spread is a standard deviation over converters. Which converter strays how far is not part of the
/// specification: ``DAC`` and ``ADC`` draw it once from the key of the die.
public struct ConverterSpecification: Sendable, Equatable {
  /// Where the full scale comes from. It is never taken from the numbers that are being converted.
  public enum FullScale: Sendable, Equatable {
    /// A fixed number, > 0, in the unit of the converted numbers.
    case value(Float)
    /// To be fixed once, on a calibration batch, by ``ConverterSpecification/calibrated(on:)``.
    case calibration(Calibration)
  }

  /// Resolution in bits, 1…16; nil for a converter without rounding and without limits.
  public var bits: Int?
  /// How the codes lie around zero.
  public var range: ConverterRange
  /// The full scale; without bits it has no effect.
  public var fullScale: FullScale
  /// Relative standard deviation of the gain from line to line of one die, 0…0.3.
  public var gainSpread: Double
  /// Relative standard deviation of the gain that all lines of a die have in common, from die to die, 0…0.3.
  public var dieGainSpread: Double
  /// Standard deviation of the offset from line to line, in LSB.
  public var offsetSpread: Double
  /// Integral nonlinearity in LSB: the root mean square over lines of √(a₂² + a₃²), where a₂ and a₃ are the peaks of
  /// a line's second- and third-order bow.
  public var integralNonlinearity: Double
  /// Standard deviation of the noise of one conversion, referred to the input, in LSB. ADC only.
  public var noise: Double

  /// A converter that is exact but for its codes, unless spreads are given.
  public init(
    bits: Int?, range: ConverterRange = .signMagnitude, fullScale: FullScale = .calibration(Calibration()),
    gainSpread: Double = 0, dieGainSpread: Double = 0, offsetSpread: Double = 0, integralNonlinearity: Double = 0,
    noise: Double = 0
  ) {
    self.bits = bits
    self.range = range
    self.fullScale = fullScale
    self.gainSpread = gainSpread
    self.dieGainSpread = dieGainSpread
    self.offsetSpread = offsetSpread
    self.integralNonlinearity = integralNonlinearity
    self.noise = noise
  }

  /// This specification with its full scale fixed: the calibration's percentile of |x| over `samples`, the numbers that
  /// this kind of converter meets in a representative batch. A full scale that is fixed already stays; so does
  /// everything of a converter without bits.
  ///
  /// - Throws: ``PeripheryError`` for samples that are empty, all zero, NaN or infinite, and a bad percentile.
  public func calibrated(on samples: Span<Float>) throws(PeripheryError) -> ConverterSpecification {
    guard bits != nil, case .calibration(let calibration) = fullScale else { return self }
    var fixed = self
    fixed.fullScale = .value(try calibration.fullScale(of: samples))
    return fixed
  }

  /// This specification with its full scale fixed on `samples`; see ``calibrated(on:)``.
  ///
  /// - Throws: ``PeripheryError`` for samples that are empty, all zero, NaN or infinite, and a bad percentile.
  public func calibrated(on samples: [Float]) throws(PeripheryError) -> ConverterSpecification {
    try calibrated(on: samples.span)
  }

  /// The distance of two neighbouring codes in the unit of the converted numbers; nil without bits or while the full
  /// scale is not fixed.
  public var leastSignificantBit: Float? {
    guard let bits, case .value(let fullScale) = fullScale else { return nil }
    return Float(ConverterCodes(range: range, bits: bits, fullScale: fullScale).leastSignificantBit)
  }

  /// - Throws: ``PeripheryError/outOfRange(field:value:allowed:)`` for the first field that is impossible, and
  ///   ``PeripheryError/uncalibrated(field:)`` for a full scale that is not fixed.
  public func validate() throws(PeripheryError) {
    if let bits, !(1...16).contains(bits) {
      throw .outOfRange(field: "bits", value: "\(bits)", allowed: "1...16 or none")
    }
    for (field, spread) in [("gainSpread", gainSpread), ("dieGainSpread", dieGainSpread)] {
      guard (0...0.3).contains(spread) else {
        throw .outOfRange(field: field, value: "\(spread)", allowed: "0...0.3, a relative standard deviation")
      }
    }
    for (field, value) in [
      ("offsetSpread", offsetSpread), ("integralNonlinearity", integralNonlinearity), ("noise", noise),
    ] {
      guard (0...1000).contains(value) else {
        throw .outOfRange(field: field, value: "\(value)", allowed: "0...1000 LSB")
      }
      guard bits != nil || value == 0 else {
        throw .outOfRange(
          field: field, value: "\(value)", allowed: "0 for a converter without bits, which has no LSB to count in")
      }
    }
    guard bits != nil else { return }
    switch fullScale {
    case .value(let value):
      guard value.isFinite, value >= Float.leastNormalMagnitude * 0x1p20 else {
        throw .outOfRange(field: "fullScale", value: "\(value)", allowed: "a finite number above 0")
      }
    case .calibration:
      throw .uncalibrated(field: "fullScale")
    }
  }
}

extension ConverterSpecification {
  /// No rounding, no limits, no errors: numbers pass bit for bit.
  public static let ideal = ConverterSpecification(bits: nil)

  /// An ADC a line after its gain has been trimmed: line gain 2 %, die gain 3 %, offset 1 LSB, INL 0.5 LSB.
  ///
  /// Assumed: no publication splits these; 0.5 LSB is the usual design goal for INL.
  public static func trimmedADC(bits: Int) -> ConverterSpecification {
    ConverterSpecification(
      bits: bits, gainSpread: 0.02, dieGainSpread: 0.03, offsetSpread: 1, integralNonlinearity: 0.5)
  }

  /// The current-controlled-oscillator ADCs of the HERMES core with the gain spread left by their own calibration,
  /// 7.09 % (R. Khaddam-Aljameh et al., IEEE J. Solid-State Circuits 57, 1027, 2022). Die gain 3 %, offset 1 LSB and
  /// INL 0.5 LSB are assumed.
  public static func hermesADC(bits: Int) -> ConverterSpecification {
    ConverterSpecification(
      bits: bits, gainSpread: 0.0709, dieGainSpread: 0.03, offsetSpread: 1, integralNonlinearity: 0.5)
  }

  /// A binary-weighted DAC a line: INL 0.34 LSB as published for a 4-bit current-steering DAC in 180 nm (Int. J.
  /// Electr. Comput. Eng. 10(6), 2020); line gain 1 % (capacitor mismatch) is assumed.
  public static func lineDAC(bits: Int) -> ConverterSpecification {
    ConverterSpecification(bits: bits, gainSpread: 0.01, integralNonlinearity: 0.34)
  }
}
