/// `chip.variation`: how devices and chips differ. Factors are on the card's published values.
package enum VariationFields {
  package static let deviceToDevice = Setting(
    "chip.variation.deviceToDevice", 1.0, in: 0...100, "Factor on the spread between devices of a chip.")
  package static let cycleToCycle = Setting(
    "chip.variation.cycleToCycle", 1.0, in: 0...100, "Factor on the noise of write pulses.")
  package static let nonlinearity = Setting(
    "chip.variation.nonlinearity", 1.0, in: 0...100,
    "Factor on the nonlinearity of write steps and on their asymmetry; 0 makes them constant.")
  package static let asymmetry = Setting(
    "chip.variation.asymmetry", 1.0, in: 0...100,
    "Factor on the difference of steps up and down, beside `nonlinearity`; only for cards whose model has such a "
      + "difference apart from its nonlinearity.")
  package static let programmingNoise = Setting(
    "chip.variation.programmingNoise", 1.0, in: 0...100, "Factor on what closed-loop programming leaves.")
  package static let readNoise = Setting(
    "chip.variation.readNoise", 1.0, in: 0...100, "Factor on the standard deviation of read noise.")
  package static let dieReadGain = Setting(
    "chip.variation.dieReadGain", Double?.none, in: 0...0.5,
    "Relative standard deviation, over chips, of the gain of all reads of a chip, which verified writing does not see "
      + "(an error of the periphery); `none` is an assumed 5 %, 0 on the ideal card.")
  package static let dieReadOffset = Setting(
    "chip.variation.dieReadOffset", 0.0, in: 0...100,
    "Standard deviation, over chips, of the offset of all bit-line converters of a chip, in LSB (assumed).")
  package static let dieDrift = Setting(
    "chip.variation.dieDrift", Double?.none, in: 0...1,
    "Relative standard deviation, over chips, of a chip's drift exponents; `none` does as the card says.")
  package static let dieStep = Setting(
    "chip.variation.dieStep", Double?.none, in: 0...1,
    "Relative standard deviation, over chips, of the size of write steps; `none` does as the card says, with its lots, "
      + "wafers and gradients.")
  package static let assumedStep = Setting(
    "chip.variation.assumedStep", 0.0, in: 0...1,
    "Assumed relative standard deviation of write steps from cell to cell, for cards whose papers give no spread.")
  package static let assumedBounds = Setting(
    "chip.variation.assumedBounds", 0.0, in: 0...1, "The same of the ends of a cell's window.")
  package static let stuckLow = Setting(
    "chip.variation.stuckLow", Double?.none, in: 0...1,
    "Share of cells stuck at the low end; `none` does as the card says.")
  package static let stuckHigh = Setting(
    "chip.variation.stuckHigh", Double?.none, in: 0...1,
    "Share of cells stuck at the high end; `none` does as the card says.")
  package static let otherDefects = Setting(
    "chip.variation.otherDefects", Double?.none, in: 0...1,
    "Share of cells with the card's other defects, stuck in the middle or unresponsive; `none` does as the card says.")

  static let all = [
    deviceToDevice.field, cycleToCycle.field, nonlinearity.field, asymmetry.field, programmingNoise.field,
    readNoise.field, dieReadGain.field, dieReadOffset.field, dieDrift.field, dieStep.field, assumedStep.field,
    assumedBounds.field, stuckLow.field, stuckHigh.field, otherDefects.field,
  ]
}
