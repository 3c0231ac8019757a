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
    "chip.variation.asymmetry", 1.0, in: 0...100, "Factor on the difference of steps up and down, beside `nonlinearity`; only for cards whose model has such a "
      + "difference apart from its nonlinearity.")
  package static let programmingNoise = Setting(
    "chip.variation.programmingNoise", 1.0, in: 0...100, "Factor on what closed-loop programming leaves.")
  package static let readNoise = Setting(
    "chip.variation.readNoise", 1.0, in: 0...100, "Factor on the standard deviation of read noise.")
  package static let dieConductance = Setting(
    "chip.variation.dieConductance", 0.05, in: 0...1,
    "Relative standard deviation, over chips, of the gain of all conductances of a chip.")
  package static let dieDrift = Setting(
    "chip.variation.dieDrift", 0.1, in: 0...10,
    "Relative standard deviation, over chips, of the offset of a chip's drift exponents.")
  package static let dieStep = Setting(
    "chip.variation.dieStep", 0.05, in: 0...1, "Relative standard deviation, over chips, of the size of write steps.")
  package static let stuckLow = Setting(
    "chip.variation.stuckLow", Double?.none, in: 0...1,
    "Share of cells stuck at the low end; `none` does as the card says.")
  package static let stuckHigh = Setting(
    "chip.variation.stuckHigh", Double?.none, in: 0...1,
    "Share of cells stuck at the high end; `none` does as the card says.")

  static let all = [
    deviceToDevice.field, cycleToCycle.field, nonlinearity.field, asymmetry.field, programmingNoise.field,
    readNoise.field, dieConductance.field, dieDrift.field, dieStep.field, stuckLow.field, stuckHigh.field,
  ]
}
