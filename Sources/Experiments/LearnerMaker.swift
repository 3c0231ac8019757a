internal import Crossbar
internal import DeviceModels
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Randomness
internal import Substrate

/// Makes a configuration's learner.
struct LearnerMaker: Sendable {
  let layers: RunLayers
  let classes: Int
  /// Names order of examples and negative data.
  let key: StreamKey
  /// Names the noise on the chip.
  let run: StreamKey

  /// The maker of a configuration's learners: the seed names first weights, order of examples and noise.
  /// - Parameter threads: of one read; the numbers do not depend on it.
  init(_ configuration: ResolvedConfiguration, card: DeviceCard, data: RunData, threads: Int = 1) throws {
    let seed = StreamKey(seed: UInt64(configuration[NetworkFields.seed]))
    self.init(
      layers: try RunLayers(configuration, card: card, data: data, key: seed.child("weights"), threads: threads),
      classes: data.train.classes, key: seed.child("learner"), run: seed.child("home"))
  }

  init(layers: RunLayers, classes: Int, key: StreamKey, run: StreamKey) {
    self.layers = layers
    self.classes = classes
    self.key = key
    self.run = run
  }

  private var configuration: ResolvedConfiguration { layers.configuration }
  private var name: LearnerName { configuration[LearnerFields.name] }

  /// A fresh learner on layers of its own.
  /// - Parameter epochs: nil takes the configuration's.
  /// - Throws: `CrossbarError`, `LearningError`, `PeripheryError`.
  func fresh(serial: Int, rate: Float, epochs: Int? = nil) throws -> any Learner {
    let epochs = epochs ?? configuration[LearnerFields.epochs]
    func chip() throws -> [any BlackBox] {
      try layers.onChip(serial: serial, weights: layers.initial, inSitu: name.isInSitu, run: run)
    }
    switch name {
    case .ffInSitu:
      return try ForwardForward(
        layers: chip(), classes: classes, settings: forwardForward(epochs, rate), key: key)
    case .ffDigital, .ffOffline:
      return try ForwardForward(
        layers: layers.digital, classes: classes, settings: forwardForward(epochs, rate), key: key)
    case .readoutOnly:
      return try ReadoutOnly(layers: chip(), classes: classes, settings: forwardForward(epochs, rate), key: key)
    case .localLoss:
      return try LocalLoss(layers: chip(), classes: classes, settings: forwardForward(epochs, rate), key: key)
    case .bpExact:
      return try Backprop(layers: chip(), model: .exact, settings: backprop(epochs, rate), key: key)
    case .bpNominal:
      return try Backprop(
        layers: chip(), model: .nominal(initial: layers.initial), settings: backprop(epochs, rate), key: key)
    case .directFeedback:
      return try Backprop(
        layers: chip(), model: .directFeedback(key.child("feedback")), settings: backprop(epochs, rate), key: key)
    case .bpHardwareAware:
      var statistics = CardStatistics(layers.card, layers.chip).noise
      statistics.weightSigma *= Float(configuration[LearnerFields.noiseFactor])
      let noisy = layers.initial.enumerated().map { index, weights in
        NoisyLayer(weights: weights, statistics: statistics, key: key.child("noise", index))
      }
      return try Backprop(layers: noisy, model: .exact, settings: backprop(epochs, rate), key: key)
    case .bpDigital, .bpOffline:
      return try Backprop(layers: layers.digital, model: .exact, settings: backprop(epochs, rate), key: key)
    case .nodePerturbation:
      return try NodePerturbation(
        layers: chip(), sigma: Float(configuration[LearnerFields.perturbation]), settings: backprop(epochs, rate),
        key: key)
    }
  }

  private func forwardForward(_ epochs: Int, _ rate: Float) -> ForwardForwardSettings {
    var settings = ForwardForwardSettings(epochs: epochs)
    settings.goodness = configuration[ForwardForwardFields.goodness]
    let factor = Float(configuration[ForwardForwardFields.thresholdFactor])
    settings.threshold =
      switch configuration[ForwardForwardFields.threshold] {
      case .perUnit: .perUnit(factor)
      case .measuredAtStart: .measuredAtStart(factor)
      case .running: .running(factor)
      }
    settings.steepness = Float(configuration[ForwardForwardFields.steepness])
    settings.negatives = configuration[ForwardForwardFields.negatives]
    settings.phases =
      switch configuration[ForwardForwardFields.phases] {
      case .together: .together
      case .separate: .separate(batches: configuration[ForwardForwardFields.phaseBatches])
      }
    settings.labelStrength = Float(configuration[ForwardForwardFields.labelStrength])
    settings.peerNormalisation = Float(configuration[ForwardForwardFields.peerNormalisation])
    settings.meanMomentum = Float(configuration[ForwardForwardFields.meanMomentum])
    settings.batchSize = configuration[LearnerFields.batch]
    settings.rate = rate
    if let momentum = configuration[LearnerFields.momentum] { settings.momentum = Float(momentum) }
    if let decay = configuration[LearnerFields.weightDecay] { settings.weightDecay = Float(decay) }
    settings.readoutRate = Float(configuration[ForwardForwardFields.readoutRate])
    settings.readoutDecay = Float(configuration[ForwardForwardFields.readoutDecay])
    settings.schedule.falls = configuration[LearnerFields.falls]
    settings.inference = configuration[ForwardForwardFields.inference]
    return settings
  }

  private func backprop(_ epochs: Int, _ rate: Float) -> BackpropSettings {
    var settings = BackpropSettings(epochs: epochs)
    settings.batchSize = configuration[LearnerFields.batch]
    settings.rate = rate
    settings.biasRate = configuration[LearnerFields.biasRate].map { Float($0) }
    if let momentum = configuration[LearnerFields.momentum] { settings.momentum = Float(momentum) }
    if let decay = configuration[LearnerFields.weightDecay] { settings.weightDecay = Float(decay) }
    settings.normalisesActivities = configuration[LearnerFields.normalisesActivities]
    settings.schedule.falls = configuration[LearnerFields.falls]
    return settings
  }
}
