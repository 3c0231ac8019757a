import ArgumentParser
import Experiments

/// Options of every command that trains learners on chips.
struct LearningOptions: ParsableArguments {
  @Option(help: "Folder of IDX files (MNIST, Fashion-MNIST, ...), or 'digits' for the built-in set. (default: digits)")
  var data: String?

  @Option(help: "Name of a device card with a pulse model, or path of a card file. (default: ecram-li2018)")
  var card: String?

  @Option(help: "Units of the hidden layers, separated by commas. (default: 500,500,500)")
  var hidden: String?

  @Option(help: "Training images. (default: 10000)")
  var train: Int?

  @Option(help: "Validation images, for learning curves and the search of rates. (default: 1000)")
  var validation: Int?

  @Option(help: "Test images. (default: 2000)")
  var test: Int?

  @Option(help: "Passes over the training images. (default: 10)")
  var epochs: Int?

  @Option(help: "Images per change of weights. (default: 100)")
  var batch: Int?

  @Option(help: "Bits of the word lines' converters: 1...16 or none. (default: 8)")
  var dacBits: String?

  @Option(help: "Bits of the bit lines' converters: 1...16 or none. (default: 8)")
  var adcBits: String?

  @Option(
    help: """
      How changes are written: parallelPulses, mixedPrecision, verifiedMixedPrecision, writeVerify, upOnly, \
      downOnly. (default: mixedPrecision)
      """)
  var write: String?

  @Option(
    help: """
      How weights become conductances: differentialPair, referenceColumn, referenceDevice. (default: referenceDevice on \
      cards with a pulse model, else the card's)
      """)
  var mapping: String?

  @Option(help: "Word lines x bit lines of one array. (default: 128x128)")
  var tile: String?

  @Option(help: "Resistance of a word-line segment between two cells, e.g. '2.97 Ohm'.")
  var wordResistance: String?

  @Option(help: "Resistance of a bit-line segment between two cells, e.g. '2.97 Ohm'.")
  var bitResistance: String?

  @Option(help: "Largest weight of a layer that learns in situ, in units of 1/sqrt(inputs). (default: 4)")
  var weightRange: String?

  @Option(help: "Seed of data, first weights, orders and noise. (default: 1)")
  var seed: Int?

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
