internal import Crossbar
internal import DeviceModels
package import ExperimentFiles
package import Learning
internal import Matrices
internal import Progress
internal import Randomness
package import RunStore
internal import Substrate
internal import Units

/// One run at work: a learner, where it is, and what was measured.
package struct ExperimentRun {
  let configuration: ResolvedConfiguration
  package let data: RunData
  let maker: LearnerMaker
  let context: RunContext
  let shared: SharedWork
  /// After ``train(testing:)``: trained, on its own chip.
  package var learner: any Learner
  var metrics: [RunOutcome.Measurement] = []
  private(set) var goodness: [GoodnessHistogram] = []
  private(set) var weightMap: WeightMap?
  /// Weights that were trained digitally, before they met a chip.
  private(set) var digital: [Matrix]?
  let search: RateSearch?
  let rate: Float
  private var seconds = 0.0

  var layers: RunLayers { maker.layers }
  var name: LearnerName { configuration[LearnerFields.name] }
  var serial: Int { configuration[ChipFields.serial] }

  /// An untrained learner on its chip, at the rate that is given or was found best.
  /// - Parameter threads: of one read; the numbers do not depend on it.
  package init(_ configuration: ResolvedConfiguration, shared: SharedWork, context: RunContext, threads: Int = 1) throws
  {
    self.configuration = configuration
    self.context = context
    self.shared = shared
    data = try shared.data(configuration)
    let card = try DeviceLibrary.card(configuration[ChipFields.card])
    maker = try LearnerMaker(configuration, card: card, data: data, threads: threads)
    search = try shared.search(configuration, card: card, data: data)
    rate = search?.best.rate ?? Float(configuration.learningRate)
    learner = try maker.fresh(serial: configuration[ChipFields.serial], rate: rate)
    for (index, trial) in (search?.trials ?? []).enumerated() {
      record(.search, part: "rate", step: index + 1, Double(trial.rate))
      record(.search, part: "validationError", step: index + 1, trial.validationError)
    }
  }

  /// Learns the epochs after `done`, whatever the learner lies on.
  /// - Parameter afterEpoch: told of each epoch.
  mutating func learn(after done: Int = 0, _ afterEpoch: (inout ExperimentRun, EpochReport) throws -> Void) throws {
    let epochs = configuration[LearnerFields.epochs]
    guard done < epochs else { return }
    for epoch in done + 1...epochs {
      try context.check()
      let report = learner.trainEpoch(data.train, epoch: epoch)
      if let pause = configuration[TimeFields.pauseAfterEpoch] { wait(pause) }
      try afterEpoch(&self, report)
      context.report(progress: Double(epoch) / Double(epochs) * 0.8)
    }
  }

  /// Records the errors after an epoch. Nets that are not on their chip yet are tested in floating point: the curve is
  /// that of their training.
  mutating func recordEpoch(_ report: EpochReport) {
    record(.trainingError, step: report.epoch, report.trainingError)
    if let validation = data.validation {
      record(.epochValidationError, step: report.epoch, learner.testError(on: validation))
    }
    record(.epochTestError, step: report.epoch, learner.testError(on: data.test))
  }

  /// Trains for all epochs and puts what was trained digitally on its chip.
  /// - Parameter testing: whether errors after each epoch are recorded.
  mutating func train(testing: Bool = true) throws {
    let fresh = self
    func trained() throws -> TrainedNet {
      var run = fresh
      run.metrics = []
      let start = ProgressLine.uptime()
      try run.learn { if testing { $0.recordEpoch($1) } }
      return TrainedNet(learner: run.learner, metrics: run.metrics, seconds: ProgressLine.uptime() - start)
    }
    let net =
      name.isTrainedDigitally && testing ? try shared.trained(configuration, make: trained) : try trained()
    learner = net.learner
    metrics += net.metrics
    seconds += net.seconds
    try settle()
  }

  /// Puts what was trained digitally on its chip.
  mutating func settle() throws {
    guard name.isWritten else { return }
    let start = ProgressLine.uptime()
    let weights = learner.readBackWeights()
    digital = weights
    learner.layers = try layers.onChip(serial: serial, weights: weights, inSitu: false, run: maker.run)
    keepWeightMap(wanted: weights, on: learner)
    seconds += ProgressLine.uptime() - start
  }

  /// Everything the configuration asks for.
  /// - Parameter floor: the error of an untrained net on the chip of a serial number; nil leaves it out.
  mutating func measure(floor: ((Int) throws -> Double)?) throws -> RunMeasurement {
    try train()
    let start = ProgressLine.uptime()
    recordHome()
    seconds += ProgressLine.uptime() - start
    // Each part starts from the net as it was trained.
    let home = learner
    if !configuration[CopyFields.recipients].isEmpty { try copy(home, floor: floor) }
    if configuration[CopyFields.generations] > 0 { try chain(home) }
    if !configuration[AgeingFields.times].isEmpty { try age(home) }
    try warm(home)
    if !configuration[AgeingFields.cycles].isEmpty { try wearOut(home) }
    if configuration[RevivalFields.examples] > 0 { try revive(home) }
    if configuration[RevivalFields.images] > 0 { try distill(home) }
    return RunMeasurement(metrics: metrics, search: search, goodness: goodness, weightMap: weightMap, seconds: seconds)
  }

  /// Keeps a part of the first layer's weights, as they were to be and as they are on the chip; once.
  mutating func keepWeightMap(wanted: [Matrix], on learner: any Learner) {
    guard weightMap == nil, let wanted = wanted.first, var first = learner.layers.first?.crossbar else { return }
    weightMap = WeightMap(wanted: wanted, found: first.effectiveWeights())
  }

  mutating func record(_ metric: Metric, step: Int = 0, _ value: Double) {
    metrics.append(.init(metric.rawValue, step: step, value))
  }

  /// A metric of several parts: `correlation.layer1`.
  mutating func record(_ metric: Metric, part: String, step: Int = 0, _ value: Double) {
    metrics.append(.init(metric.named(part), step: step, value))
  }

  /// The first value recorded; nil where there is none.
  func value(of metric: Metric) -> Double? { metrics.first { $0.name == metric.rawValue }?.value }

  /// Tests the net where it is, and counts what it cost.
  mutating func recordHome() {
    if let pause = configuration[TimeFields.pauseBeforeTest] { wait(pause) }
    let before = Self.conversions(learner)
    record(.testError, learner.testError(on: data.test))
    let after = Self.conversions(learner)
    if after.all > before.all {
      record(.saturation, Double(after.saturated - before.saturated) / Double(after.all - before.all))
    }
    if var net = learner as? any GoodnessLearner, net.ratesLabels {
      record(.goodnessError, net.testError(on: data.test, by: .goodness))
      let samples = net.goodnessSamples(data.test)
      goodness = samples.map { $0.histogram(bins: 60) }
      for sample in samples { record(.goodnessSeparation, step: sample.layer + 1, sample.separation) }
      learner = net
    }
    let tally = learner.tally
    let weights = learner.layers.reduce(0) { $0 + $1.inputs * $1.outputs }
    if name.hasChip {
      record(.writesPerWeight, (name.isInSitu ? tally.writePulses : tally.programPulses) / Double(weights))
      record(.writeEnergy, tally.writeEnergy)
      record(.failedCells, Double(tally.failedCells) / Double(weights))
      record(.chipTime, learner.layers.compactMap(\.crossbar?.clock.value).max() ?? 0)
    }
    record(.forwardPasses, Double(learner.passes.forward))
    record(.backwardPasses, Double(learner.passes.backward))
    record(.rate, Double(rate))
  }

  /// Lets time pass on the learner's chip.
  mutating func wait(_ time: Seconds) {
    learner.layers = learner.layers.map { layer in layer.changing { $0.wait(time) } }
  }

  private static func conversions(_ learner: any Learner) -> (saturated: Int, all: Int) {
    let chips = learner.layers.compactMap(\.crossbar)
    return (chips.reduce(0) { $0 + $1.saturatedOutputs }, chips.reduce(0) { $0 + $1.tally.conversions })
  }
}
