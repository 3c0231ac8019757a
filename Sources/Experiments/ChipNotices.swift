internal import Crossbar
internal import DeviceModels
package import ExperimentFiles
internal import Randomness
internal import Units

/// What must be said wherever chips of a card are used or compared: an old name, a temperature that cells do not know,
/// cells that are alike for good, spread that is assumed.
package enum ChipNotices {
  /// The notices of all chips of an experiment, each once.
  /// - Throws: what reading a card throws.
  package static func of(_ configurations: [ResolvedConfiguration]) throws -> [String] {
    var notices: [String] = []
    let cards = try DeviceLibrary.cards(of: configurations)
    for configuration in configurations {
      guard let card = cards[configuration[ChipFields.card]] else { continue }
      let chip = chip(configuration, of: card)
      let others = [configuration[AgeingFields.temperature]] + configuration[AgeingFields.temperatures]
      let found =
        chip.notices
        + [chip.comparisonNotice, others.lazy.compactMap { chip.temperatureNotice($0) }.first]
        .compactMap(\.self)
      for notice in found where !notices.contains(notice) { notices.append(notice) }
    }
    return notices
  }

  /// The notices of the one chip of a training.
  /// - Throws: what reading a card throws.
  package static func single(_ configuration: ResolvedConfiguration) throws -> [String] {
    chip(configuration, of: try DeviceLibrary.card(configuration[ChipFields.card])).notices
  }

  private static func chip(_ configuration: ResolvedConfiguration, of card: DeviceCard) -> Chip {
    Chip(
      card: card, serial: configuration[ChipFields.serial], configuration: configuration.chipConfiguration(of: card),
      run: StreamKey(seed: 0))
  }

  /// What a comparison of stored runs must say of the chips of a card; nil when their cells differ by published spread, and
  /// when the card is no longer there.
  package static func comparison(card: String, assumedStep: Double, assumedBounds: Double) -> String? {
    guard let card = try? DeviceLibrary.card(card) else { return nil }
    var configuration = ChipConfiguration()
    configuration.variation.assumedStep = assumedStep
    configuration.variation.assumedBounds = assumedBounds
    return Chip(card: card, serial: 1, configuration: configuration, run: StreamKey(seed: 0)).comparisonNotice
  }
}

extension DeviceLibrary {
  /// The cards that configurations name, each read once: a card is a file, and there may be 100,000 runs.
  /// - Throws: what reading a card throws.
  static func cards(of configurations: [ResolvedConfiguration]) throws -> [String: DeviceCard] {
    let names = Set(configurations.map { $0[ChipFields.card] }).sorted()
    return Dictionary(uniqueKeysWithValues: try names.map { ($0, try card($0)) })
  }
}
