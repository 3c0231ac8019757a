package import Crossbar
package import Units

/// `chip`: the hardware.
package enum ChipFields {
  package static let card = Setting(
    "chip.card", "ecram-tang2018", "Device card: the name of a shipped one (`mortal device list`) or a file.")
  package static let serial = Setting(
    "chip.serial", 1, in: 0...Int(Int32.max),
    "Serial number: fixes all that sets this chip apart from others of its kind.")
  package static let tileRows = Setting("chip.tile.rows", 128, in: 1...16_384, "Word lines of an array.")
  package static let tileColumns = Setting("chip.tile.columns", 128, in: 1...16_384, "Bit lines of an array.")
  package static let mapping = Setting(
    choice: "chip.mapping", WeightMapping?.none,
    "How a weight becomes conductances; `none` takes zero-shifted reference devices on cards with a pulse model, which "
      + "learning by pulses needs, and does as the card says on others.")
  package static let write = Setting(
    choice: "chip.write", WritePolicy.mixedPrecision,
    "How weight changes are written. Summed digitally until they are worth a pulse, unless said otherwise: pulses at once "
      + "need a small rate and lose much on most cards.")
  package static let programming = Setting(
    choice: "chip.programming", Programming.closedLoop,
    "How weights get onto the cells: closed-loop, pulse and read until each is where it shall be, or open-loop, the pulses "
      + "that the calibration die's typical cell needs, unverified.")
  package static let states = Setting(
    "chip.states", Int?.none, in: 2...65_536,
    "Conductances that programming of weights aims at, evenly from the low to the high end of the card's window, as a "
      + "programmer with n-bit targets does; `none` aims at any. Pulses that learn are not rounded.")
  package static let weightRange = Setting(
    "chip.weightRange", 4.0, in: 1e-3...1e6,
    "Largest weight of a layer that learns on the chip, in units of 1/√inputs, the spread of the first weights. A layer "
      + "that is only written gets the range that its weights need.")
  package static let writtenPercentile = Setting(
    "chip.writtenPercentile", 99.9, in: 50...100,
    "Percentile of the magnitudes of weights that is the largest weight of a layer that is only written; larger ones are "
      + "held there. Below 100 a few outliers do not cost all others their precision.")
  package static let inputHeadroom = Setting(
    "chip.inputHeadroom", 2.0, in: 1e-3...1e6,
    "Factor on the word lines' full scale when it is fixed on images: activities grow while a net learns.")
  package static let outputHeadroom = Setting(
    "chip.outputHeadroom", 3.0, in: 1e-3...1e6, "The same of the bit lines.")
  package static let pulsesPerWrite = Setting(
    "chip.pulsesPerWrite", 1.0, in: 1...1000,
    "Worth of a weight's digital sum, in pulses, at which the mixed-precision policies write it.")
  package static let symmetryPairs = Setting(
    "chip.symmetryPairs", Int?.none, in: 1...100_000,
    "Reference devices: pairs of pulses up and down by which the point where a cell's steps are alike is found, as hardware "
      + "does it; `none` puts references where the card's law has that point.")
  package static let cellsPerWeight = Setting(
    "chip.cellsPerWeight", 1, in: 1...64,
    "Cells side by side, whose currents add, in place of each cell of a weight.")
  package static let currentVoltage = Setting(
    choice: "chip.currentVoltage", CellCurve.linear,
    "What cells do with a voltage: `linear` takes them as resistors, `card` reads them with the card's published "
      + "current-voltage characteristic.")
  package static let readVoltage = Setting(
    "chip.readVoltage", Volts?.none, .volt, in: 1e-3...10,
    "Voltage of a read at full scale; `none` is the card's. Curved cells bend more at more, thermal noise counts less, and a "
      + "read costs its square. Published read noise is taken to go with the current.")
  package static let readNoise = Setting("chip.readNoise", true, "Whether reads are noisy at all.")
  package static let noiseMemory = Setting(
    "chip.noiseMemory", true,
    "Whether read noise has the memory that its card states or its formula implies: slow parts stay for many reads. "
      + "Without, all of it is drawn anew at every read.")
  package static let thermalNoise = Setting(
    "chip.thermalNoise", true, "Whether thermal and shot noise of the cells are added.")
  package static let telegraphNoise = Setting(
    "chip.telegraphNoise", false, "Whether cells show random telegraph noise (illustrative numbers).")
  package static let age = Setting(
    "chip.age", Seconds?.none, .second, in: 0...3.156e9,
    "Time since programming when the chip is used; `none` is the earliest time for which the card was published.")
  package static let temperature = Setting(
    "chip.temperature", Kelvin(300), .kelvin, in: 200...500, "Temperature of operation.")

  static let all = [
    card.field, serial.field, tileRows.field, tileColumns.field, mapping.field, write.field,
    programming.field, pulsesPerWrite.field, symmetryPairs.field, cellsPerWeight.field, states.field, weightRange.field,
    writtenPercentile.field, inputHeadroom.field, outputHeadroom.field, currentVoltage.field,
    readVoltage.field, readNoise.field, noiseMemory.field, thermalNoise.field, telegraphNoise.field, age.field,
    temperature.field,
  ]
}
