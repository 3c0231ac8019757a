package import Crossbar
internal import DeviceModels
package import ExperimentFiles
internal import Randomness
internal import Wires

/// One chip as a command line names it: the fields of `chip` of an experiment's file, by options or by `--set`.
package struct ChipSelection: Sendable {
  package let configuration: ResolvedConfiguration
  /// Of the noise of reads and writes.
  package let seed: UInt64
  /// Of one read; the numbers do not depend on it.
  package let threads: Int

  /// - Throws: as `CommandSettings.apply`; ``WorkbenchError/outOfRange(option:value:allowed:)`` for threads below 1.
  package init(_ settings: CommandSettings, seed: UInt64 = 1, threads: Int = 1) throws {
    guard threads >= 1 else {
      throw WorkbenchError.outOfRange(option: "--threads", value: "\(threads)", allowed: "1...")
    }
    configuration = try ResolvedConfiguration(settings)
    self.seed = seed
    self.threads = threads
  }

  /// The chip.
  /// - Throws: what reading the card throws, `WiresError` for wires that cannot be.
  package func chip() throws -> Chip {
    let card = try DeviceLibrary.card(configuration[ChipFields.card])
    var chip = configuration.chipConfiguration(of: card)
    chip.threads = threads
    try chip.wires.validate()
    return Chip(
      card: card, serial: configuration[ChipFields.serial], configuration: chip, run: StreamKey(seed: seed))
  }
}
