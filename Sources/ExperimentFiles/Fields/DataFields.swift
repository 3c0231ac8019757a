/// `data`: what is learned.
package enum DataFields {
  package static let source = Setting(
    "data.source", "digits",
    "Where the images come from: `digits` draws them, `mnist` or `fashion-mnist` reads what `mortal dataset fetch` "
      + "keeps, anything else is a directory with the four IDX files.")
  package static let seed = Setting(
    "data.seed", 1, in: 0...Int(Int32.max), "Seed of drawn images; the same for all runs that shall be compared.")
  package static let train = Setting("data.train", 10_000, in: 1...10_000_000, "Images to learn from.")
  package static let validation = Setting(
    "data.validation", 1_000, in: 0...10_000_000,
    "Images kept apart to choose learning rates by; taken behind the training images.")
  package static let test = Setting("data.test", 2_000, in: 1...10_000_000, "Images to test with.")
  package static let permutesPixels = Setting(
    "data.permutesPixels", false, "Puts the pixels of all images into one and the same random order.")
  package static let classes = Setting(
    "data.classes", Int?.none, in: 2...1_000, "Only images of so many first classes; `none` takes all.")
  package static let pooling = Setting(
    "data.pooling", 1, in: 1...64,
    "Side of the blocks of pixels whose mean is one pixel; must divide the image's sides.")
  package static let firstLabel = Setting(
    "data.firstLabel", 0, in: 0...100_000,
    "Label of the first class in a directory's files, where labels do not begin at 0 (EMNIST letters begin at 1).")

  static let all = [
    source.field, seed.field, train.field, validation.field, test.field, permutesPixels.field, classes.field,
    pooling.field, firstLabel.field,
  ]
}

/// `network` and `seed`: what learns, and from which random numbers.
package enum NetworkFields {
  package static let seed = Setting(
    "seed", 1, in: 0...Int(Int32.max),
    "Seed of first weights, order of examples and negative data. It does not touch the chip, which is fixed by its "
      + "serial number.")
  package static let hidden = Setting(
    "network.hidden", [500, 500, 500], in: 1...100_000, count: 1...32, "Units of each hidden layer.")

  static let all = [seed.field, hidden.field]
}
