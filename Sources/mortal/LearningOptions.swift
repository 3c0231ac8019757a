import ArgumentParser
import Experiments

/// Options of every command that trains learners on chips.
struct LearningOptions: ParsableArguments {
  @Option(help: "Folder of IDX files (MNIST, Fashion-MNIST, ...), or 'digits' for the built-in set.")
  var data = "digits"

  @Option(help: "Name of a device card with a pulse model, or path of a card file.")
  var card = "ecram-li2018"

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

  @Option(help: "Images per change of weights.")
  var batch = 100

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

  @Option(help: "Largest weight of a layer that learns in situ, in units of 1/sqrt(inputs).")
  var weightRange = "4"

  @Option(help: "Seed of data, first weights, orders and noise.")
  var seed = 1

  @Option(name: .customLong("set"), help: "Any field of docs/configuration.md: path=value. Several times for several fields.")
  var assignments: [String] = []

  var choices: LearningChoices {
    var choices = LearningChoices()
    choices.data = data
    choices.card = card
    choices.hidden = hidden
    (choices.train, choices.validation, choices.test) = (train, validation, test)
    (choices.epochs, choices.batch) = (epochs, batch)
    (choices.dacBits, choices.adcBits) = (dacBits, adcBits)
    choices.write = write
    choices.mapping = mapping
    choices.tile = tile
    (choices.wordResistance, choices.bitResistance) = (wordResistance, bitResistance)
    choices.weightRange = weightRange
    choices.seed = seed
    choices.assignments = assignments
    return choices
  }
}
