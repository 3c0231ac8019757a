internal import Crossbar
internal import ExperimentFiles
internal import Learning
internal import Progress
internal import Randomness
internal import RunStore
internal import Substrate

/// Nets that learn in floating point first, and then on where they lie.
extension ExperimentRun {
  /// What an epoch sees: all training images, or those of the epochs after a digital training.
  var trainingImages: Examples {
    get throws {
      let count = configuration[PretrainingFields.tuningImages]
      return configuration[PretrainingFields.epochs] > 0 && count > 0 ? try data.train.prefix(count) : data.train
    }
  }

  /// Trains the learner's twin in floating point, as often as runs with the same data and net need it once, and puts
  /// its weights and everything digital on this run's chip.
  mutating func takeUpPretraining() throws {
    guard configuration[PretrainingFields.epochs] > 0 else { return }
    guard let own = configuration.pretrainedTwin else {
      preconditionFailure("\(name.rawValue) has no twin without a chip; the configuration was not checked")
    }
    let shared = shared
    let net = try shared.trained(own) {
      var run = try ExperimentRun(own, shared: shared, context: RunContext())
      let start = ProgressLine.uptime()
      try run.learn { $0.recordEpoch($1) }
      return TrainedNet(learner: run.learner, metrics: run.metrics, seconds: ProgressLine.uptime() - start)
    }
    seconds += net.seconds
    recordDigitalError(net.metrics)
    var donor = net.learner
    var tuned = layers
    tuned.initial = donor.readBackWeights()
    tuned.fitsRange = true
    let fresh = try LearnerMaker(layers: tuned, task: maker.task, key: maker.key, run: maker.run)
      .fresh(serial: serial, rate: rate)
    guard let trained = donor as? any ResumableLearner, var taking = fresh as? any ResumableLearner else {
      preconditionFailure("\(name.rawValue) or its twin cannot hand on what it holds")
    }
    // What the chip's learner keeps beyond its twin (weights it believes in) stays as it was made.
    var state = taking.state
    for (name, values) in trained.state.arrays where state.arrays[name]?.count == values.count {
      state.arrays[name] = values
    }
    state.passes = trained.state.passes
    try taking.restore(state)
    learner = taking
  }

  /// Carries the net to the chip of an epoch, where it visits others.
  mutating func moveOn(to epoch: Int) throws {
    let visits = configuration[PretrainingFields.visits]
    guard !visits.isEmpty else { return }
    let places = visits + [serial]
    let place = places[(epoch - 1) % places.count]
    guard place != (epoch == 1 ? serial : places[(epoch - 2) % places.count]) else { return }
    var tuned = layers
    tuned.fitsRange = true
    learner.layers = try tuned.onChip(
      serial: place, weights: learner.readBackWeights(), inSitu: true, run: maker.run.child("visit", epoch))
  }

  /// The last test in floating point.
  mutating func recordDigitalError(_ metrics: [RunOutcome.Measurement]) {
    guard let last = metrics.last(where: { $0.name == Metric.epochTestError.rawValue }) else { return }
    record(.digitalError, last.value)
  }
}

extension ResolvedConfiguration {
  /// The training in floating point that comes before learning on a chip; nil where the learner has no twin without one.
  var pretrainedTwin: ResolvedConfiguration? {
    guard let twin = self[LearnerFields.name].digitalTwin else { return nil }
    var own = self
    own.set(LearnerFields.name, to: twin)
    own.set(LearnerFields.epochs, to: self[PretrainingFields.epochs])
    own.set(LearnerFields.rate, to: self[PretrainingFields.rate])
    own.set(LearnerFields.rateSearch, to: [])
    own.forget("pretraining.")
    return own
  }
}

extension LearnerName {
  /// The learner that does the same in floating point; nil where there is none.
  var digitalTwin: LearnerName? {
    guard isInSitu else { return nil }
    if let twin = LearnerName(rawValue: description.rule.name + "-digital") { return twin }
    // Whatever the errors go back through on the chip, without one they go back exactly.
    return description.rule.isBackpropagation ? .bpDigital : nil
  }
}
