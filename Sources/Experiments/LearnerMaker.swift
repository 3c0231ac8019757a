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
  let task: LearningTask
  /// Names order of examples and negative data.
  let key: StreamKey
  /// Names the noise on the chip.
  let run: StreamKey

  /// The maker of a configuration's learners: the seed names first weights, order of examples and noise.
  /// - Parameter threads: of one read; the numbers do not depend on it.
  init(_ configuration: ResolvedConfiguration, card: DeviceCard, data: RunData, threads: Int = 1) throws {
    let seed = StreamKey(seed: UInt64(configuration[NetworkFields.seed]))
    let task = data.task(hidden: configuration[NetworkFields.hidden])
    self.init(
      layers: try RunLayers(
        configuration, card: card, data: data, task: task, key: seed.child("weights"), threads: threads),
      task: task, key: seed.child("learner"), run: seed.child("home"))
  }

  init(layers: RunLayers, task: LearningTask, key: StreamKey, run: StreamKey) {
    self.layers = layers
    self.task = task
    self.key = key
    self.run = run
  }

  private var configuration: ResolvedConfiguration { layers.configuration }

  /// A fresh learner on layers of its own.
  /// - Parameter epochs: nil takes the configuration's.
  /// - Throws: `CrossbarError`, `LearningError`, `PeripheryError`.
  func fresh(serial: Int, rate: Float, epochs: Int? = nil) throws -> any Learner {
    let description = configuration[LearnerFields.name].description
    let values = configuration.learnerValues
    try description.validate(values)
    let training = Learning.TrainingChoices(
      epochs: epochs ?? configuration[LearnerFields.epochs], batchSize: configuration[LearnerFields.batch], rate: rate,
      momentum: configuration[LearnerFields.momentum].map { Float($0) },
      weightDecay: configuration[LearnerFields.weightDecay].map { Float($0) },
      falls: configuration[LearnerFields.falls], shifts: try shifts())
    return try description.make(
      Surroundings(maker: self, serial: serial, training: training, values: values))
  }

  /// How training images are shifted.
  /// - Throws: `ExperimentError.unsupported` for what is no image.
  private func shifts() throws -> ImageShifts? {
    let reach = configuration[LearnerFields.jitter]
    guard reach > 0 else { return nil }
    guard let image = task.image else {
      throw ExperimentError.unsupported(
        path: LearnerFields.jitter.path, value: "\(reach)", allowed: "0 but for images whose pixels are in their order")
    }
    return ImageShifts(reach: reach, image: image)
  }

  /// What a learner may ask of a run.
  private struct Surroundings: LearnerSurroundings {
    let maker: LearnerMaker
    let serial: Int
    let training: Learning.TrainingChoices
    let values: LearnerValues

    var task: LearningTask { maker.task }
    var key: StreamKey { maker.key }
    var initialWeights: [Matrix] { maker.layers.initial }

    func layers(_ kind: LayerKind) throws -> [any BlackBox] {
      let layers = maker.layers
      switch kind {
      case .digital: return LearnerOptimizer.digitalLayers(layers.initial, values)
      case .chip(let learning):
        return try layers.onChip(serial: serial, weights: layers.initial, inSitu: learning, run: maker.run)
      case .noisy:
        var statistics = CardStatistics(layers.card, layers.chip).noise
        if let sigma = values[BackpropFields.weightSigma] { statistics.weightSigma = Float(sigma) }
        if let dead = values[BackpropFields.deadShare] { statistics.deadShare = Float(dead) }
        statistics.weightSigma *= Float(values[BackpropFields.noiseFactor])
        statistics.outputSigma = Float(values[BackpropFields.outputSigma])
        return layers.initial.enumerated().map { index, weights in
          NoisyLayer(weights: weights, statistics: statistics, key: key.child("noise", index))
        }
      }
    }
  }
}
