import ArgumentParser
import ExperimentFiles
import Workbench

/// Options of every command that makes a chip.
struct ChipOptions: FieldOptions {
  @Option(help: "Name of a device card (mortal device list) or path of a card file.") var card: String

  @Option(help: "Seed of the noise of reads and writes; what is fixed about a chip depends on its serial number only.")
  var seed: UInt64 = 1

  @Option(help: .field(ConverterFields.dac.bits.field)) var dacBits: String?
  @Option(help: .field(ConverterFields.adc.bits.field)) var adcBits: String?

  @Option(help: "Largest input that converts. (chip.dac.fullScale; default: calibrated on --calibration, else 4)")
  var dacFullScale: String?

  @Option(help: "Largest output current that converts, in inputs x G/Gmax. (chip.adc.fullScale; default: calibrated)")
  var adcFullScale: String?

  @Option(help: "Word lines x bit lines of one array. (chip.tile; default: 128x128)") var tile: String?
  @Option(help: .field(ChipFields.age.field)) var at: String?
  @Option(help: .field(ChipFields.temperature.field)) var temperature: String?
  @Option(help: .field(ChipFields.mapping.field)) var mapping: String?
  @Option(help: .field(ChipFields.programming.field)) var programming: String?
  @Option(help: .field(WireFields.word.field)) var wordResistance: String?
  @Option(help: .field(WireFields.bit.field)) var bitResistance: String?
  @Option(help: .field(WireFields.node.field)) var wireNode: String?
  @Flag(help: "Reads without noise. (chip.readNoise, chip.adc.noise)") var noNoise = false
  @Flag(help: "Random telegraph noise, for cards that have it (illustrative). (chip.telegraphNoise)")
  var telegraphNoise = false
  @OptionGroup var others: SetOptions
  @Option(help: "Threads of a read; the numbers do not depend on it.") var threads = 1

  var given: [(option: String, fields: [ConfigurationField], text: String?)] {
    [
      ("--card", [ChipFields.card.field], card), ("--dac-bits", [ConverterFields.dac.bits.field], dacBits),
      ("--adc-bits", [ConverterFields.adc.bits.field], adcBits),
      ("--dac-full-scale", [ConverterFields.dac.fullScale.field], dacFullScale),
      ("--adc-full-scale", [ConverterFields.adc.fullScale.field], adcFullScale),
      ("--tile", [ChipFields.tileRows.field, ChipFields.tileColumns.field], tile),
      ("--at", [ChipFields.age.field], at), ("--temperature", [ChipFields.temperature.field], temperature),
      ("--mapping", [ChipFields.mapping.field], mapping),
      ("--programming", [ChipFields.programming.field], programming),
      ("--word-resistance", [WireFields.word.field], wordResistance),
      ("--bit-resistance", [WireFields.bit.field], bitResistance), ("--wire-node", [WireFields.node.field], wireNode),
      ("--no-noise", [ChipFields.readNoise.field], noNoise ? "false" : nil),
      ("--no-noise", ConverterFields.adc.noise.map { [$0.field] } ?? [], noNoise ? "0" : nil),
      ("--telegraph-noise", [ChipFields.telegraphNoise.field], telegraphNoise ? "true" : nil),
    ]
  }

  /// The chip of a serial number.
  func chip(serial: Int) throws -> ChipSelection {
    var settings = CommandSettings(options, assignments: others.assignments)
    settings.options.append(ConfigurationOption("--serial", ChipFields.serial.path, "\(serial)"))
    return try ChipSelection(settings, seed: seed, threads: threads)
  }
}
