import ArgumentParser
import Experiments

/// Options of commands that train learners on chips.
struct ComparisonOptions: ParsableArguments {
  @Option(help: "Folder of IDX files (MNIST, Fashion-MNIST, ...), or 'digits' for the built-in set.")
  var data = "digits"

  @Option(help: "Name of a device card with a pulse model, or path of a card file.")
  var card = "ecram-li2018"

  @Option(help: "Number of chips; chip n has serial number n.")
  var chips = 5

  @Option(help: "Units of the hidden layers, separated by commas.")
  var hidden = "500,500,500"

  @Option(help: "Training images.")
  var train = 10000

  @Option(help: "Validation images, for the search of learning rates.")
  var validation = 1000

  @Option(help: "Test images.")
  var test = 2000

  @Option(help: "Passes over the training images.")
  var epochs = 10

  @Option(help: "Arms, separated by commas. (default: all nine)")
  var arms: String?

  @Option(help: "Bits of the word lines' converters: 1...16 or none.")
  var dacBits = "8"

  @Option(help: "Bits of the bit lines' converters: 1...16 or none.")
  var adcBits = "8"

  @Option(help: "How changes are written: parallelPulses, mixedPrecision, verifiedMixedPrecision, upOnly, downOnly.")
  var write = "mixedPrecision"

  @Option(
    help: """
      How weights become conductances: differentialPair, referenceColumn, referenceDevice. (default: referenceDevice on \
      cards with a pulse model, else the card's)
      """)
  var mapping: String?

  @Option(help: "Word lines x bit lines of one array.")
  var tile = "128x128"

  @Option(help: "Resistance of a word-line segment between two cells, e.g. '2.97 Ohm'.")
  var wordResistance: String?

  @Option(help: "Resistance of a bit-line segment between two cells, e.g. '2.97 Ohm'.")
  var bitResistance: String?

  @Option(help: "Factors of the default learning rate that are tried for each arm; one alone skips the search.")
  var rates = "0.5,1,2"

  @Option(help: "Largest weight of a layer that learns in situ, in units of 1/sqrt(inputs).")
  var weightRange: Float = 4

  @Option(help: "Seed of data, first weights, orders and noise.")
  var seed: UInt64 = 1

  func settings() throws -> ComparisonSettings {
    var chip = ChipSettings()
    chip.dacBits = dacBits
    chip.adcBits = adcBits
    chip.tile = tile
    chip.mapping = mapping
    chip.wordResistance = wordResistance
    chip.bitResistance = bitResistance
    var choices = ComparisonChoices(chip: chip)
    choices.card = card
    choices.chips = chips
    choices.hidden = hidden
    choices.epochs = epochs
    choices.arms = arms
    choices.write = write
    choices.rates = rates
    choices.weightRange = weightRange
    choices.seed = seed
    return try choices.settings()
  }

  func comparisonData() throws -> ComparisonData {
    try ComparisonData(source: data, train: train, validation: validation, test: test, seed: seed)
  }
}
