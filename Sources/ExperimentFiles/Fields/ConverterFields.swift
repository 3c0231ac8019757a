package import Crossbar
package import Periphery
package import Units

/// Converters whose spreads were published.
package enum PublishedConverter: String, Sendable, CaseIterable {
  /// Current-controlled-oscillator ADCs, the gain spread left by their own calibration: R. Khaddam-Aljameh et al., IEEE
  /// J. Solid-State Circuits 57, 1027 (2022).
  case hermes2022
  /// ADCs after a gain trim, with the usual design goal of 0.5 LSB for integral nonlinearity (assumed).
  case trimmed
  /// A binary-weighted current-steering DAC a line in 180 nm: Int. J. Electr. Comput. Eng. 10(6) (2020).
  case currentSteering2020

  /// Its spreads at a resolution.
  func specification(bits: Int) -> ConverterSpecification {
    switch self {
    case .hermes2022: .hermesADC(bits: bits)
    case .trimmed: .trimmedADC(bits: bits)
    case .currentSteering2020: .lineDAC(bits: bits)
    }
  }
}

/// `chip.dac` and `chip.adc`: the converters of word lines and bit lines.
package struct ConverterFields: Sendable {
  package let bits: Setting<Int?>
  package let range: Setting<ConverterRange>
  package let fullScale: Setting<Double?>
  package let percentile: Setting<Double>
  package let published: Setting<PublishedConverter?>
  package let gainSpread: Setting<Double>
  package let dieGainSpread: Setting<Double>
  package let offsetSpread: Setting<Double>
  package let integralNonlinearity: Setting<Double>
  /// ADC only.
  package let noise: Setting<Double>?

  package static let dac = ConverterFields(
    "chip.dac", of: "an input", gainSpread: 0, dieGainSpread: 0, offsetSpread: 0, hasNoise: false)
  package static let adc = ConverterFields(
    "chip.adc", of: "an output", gainSpread: 0.02, dieGainSpread: 0.03, offsetSpread: 1, hasNoise: true)

  private init(
    _ section: String, of what: String, gainSpread gain: Double, dieGainSpread dieGain: Double,
    offsetSpread offset: Double, hasNoise: Bool
  ) {
    bits = Setting(
      "\(section).bits", 8, in: 1...16, "Resolution in bits; `none` neither rounds nor limits.")
    range = Setting(choice: "\(section).range", .signMagnitude, "How the codes lie around zero.")
    fullScale = Setting(
      "\(section).fullScale", Double?.none, in: 1e-12...1e12,
      "Full scale in the unit of \(what); `none` fixes it once on the first training images.")
    percentile = Setting(
      "\(section).percentile", 99.9, in: 1...100,
      "Percentile of magnitudes that becomes the full scale when it is "
        + "fixed on images.")
    published = Setting(
      choice: "\(section).published", PublishedConverter?.none,
      "Takes the spreads of gain and offset and the integral nonlinearity from a publication (`hermes2022`, "
        + "`currentSteering2020`) or the usual design goal (`trimmed`), in place of the four fields that follow.")
    gainSpread = Setting(
      "\(section).gainSpread", gain, in: 0...0.3, "Relative standard deviation of the gain from line to line.")
    dieGainSpread = Setting(
      "\(section).dieGainSpread", dieGain, in: 0...0.3,
      "Relative standard deviation of the gain that all lines of a chip share, from chip to chip.")
    offsetSpread = Setting(
      "\(section).offsetSpread", offset, in: 0...1_000, "Standard deviation of the offset from line to line, in LSB.")
    integralNonlinearity = Setting(
      "\(section).integralNonlinearity", 0, in: 0...1_000,
      "Integral nonlinearity, root mean square over lines, in LSB.")
    noise =
      hasNoise
      ? Setting("\(section).noise", 0, in: 0...1_000, "Standard deviation of the noise of a conversion, in LSB.") : nil
  }

  /// Of the bit lines.
  package static let trim = Setting(
    "chip.adc.trim", false,
    "Whether gain and offset of every bit line's converter are measured once, by a straight line through 33 currents read "
      + "four times each, and divided out digitally.")
  /// Of the word lines.
  package static let encoding = Setting(
    choice: "chip.dac.encoding", InputEncoding.amplitude,
    "How a word line carries a number: as a voltage, as the width of a pulse at the read voltage (2^(bits - 1) - 1 slots), "
      + "or bit by bit at the read voltage (bits - 1 reads, each with its conversions, shifted and added).")
  package static let slot = Setting(
    "chip.dac.slot", Seconds?.none, .second, in: 1e-12...1,
    "Time of one read, of one bit, or of the unit of widths; `none` is the card's integration time.")

  var all: [ConfigurationField] {
    [
      bits.field, range.field, fullScale.field, percentile.field, published.field, gainSpread.field,
      dieGainSpread.field, offsetSpread.field, integralNonlinearity.field,
    ] + (noise.map { [$0.field, Self.trim.field] } ?? [Self.encoding.field, Self.slot.field])
  }
}
