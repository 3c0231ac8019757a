internal import Crossbar
internal import DeviceModels
internal import Learning
internal import Matrices
internal import Randomness
internal import Substrate

/// One run at work: a learner, where it is, and what was measured.
struct StudyRun {
  let configuration: ResolvedConfiguration
  let data: StudyData
  let layers: StudyLayers
  let maker: StudyLearner
  let context: RunContext
  /// After ``train(_:)``: trained, on its own chip.
  var learner: any Learner
  var metrics: [RunOutcome.Metric] = []
  /// Weights that were trained digitally, before they met a chip.
  private(set) var digital: [Matrix]?
  private(set) var rate: Float

  var name: LearnerName { configuration[LearnerFields.name] }
  var serial: Int { configuration[ChipFields.serial] }
  private var key: StreamKey { maker.key }

  init(
    _ configuration: ResolvedConfiguration, card: DeviceCard, data: StudyData, context: RunContext
  ) throws {
    self.configuration = configuration
    self.data = data
    self.context = context
    let seed = StreamKey(seed: UInt64(configuration[NetworkFields.seed]))
    layers = try StudyLayers(configuration, card: card, data: data, key: seed.child("weights"))
    maker = StudyLearner(
      layers: layers, classes: data.train.classes, key: seed.child("learner"), run: seed.child("home"))
    rate = configuration[LearnerFields.rate].map { Float($0) } ?? configuration[LearnerFields.name].defaultRate
    if let found = try Self.search(configuration, data, maker) {
      rate = found.best.rate
      for (index, trial) in found.trials.enumerated() {
        metrics.append(.init("search.rate", step: index + 1, Double(trial.rate)))
        metrics.append(.init("search.validationError", step: index + 1, trial.validationError))
      }
    }
    learner = try maker.fresh(serial: configuration[ChipFields.serial], rate: rate)
  }

  /// Two epochs on at most 3000 images for each rate, on a chip of its own.
  private static func search(
    _ configuration: ResolvedConfiguration, _ data: StudyData, _ maker: StudyLearner
  ) throws -> RateSearch? {
    let rates = configuration[LearnerFields.rateSearch].map { Float($0) }
    guard let validation = data.validation, !rates.isEmpty else { return nil }
    let count = min(3000, data.train.count)
    let epochs = min(2, configuration[LearnerFields.epochs])
    let part = try data.train.prefix(count)
    return try RateSearch(rates: rates, train: part, validation: validation, epochs: epochs) { rate in
      try maker.fresh(serial: 0, rate: rate, epochs: epochs)
    }
  }

  /// Trains for all epochs and puts what was trained digitally on its chip.
  /// - Parameter afterEpoch: told of the epoch and the error on what was learned.
  mutating func train(_ afterEpoch: (inout StudyRun, EpochReport) throws -> Void) throws {
    let epochs = configuration[LearnerFields.epochs]
    for epoch in 1...epochs {
      try context.check()
      let report = learner.trainEpoch(data.train, epoch: epoch)
      try afterEpoch(&self, report)
      context.report(progress: Double(epoch) / Double(epochs) * 0.8)
    }
    if name.isWritten {
      let weights = learner.readBackWeights()
      digital = weights
      learner.layers = try layers.onChip(serial: serial, weights: weights, inSitu: false, run: maker.run)
    }
  }

  /// Everything the configuration asks for.
  /// - Parameter floor: the error of an untrained net on the chip of a serial number.
  mutating func metrics(floor: (Int) throws -> Double) throws -> [RunOutcome.Metric] {
    try train { run, report in
      run.record("trainingError", step: report.epoch, report.trainingError)
      // Nets that are not on their chip yet are tested in floating point: the curve is that of their training.
      run.record("epochTestError", step: report.epoch, run.learner.testError(on: run.data.test))
    }
    recordHome()
    // Each part starts from the net as it was trained.
    let home = learner
    if !configuration[CopyFields.recipients].isEmpty { try copy(home, floor: floor) }
    if configuration[CopyFields.generations] > 0 { try chain(home) }
    if !configuration[AgeingFields.times].isEmpty { try age(home) }
    if configuration[RevivalFields.examples] > 0 { try revive(home) }
    if configuration[RevivalFields.images] > 0 { try distill(home) }
    return metrics
  }

  mutating func record(_ name: String, step: Int = 0, _ value: Double) {
    metrics.append(.init(name, step: step, value))
  }

  private mutating func recordHome() {
    let before = Self.conversions(learner)
    record("testError", learner.testError(on: data.test))
    let after = Self.conversions(learner)
    if after.all > before.all {
      record("saturation", Double(after.saturated - before.saturated) / Double(after.all - before.all))
    }
    if var net = learner as? ForwardForward, net.settings.negatives.usesLabels {
      record("goodnessError", net.testError(on: data.test, by: .goodness))
      learner = net
    }
    let tally = learner.tally
    let weights = learner.layers.reduce(0) { $0 + $1.inputs * $1.outputs }
    if name.hasChip {
      record("writesPerWeight", (name.isInSitu ? tally.writePulses : tally.programPulses) / Double(weights))
      record("writeEnergy", tally.writeEnergy)
      record("failedCells", Double(tally.failedCells) / Double(weights))
    }
    record("forwardPasses", Double(learner.passes.forward))
    record("backwardPasses", Double(learner.passes.backward))
    record("rate", Double(rate))
  }

  private static func conversions(_ learner: any Learner) -> (saturated: Int, all: Int) {
    let chips = learner.layers.compactMap { $0 as? CrossbarLayer }
    return (chips.reduce(0) { $0 + $1.saturatedOutputs }, chips.reduce(0) { $0 + $1.tally.conversions })
  }
}

extension Examples {
  /// The first `count` examples, as many as there are.
  func prefix(_ count: Int) throws(LearningError) -> Examples { try part(0..<min(count, self.count)) }

  /// Examples of a range.
  func part(_ range: Range<Int>) throws(LearningError) -> Examples {
    try Examples(images: images.rows(range), labels: Array(labels[range]), classes: classes)
  }
}
