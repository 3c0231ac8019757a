import ArgumentParser
import ExperimentFiles

/// Options of every command that trains learners on chips.
struct LearningOptions: FieldOptions {
  @Option(help: .field(DataFields.source.field)) var data: String?
  @Option(help: .field(ChipFields.card.field)) var card: String?
  @Option(help: .field(NetworkFields.hidden.field)) var hidden: String?
  @Option(help: .field(DataFields.train.field)) var train: String?
  @Option(help: .field(DataFields.validation.field)) var validation: String?
  @Option(help: .field(DataFields.test.field)) var test: String?
  @Option(help: .field(LearnerFields.epochs.field)) var epochs: String?
  @Option(help: .field(LearnerFields.batch.field)) var batch: String?
  @Option(help: .field(ConverterFields.dac.bits.field)) var dacBits: String?
  @Option(help: .field(ConverterFields.adc.bits.field)) var adcBits: String?
  @Option(help: .field(ChipFields.write.field)) var write: String?
  @Option(help: .field(ChipFields.mapping.field)) var mapping: String?
  @Option(help: "Word lines x bit lines of one array. (chip.tile; default: 128x128)") var tile: String?
  @Option(help: .field(WireFields.word.field)) var wordResistance: String?
  @Option(help: .field(WireFields.bit.field)) var bitResistance: String?
  @Option(help: .field(ChipFields.weightRange.field)) var weightRange: String?
  @Option(help: "Seed of data, first weights, orders and noise. (seed, data.seed; default: 1)") var seed: String?
  @OptionGroup var others: SetOptions

  var given: [(option: String, fields: [ConfigurationField], text: String?)] {
    [
      ("--data", [DataFields.source.field], data), ("--card", [ChipFields.card.field], card),
      ("--hidden", [NetworkFields.hidden.field], hidden), ("--train", [DataFields.train.field], train),
      ("--validation", [DataFields.validation.field], validation), ("--test", [DataFields.test.field], test),
      ("--epochs", [LearnerFields.epochs.field], epochs), ("--batch", [LearnerFields.batch.field], batch),
      ("--dac-bits", [ConverterFields.dac.bits.field], dacBits),
      ("--adc-bits", [ConverterFields.adc.bits.field], adcBits), ("--write", [ChipFields.write.field], write),
      ("--mapping", [ChipFields.mapping.field], mapping),
      ("--tile", [ChipFields.tileRows.field, ChipFields.tileColumns.field], tile),
      ("--word-resistance", [WireFields.word.field], wordResistance),
      ("--bit-resistance", [WireFields.bit.field], bitResistance),
      ("--weight-range", [ChipFields.weightRange.field], weightRange),
      ("--seed", [NetworkFields.seed.field, DataFields.seed.field], seed),
    ]
  }

  var settings: CommandSettings { CommandSettings(options, assignments: others.assignments) }
}
