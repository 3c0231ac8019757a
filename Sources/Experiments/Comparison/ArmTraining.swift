internal import Crossbar
internal import DeviceModels
internal import Learning
internal import Matrices
internal import Randomness
internal import Substrate

/// Trains one arm: on a chip, or digitally.
struct ArmTraining: Sendable {
  let arm: Arm
  let settings: ComparisonSettings
  let card: DeviceCard
  let data: ComparisonData

  /// A trained learner with its curve.
  struct Result: Sendable {
    var learner: any Learner
    var curve: [ArmOutcome.CurvePoint]
  }

  /// The arm's default rate, which the search multiplies. Updates that are pulsed at once, without a running mean, stay
  /// stable at a fifth of the rate only.
  var defaultRate: Float {
    let unaveraged =
      arm.isInSitu
      && (settings.chip.writePolicy != .mixedPrecision && settings.chip.writePolicy != .verifiedMixedPrecision)
    return (arm.isForwardForward ? 0.01 : 0.2) * (unaveraged ? 0.2 : 1)
  }

  /// A fresh learner of this arm on layers of its own.
  /// - Throws: what making layers and learners throws.
  func learner(serial: Int, seed: UInt64, rate: Float, epochs: Int) throws -> any Learner {
    let made = ArmLayers(arm, settings: settings, card: card, data: data, seed: seed)
    let key = StreamKey(seed: seed).child("learner")
    let calibration = calibrationBatch(rows: 256)
    func chipLayers() throws -> [CrossbarLayer] {
      try made.onChip(serial: serial, weights: made.initial, calibration: calibration, inSitu: true, seed: seed)
    }
    if arm.isForwardForward {
      var choices = ForwardForwardSettings(epochs: epochs)
      choices.batchSize = settings.batchSize
      choices.rate = rate
      switch arm {
      case .ffInSitu: return try ForwardForward(layers: chipLayers(), settings: choices, key: key)
      case .readoutOnly: return try ReadoutOnly(layers: chipLayers(), settings: choices, key: key)
      default: return try ForwardForward(layers: made.digital, settings: choices, key: key)
      }
    }
    var choices = BackpropSettings(epochs: epochs)
    choices.batchSize = settings.batchSize
    choices.rate = rate
    choices.normalisesActivities = true
    switch arm {
    case .bpExact: return try Backprop(layers: chipLayers(), model: .exact, settings: choices, key: key)
    case .bpNominal:
      return try Backprop(
        layers: chipLayers(), model: .nominal(initial: made.initial), settings: choices, key: key)
    case .bpHardwareAware:
      let statistics = CardStatistics(card, settings.chip).noise
      let layers = made.initial.enumerated().map { index, weights in
        NoisyLayer(weights: weights, statistics: statistics, key: key.child("noise", index))
      }
      return try Backprop(layers: layers, model: .exact, settings: choices, key: key)
    default: return try Backprop(layers: made.digital, model: .exact, settings: choices, key: key)
    }
  }

  /// Inputs of the first layer as the learner will send them: images with a label, divided by their root mean square.
  func calibrationBatch(rows: Int) -> Matrix {
    let count = min(rows, data.train.count)
    let images = data.train.images.rows(0..<count)
    guard arm.isForwardForward,
      let examples = try? Examples(
        images: images, labels: Array(data.train.labels[..<count]), classes: data.train.classes)
    else { return FirstLayerInput.plain(images) }
    return FirstLayerInput.labelled(examples)
  }

  /// The rate with the smallest validation error after a short training, each arm with the same number of tries; nil
  /// when there is one rate only. The chip it is searched on has a serial number of its own.
  func search(seed: UInt64) throws -> RateSearch? {
    guard settings.rateFactors.count > 1, arm != .readoutOnly else { return nil }
    let count = min(settings.searchExamples, data.train.count)
    let part = try Examples(
      images: data.train.images.rows(0..<count), labels: Array(data.train.labels[..<count]),
      classes: data.train.classes)
    return try RateSearch(
      rates: settings.rateFactors.map { $0 * defaultRate }, train: part, validation: data.validation,
      epochs: settings.searchEpochs
    ) { rate in
      try learner(serial: 0, seed: seed, rate: rate, epochs: settings.searchEpochs)
    }
  }

  /// Trains for all epochs.
  func train(
    serial: Int, seed: UInt64, rate: Float, progress: @Sendable (_ epoch: Int) -> Void
  ) throws -> Result {
    var learner = try learner(serial: serial, seed: seed, rate: rate, epochs: settings.epochs)
    var curve: [ArmOutcome.CurvePoint] = []
    for epoch in 1...settings.epochs {
      let report = learner.trainEpoch(data.train, epoch: epoch)
      curve.append(
        .init(
          epoch: epoch, trainingError: report.trainingError, validationError: learner.testError(on: data.validation)))
      progress(epoch)
    }
    return Result(learner: learner, curve: curve)
  }
}
