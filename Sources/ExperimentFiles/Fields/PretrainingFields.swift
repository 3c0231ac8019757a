/// `pretraining`: a net that is trained in floating point first and then learns on where it lies.
package enum PretrainingFields {
  package static let epochs = Setting(
    "pretraining.epochs", 0, in: 0...100_000,
    "Epochs in floating point, without a chip, before a learner that learns on the chip is written on it and goes on there "
      + "for `learner.epochs`; 0 begins on the chip with random weights.")
  package static let rate = Setting(
    "pretraining.rate", Double?.none, in: 0...1_000,
    "Learning rate of these epochs; `none` takes the learner's own. `learner.rate` is that of the epochs on the chip.")
  package static let tuningImages = Setting(
    "pretraining.tuningImages", 0, in: 0...1_000_000_000,
    "Training images of every epoch on the chip, the first ones; 0 takes all.")
  package static let visits = Setting(
    "pretraining.visits", [Int](), in: 0...Int(Int32.max),
    "Serial numbers of other chips on which the net learns in turn, an epoch on each and then one at home, its weights "
      + "carried along; `learner.epochs` is a multiple of their number and one. Empty: it stays at home.")

  static let all = [epochs.field, rate.field, tuningImages.field, visits.field]
}
