internal import Crossbar

/// What a command line says of learning on chips, as text; ``apply(to:)`` makes a configuration of it.
public struct LearningChoices: Sendable {
  public var data = "digits"
  public var card = "ecram-li2018"
  public var hidden = "500,500,500"
  public var train = 10_000
  public var validation = 1_000
  public var test = 2_000
  public var epochs = 10
  public var batch = 100
  /// Bits of the converters, `1`…`16` or `none`.
  public var dacBits = "8"
  public var adcBits = "8"
  public var write = "mixedPrecision"
  /// Nil leaves it to the command.
  public var mapping: String?
  /// `ROWSxCOLUMNS`.
  public var tile = "128x128"
  /// Resistance of a wire segment between two cells, such as `2.97 Ohm`.
  public var wordResistance: String?
  public var bitResistance: String?
  public var weightRange = "4"
  public var seed = 1
  /// `path=value` of fields that have no option; they win.
  public var assignments: [String] = []

  public init() {}

  /// Sets the fields of a configuration.
  /// - Throws: ``SettingError`` naming the option, its value and what is allowed; `YAMLError` and `ExperimentError` for
  ///   assignments.
  func apply(to configuration: inout ResolvedConfiguration) throws {
    let shape = try TileShape(parsing: tile)
    try configuration.apply(options)
    configuration.set(ChipFields.tileRows, to: shape.rows)
    configuration.set(ChipFields.tileColumns, to: shape.columns)
    if configuration[ConverterFields.adc.bits] == nil {
      // Without bits an LSB has no size, and a converter's errors none to be counted in.
      configuration.set(ConverterFields.adc.gainSpread, to: 0)
      configuration.set(ConverterFields.adc.dieGainSpread, to: 0)
    }
    try configuration.apply(assignments: assignments)
  }

  private var options: [ConfigurationOption] {
    var options = [
      ConfigurationOption("--data", DataFields.source.path, data),
      ConfigurationOption("--card", ChipFields.card.path, card),
      ConfigurationOption("--hidden", NetworkFields.hidden.path, hidden),
      ConfigurationOption("--train", DataFields.train.path, "\(train)"),
      ConfigurationOption("--validation", DataFields.validation.path, "\(validation)"),
      ConfigurationOption("--test", DataFields.test.path, "\(test)"),
      ConfigurationOption("--epochs", LearnerFields.epochs.path, "\(epochs)"),
      ConfigurationOption("--batch", LearnerFields.batch.path, "\(batch)"),
      ConfigurationOption("--dac-bits", ConverterFields.dac.bits.path, dacBits),
      ConfigurationOption("--adc-bits", ConverterFields.adc.bits.path, adcBits),
      ConfigurationOption("--write", ChipFields.write.path, write),
      ConfigurationOption("--weight-range", ChipFields.weightRange.path, weightRange),
      ConfigurationOption("--seed", NetworkFields.seed.path, "\(seed)"),
      ConfigurationOption("--seed", DataFields.seed.path, "\(seed)"),
    ]
    if let mapping { options.append(ConfigurationOption("--mapping", ChipFields.mapping.path, mapping)) }
    if let wordResistance {
      options.append(ConfigurationOption("--word-resistance", WireFields.word.path, wordResistance))
    }
    if let bitResistance { options.append(ConfigurationOption("--bit-resistance", WireFields.bit.path, bitResistance)) }
    return options
  }
}
