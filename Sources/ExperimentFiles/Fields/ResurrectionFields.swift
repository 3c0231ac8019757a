/// `resurrection` and `theft`: what brings a copy back, and what a thief gets.
package enum ResurrectionFields {
  package static let budgets = Setting(
    "resurrection.budgets", [Int](), in: 1...1_000_000_000,
    "Numbers of images, growing, after which a copy on the first recipient is tested, for every remedy: affine "
      + "recalibration of its layers against the donor's outputs, a new readout, learning on with labels or with the "
      + "donor's answers. Empty makes no such test.")
  package static let rewrites = Setting(
    "resurrection.rewrites", 0, in: 0...1_000,
    "How often the copy is read on the recipient and written again with what was missing added to the request, which "
      + "makes up for stuck cells and gains that reads show; tested after each.")

  package static let all = [budgets.field, rewrites.field]
}

/// `theft`: what a thief gets.
package enum TheftFields {
  package static let readings = Setting(
    "theft.readings", [Int](), in: 1...1_000_000,
    "Numbers of reads of every weight, growing, that a thief averages before writing them on a chip of its own, the first "
      + "recipient. Empty makes no such test.")
  package static let queries = Setting(
    "theft.queries", [Int](), in: 1...1_000_000_000,
    "Numbers of images whose answers (probabilities of the classes) a thief gets; it trains a net of the same shape on "
      + "them by backpropagation in floating point and writes it on its own chip. Empty makes no such test.")
  package static let epochs = Setting(
    "theft.epochs", 5, in: 1...100_000, "Passes of the thief's net through the stolen answers.")

  package static let all = [readings.field, queries.field, epochs.field]
}
