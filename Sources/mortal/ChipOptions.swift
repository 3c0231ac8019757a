import ArgumentParser
import Workbench

/// Options of every command that makes a chip.
struct ChipOptions: ParsableArguments {
  @Option(help: "Name of a device card (mortal device list) or path of a card file.")
  var card: String

  @Option(help: "Seed of the noise of reads and writes; what is fixed about a chip depends on its serial number only.")
  var seed: UInt64 = 1

  @Option(help: "Bits of the word lines' converters: 1...16 or none.")
  var dacBits = "8"

  @Option(help: "Bits of the bit lines' converters: 1...16 or none.")
  var adcBits = "8"

  @Option(help: "Largest input that converts. (default: calibrated on --calibration, else 4)")
  var dacFullScale: Double?

  @Option(help: "Largest output current that converts, in inputs x G/Gmax. (default: calibrated)")
  var adcFullScale: Double?

  @Option(help: "Word lines x bit lines of one array.")
  var tile = "128x128"

  @Option(help: "Time since programming, e.g. 1d. (default: the card's reference time)")
  var at: String?

  @Option(help: "Temperature of operation.")
  var temperature = "300K"

  @Option(help: "How weights become conductances: differentialPair, referenceColumn, referenceDevice. (default: the card's)")
  var mapping: String?

  @Option(help: "Resistance of a word-line segment between two cells, e.g. '2.97 Ohm'.")
  var wordResistance: String?

  @Option(help: "Resistance of a bit-line segment between two cells, e.g. '2.97 Ohm'.")
  var bitResistance: String?

  @Option(help: "Technology node whose wire resistances to take, e.g. 22nm.")
  var wireNode: String?

  @Flag(help: "Reads without noise.")
  var noNoise = false

  @Flag(help: "Random telegraph noise, for cards that have it (illustrative).")
  var telegraphNoise = false

  @Option(help: "Threads of a read; the numbers do not depend on it.")
  var threads = 1

  func settings(serial: Int) throws -> ChipSettings {
    guard threads >= 1 else { throw ValidationError("--threads: \(threads) is outside 1...") }
    var settings = ChipSettings()
    settings.card = card
    settings.serial = serial
    settings.seed = seed
    settings.dacBits = dacBits
    settings.adcBits = adcBits
    settings.dacFullScale = dacFullScale
    settings.adcFullScale = adcFullScale
    settings.tile = tile
    settings.at = at
    settings.temperature = temperature
    settings.mapping = mapping
    settings.wordResistance = wordResistance
    settings.bitResistance = bitResistance
    settings.node = wireNode
    settings.noNoise = noNoise
    settings.telegraph = telegraphNoise
    settings.threads = threads
    return settings
  }
}
