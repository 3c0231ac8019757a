internal import Crossbar
internal import DeviceModels
internal import Energy
package import ExperimentFiles
internal import Foundation
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
  var context: RunContext
  let shared: SharedWork
  /// After ``train(testing:)``: trained, on its own chip.
  package var learner: any Learner
  var metrics: [RunOutcome.Measurement] = []
  /// What its layers learned, filled by ``recordHome()``.
  private(set) var figures = NetFigures(goodness: [])
  private(set) var weightMap: WeightMap?
  /// Weights that were trained digitally, before they met a chip.
  private(set) var digital: [Matrix]?
  let search: RateSearch?
  let rate: Float
  var seconds = 0.0
  /// Of the test at home.
  private(set) var conversions = HeldConversions()
  /// Told of what is measured, as it is measured.
  var observer: RunObserver?
  /// Floating-point products of this run and of its copies.
  let work = DigitalWork()
  /// What writing the weights on the run's own chip came to, and training up to now.
  private var written = WorkCounts()
  private(set) var trained = WorkCounts()
  /// Errors on the validation images after each epoch, where they were asked for.
  var validationErrors: [Double] = []

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
    written = countsNow
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
    let images = try trainingImages
    for epoch in done + 1...epochs {
      try context.check()
      guard !hasStoppedImproving else { break }
      try moveOn(to: epoch)
      let before = countsNow
      let report = DigitalWork.meter.withValue(work) { learner.trainEpoch(images, epoch: epoch) }
      trained = trained + (countsNow - before)
      try requireNumbers(after: epoch)
      if let pause = configuration[TimeFields.pauseAfterEpoch] { wait(pause) }
      try afterEpoch(&self, report)
      context.report(
        progress: Double(epoch) / Double(epochs) * 0.8, saying: "epoch \(epoch)/\(epochs)" + errorSoFar(after: report))
    }
  }

  /// `, 1.05 % wrong`: of the validation images where they are looked at, else of those it learned from.
  private func errorSoFar(after report: EpochReport) -> String {
    let validation = value(of: .epochValidationError, step: report.epoch)
    let error = validation ?? report.trainingError
    guard error.isFinite else { return "" }
    return String(format: ", %.2f %% of %@ images wrong", 100 * error, validation == nil ? "training" : "validation")
  }

  /// Records the errors after an epoch. Nets that are not on their chip yet are tested in floating point: the curve is
  /// that of their training.
  mutating func recordEpoch(_ report: EpochReport) {
    record(.trainingError, step: report.epoch, report.trainingError)
    if let error = validate() { record(.epochValidationError, step: report.epoch, error) }
    record(.epochTestError, step: report.epoch, learner.testError(on: data.test))
    record(trained, of: .training, step: report.epoch)
    observe(.epoch(report.epoch), learner)
  }

  /// The error on the validation images, kept for ``hasStoppedImproving``; nil without such images.
  mutating func validate() -> Double? {
    guard let validation = data.validation else { return nil }
    let error = learner.testError(on: validation)
    validationErrors.append(error)
    return error
  }

  /// Goes on from the points of a saved training as if they had been recorded here.
  mutating func takeUp(_ curve: [TrainingPoint]) {
    for point in curve {
      for (metric, value) in point.measurements { record(metric, step: point.epoch, value) }
      trained = WorkCounts(byName: point.counts ?? [:])
      record(trained, of: .training, step: point.epoch)
    }
    validationErrors = curve.compactMap(\.validationError)
  }

  /// Whether so many epochs as `learner.patience` says brought no smaller error on the validation images. The net stays as
  /// it then is: a chip cannot go back to the weights that it had.
  var hasStoppedImproving: Bool {
    guard let patience = configuration[LearnerFields.patience], let best = validationErrors.min(),
      let place = validationErrors.firstIndex(of: best)
    else { return false }
    return validationErrors.count - 1 - place >= patience
  }

  /// Trains for all epochs and puts what was trained digitally on its chip.
  /// - Parameter testing: whether errors after each epoch are recorded.
  mutating func train(testing: Bool = true) throws {
    try takeUpPretraining()
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
    if name.isWritten { recordDigitalError(net.metrics) }
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
    written = WorkCounts(learner.tally)
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
    context.report(saying: "trained, tests what becomes of it")
    if !configuration[CopyFields.recipients].isEmpty { try copy(home, floor: floor) }
    if configuration[CopyFields.generations] > 0 { try chain(home) }
    if !configuration[AgeingFields.times].isEmpty { try age(home) }
    try warm(home)
    if !configuration[AgeingFields.cycles].isEmpty { try wearOut(home) }
    if configuration[RevivalFields.examples] > 0 { try revive(home) }
    if configuration[RevivalFields.images] > 0 { try distill(home) }
    try resurrect(home)
    try steal(home)
    return measurement
  }

  /// Keeps a part of the first layer's weights, as they were to be and as they are on the chip; once.
  mutating func keepWeightMap(wanted: [Matrix], on learner: any Learner) {
    guard weightMap == nil, let wanted = wanted.first, var first = learner.layers.first?.crossbar else { return }
    weightMap = WeightMap(wanted: wanted, found: first.effectiveWeights())
  }

  mutating func record(_ metric: Metric, step: Int = 0, _ value: Double) {
    metrics.append(.init(metric.rawValue, step: step, value))
    observer?.metric(metric.rawValue, step, value)
  }

  /// A metric of several parts: `correlation.layer1`.
  mutating func record(_ metric: Metric, part: String, step: Int = 0, _ value: Double) {
    metrics.append(.init(metric.named(part), step: step, value))
    observer?.metric(metric.named(part), step, value)
  }

  /// The first value recorded; nil where there is none.
  func value(of metric: Metric) -> Double? { metrics.first { $0.name == metric.rawValue }?.value }

  /// The value recorded for a step; nil where there is none.
  func value(of metric: Metric, step: Int) -> Double? {
    metrics.last { $0.name == metric.rawValue && $0.step == step }?.value
  }

  /// What was recorded so far.
  var measurement: RunMeasurement {
    RunMeasurement(
      metrics: metrics, search: search, figures: figures, weightMap: weightMap, seconds: seconds,
      saturation: conversions.warnings)
  }

  /// Tests the net where it is, and counts what it cost.
  mutating func recordHome() {
    if let pause = configuration[TimeFields.pauseBeforeTest] { wait(pause) }
    let before = HeldConversions(learner)
    let counted = countsNow
    let clocks = learner.layers.compactMap(\.crossbar?.clock.value)
    record(.testError, DigitalWork.meter.withValue(work) { learner.testError(on: data.test) })
    record(1 / Double(data.test.count) * (countsNow - counted), of: .inference)
    if name.hasChip { record(written, of: .written) }
    conversions = HeldConversions(learner) - before
    if conversions.outputs > 0 {
      record(.saturation, Double(conversions.saturatedOutputs) / Double(conversions.outputs))
      let images = Double(data.test.count)
      record(.conversions, Double(conversions.outputs) / images)
      let times = zip(learner.layers.compactMap(\.crossbar?.clock.value), clocks).map { $0 - $1 }
      record(.readTime, (times.max() ?? 0) / images)
    }
    if var net = learner as? any GoodnessLearner {
      if net.ratesLabels { record(.goodnessError, net.testError(on: data.test, by: .goodness)) }
      let samples = net.goodnessSamples(data.test)
      figures = NetFigures(samples, of: data.test)
      for sample in samples { record(.goodnessSeparation, step: sample.layer + 1, sample.separation) }
      learner = net
    }
    figures.fields = ReceptiveFields(learner, image: data.image)
    let tally = learner.tally
    let weights = learner.layers.reduce(0) { $0 + $1.inputs * $1.outputs }
    record(.counts, part: "weights", Double(weights))
    if name.hasChip {
      record(.writesPerWeight, (name.isInSitu ? tally.writePulses : tally.programPulses) / Double(weights))
      record(.writeEnergy, tally.writeEnergy)
      record(.failedCells, Double(tally.failedCells) / Double(weights))
      record(.chipTime, learner.layers.compactMap(\.crossbar?.clock.value).max() ?? 0)
    }
    record(.forwardPasses, Double(learner.passes.forward))
    record(.backwardPasses, Double(learner.passes.backward))
    record(.rate, Double(rate))
    observe(.home, learner)
  }

  /// Lets time pass on the learner's chip.
  mutating func wait(_ time: Seconds) {
    learner.layers = learner.layers.map { layer in layer.changing { $0.wait(time) } }
  }
}
