internal import Learning

/// `learner`: how the network learns. What is `none` is left to the learner's own default.
package enum LearnerFields {
  package static let name = Setting(
    choice: "learner.name", LearnerName.ffInSitu, "How the network is trained; see the table of learners.")
  package static let label = Setting(
    "learner.label", "none", bearsOnResults: false,
    "What tables and figures call this learner; `none` takes its name. Does not change what a run is.")
  package static let epochs = Setting("learner.epochs", 10, in: 1...100_000, "Passes through the training images.")
  package static let batch = Setting("learner.batch", 100, in: 1...1_000_000, "Images per change of weights.")
  package static let rate = Setting(
    "learner.rate", Double?.none, in: 0...1_000, "Learning rate; `none` takes the learner's own.")
  package static let rateSearch = Setting(
    "learner.rateSearch", [Double](), in: 0...1_000,
    "Learning rates to choose from by the error on the validation images, each tried on a chip with serial number 0; the "
      + "tries are recorded. Empty: no search.")
  package static let rateSearchImages = Setting(
    "learner.rateSearchImages", 3_000, in: 1...100_000_000,
    "Training images that a try of `learner.rateSearch` learns from: the first ones, all where there are fewer.")
  package static let rateSearchEpochs = Setting(
    "learner.rateSearchEpochs", 2, in: 1...100_000,
    "Epochs of a try of `learner.rateSearch`; `learner.epochs` where that is less.")
  package static let momentum = Setting(
    "learner.momentum", Double?.none, in: 0...0.9999, "Share of the running mean of changes that a batch leaves.")
  package static let weightDecay = Setting(
    "learner.weightDecay", Double?.none, in: 0...1, "Weight decay per unit of rate.")
  package static let falls = Setting(
    "learner.falls", true, "Whether the rate falls linearly to 0 in the second half of the epochs.")
  package static let patience = Setting(
    "learner.patience", Int?.none, in: 1...100_000,
    "Early stopping: epochs without a smaller error on the validation images after which training ends; `none` trains for "
      + "all epochs. The net stays as it then is, since a chip cannot go back.")
  package static let jitter = Setting(
    "learner.jitter", 0, in: 0...16,
    "Training images are shifted by up to so many pixels in x and y, anew at each visit and alike in all passes of it.")

  /// What every learner understands, and then what each of the table asks for itself.
  static let all =
    [
      name.field, label.field, epochs.field, batch.field, rate.field, rateSearch.field, rateSearchImages.field,
      rateSearchEpochs.field, momentum.field, weightDecay.field, falls.field, patience.field, jitter.field,
    ] + LearnerTable.fields.map { ConfigurationField($0) }
}
