/// What a run may record. A name stands for its own metric and for all that begin with it and a dot:
/// `correlation` for `correlation.layer1`, `correlation.layer2` and so on.
package enum Metric: String, Sendable, CaseIterable, Codable {
  case trainingError, epochValidationError, epochTestError, testError, goodnessError, goodnessSeparation
  case digitalError
  case saturation, writesPerWeight, writeEnergy, failedCells, chipTime, conversions, readTime, forwardPasses
  case backwardPasses, rate, search, counts
  case copyError, untrainedError, changedDecisions, changedAtHome, correlation, chainError, chainChanged
  case agedError, wornError, relearnedError, temperatureError, bakedError
  case revivalError, revivalExamples, distillationError
  case resurrectedError, resurrectionReads, resurrectionPulses, resurrectionEnergy, stolenError

  /// What it is, with its unit and what its step counts.
  package var meaning: String {
    switch self {
    case .trainingError: "error on the training images while they were learned; step: epoch"
    case .epochValidationError: "error on the validation images; step: epoch"
    case .epochTestError: "test error; step: epoch"
    case .testError: "test error of the trained net on its own chip"
    case .digitalError: "test error of the net in floating point, before it was written on a chip"
    case .goodnessError: "Forward-Forward: test error when the label of largest goodness is chosen"
    case .goodnessSeparation:
      "Forward-Forward: probability that an image with its true label has more goodness than one with a wrong label; "
        + "step: layer"
    case .saturation: "share of output conversions beyond the converters' range"
    case .writesPerWeight: "write pulses a weight"
    case .writeEnergy: "energy of all write pulses in J, where the card says it"
    case .failedCells: "cells that closed-loop programming gave up on, a weight"
    case .chipTime: "what the slowest layer's clock shows after the test, s"
    case .conversions: "conversions on the bit lines for an image of the test"
    case .readTime: "time that the slowest layer reads an image of the test for, s"
    case .forwardPasses: "images sent forward in training"
    case .backwardPasses: "errors sent backward in training"
    case .rate: "learning rate"
    case .search: "the tries of the search for a rate; step: try"
    case .counts:
      "how often each event occurred that costs energy, by piece of work (`counts.training.upPulses`), for `mortal energy`; "
        + "step: epoch for training, which counts from its beginning"
    case .copyError: "test error of a copy; step: serial number of the recipient"
    case .untrainedError: "test error of random weights with a trained readout; step: serial number of the recipient"
    case .changedDecisions: "share of test images that a copy classifies differently; step: serial number"
    case .changedAtHome: "the same between two tests of the original"
    case .correlation: "correlation of a copy's outputs with the original's, by layer; step: serial number"
    case .chainError: "test error of copies of copies; step: generation"
    case .chainChanged: "share of test images that a generation classifies otherwise than the founder; step: generation"
    case .agedError: "test error after some time; step: place in the list of times"
    case .temperatureError: "test error at another temperature; step: place in the list of temperatures"
    case .bakedError: "test error after a bake; step: place in the list of bakes"
    case .wornError: "test error after write cycles; step: place in the list of cycles"
    case .relearnedError: "test error after write cycles and some learning; step: place in the list of cycles"
    case .revivalError: "test error of a recipient that learns on; step: images seen"
    case .revivalExamples: "images until the recipient is as good as the donor"
    case .distillationError: "test error of a distilled pupil; step: epoch"
    case .resurrectedError: "test error of a copy after a remedy; step: images, or rewrites"
    case .resurrectionReads: "input vectors that the remedy sent through a layer, mean over layers; step: as its error"
    case .resurrectionPulses: "write pulses of the remedy, a weight; step: as its error"
    case .resurrectionEnergy: "energy of these pulses in J, where the card says it; step: as its error"
    case .stolenError: "test error on the thief's chip, by what was stolen; step: reads of a weight, or queries"
    }
  }

  /// The name of a part: `correlation.layer1`.
  package func named(_ part: String) -> String { rawValue + "." + part }

  /// Whether it stands for a recorded metric.
  package func covers(_ name: String) -> Bool { name == rawValue || name.hasPrefix(rawValue + ".") }
}
