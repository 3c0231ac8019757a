internal import Crossbar
internal import DeviceModels
internal import ExperimentFiles

/// What a command line says of learning on chips, as text; nil leaves a field at the command's default.
package struct LearningChoices: Sendable {
  package var data: String?
  package var card: String?
  package var hidden: String?
  package var train: Int?
  package var validation: Int?
  package var test: Int?
  package var epochs: Int?
  package var batch: Int?
  /// Bits of the converters, `1`…`16` or `none`.
  package var dacBits: String?
  package var adcBits: String?
  package var write: String?
  package var mapping: String?
  /// `ROWSxCOLUMNS`.
  package var tile: String?
  /// Resistance of a wire segment between two cells, such as `2.97 Ohm`.
  package var wordResistance: String?
  package var bitResistance: String?
  package var weightRange: String?
  /// Of data and net.
  package var seed: Int?
  /// `path=value` of fields that have no option; they win.
  package var assignments: [String] = []

  package init() {}

  /// Sets the fields of a configuration.
  /// - Throws: ``ExperimentFileError`` naming the option, its value and what is allowed; `YAMLError` and `ExperimentError` for
  ///   assignments.
  func apply(to configuration: inout ResolvedConfiguration) throws {
    try configuration.apply(options)
    if let tile {
      let shape = try TileShape(parsing: tile)
      configuration.set(ChipFields.tileRows, to: shape.rows)
      configuration.set(ChipFields.tileColumns, to: shape.columns)
    }
    if adcBits == "none" {
      // Without bits an LSB has no size, and a converter's errors none to be counted in.
      configuration.set(ConverterFields.adc.gainSpread, to: 0)
      configuration.set(ConverterFields.adc.dieGainSpread, to: 0)
    }
    try configuration.apply(assignments: assignments)
  }

  private var options: [ConfigurationOption] {
    let given: [(String, ConfigurationField, String?)] = [
      ("--data", DataFields.source.field, data), ("--card", ChipFields.card.field, card),
      ("--hidden", NetworkFields.hidden.field, hidden), ("--train", DataFields.train.field, train.map(String.init)),
      ("--validation", DataFields.validation.field, validation.map(String.init)),
      ("--test", DataFields.test.field, test.map(String.init)),
      ("--epochs", LearnerFields.epochs.field, epochs.map(String.init)),
      ("--batch", LearnerFields.batch.field, batch.map(String.init)),
      ("--dac-bits", ConverterFields.dac.bits.field, dacBits), ("--adc-bits", ConverterFields.adc.bits.field, adcBits),
      ("--write", ChipFields.write.field, write), ("--mapping", ChipFields.mapping.field, mapping),
      ("--word-resistance", WireFields.word.field, wordResistance),
      ("--bit-resistance", WireFields.bit.field, bitResistance),
      ("--weight-range", ChipFields.weightRange.field, weightRange),
      ("--seed", NetworkFields.seed.field, seed.map(String.init)),
      ("--seed", DataFields.seed.field, seed.map(String.init)),
    ]
    return given.compactMap { option, field, text in text.map { ConfigurationOption(option, field.path, $0) } }
  }
}

extension ResolvedConfiguration {
  /// Where commands that train on chips start: mixed-precision writes, 1000 validation images, hidden activities divided
  /// by their root mean square by all learners.
  static var learningOnChips: ResolvedConfiguration {
    var configuration = ResolvedConfiguration()
    configuration.set(ChipFields.write, to: .mixedPrecision, from: .default)
    configuration.set(DataFields.validation, to: 1_000, from: .default)
    configuration.set(LearnerFields.normalisesActivities, to: true, from: .default)
    return configuration
  }

  /// Gives cards with a pulse model zero-shifted reference devices where no mapping was chosen; others keep the card's.
  /// - Throws: what reading the card throws.
  mutating func chooseMapping() throws {
    let card = try DeviceLibrary.card(self[ChipFields.card])
    if self[ChipFields.mapping] == nil, card.pulse != nil { set(ChipFields.mapping, to: .referenceDevice, from: .default) }
  }
}
