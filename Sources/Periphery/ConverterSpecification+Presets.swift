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
