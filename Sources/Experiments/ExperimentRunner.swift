internal import Datasets
package import ExperimentFiles
internal import Learning
package import RunStore

/// Executes runs of experiments: from a resolved configuration to metrics.
///
/// Every number is a pure function of the run's configuration; what runs share (data, choices of rates, digitally
/// trained nets, the untrained nets that copies are compared with) is made once and kept.
package final class ExperimentRunner: Sendable {
  let shared = SharedWork()

  package init() {}

  /// Executes one run.
  ///
  /// Its metrics are those of ``Metric``. Kept beside them: histograms of goodness, and a part of the first layer's
  /// weights.
  /// - Parameter observer: told of every number and every state of the net on the way; it changes none of them.
  /// - Throws: what composing and executing throws, `CancellationError` when the context says so.
  package func execute(
    _ configuration: ResolvedConfiguration, _ context: RunContext, observer: RunObserver? = nil
  ) throws -> RunOutcome {
    try measure(configuration, context, observer: observer).outcome()
  }

  /// The same, with what a store does not keep.
  func measure(
    _ configuration: ResolvedConfiguration, _ context: RunContext, observer: RunObserver? = nil
  ) throws -> RunMeasurement {
    try Self.check(configuration)
    var run = try ExperimentRun(configuration, shared: shared, context: context)
    run.observer = observer
    run.observe(.untrained, run.learner)
    guard configuration[CopyFields.measuresFloor] else { return try run.measure(floor: nil) }
    return try run.measure { serial in try self.floor(configuration, serial) }
  }

  /// Test error of a readout on random weights on a chip: what is left when nothing was learned in the weights. First
  /// weights and order of data go with the chip, so that all donors share one floor for each recipient.
  private func floor(_ configuration: ResolvedConfiguration, _ serial: Int) throws -> Double {
    var own = configuration
    own.set(LearnerFields.name, to: .readoutOnly)
    own.set(ChipFields.serial, to: serial)
    own.set(NetworkFields.seed, to: serial)
    own.set(CopyFields.recipients, to: [])
    own.set(LearnerFields.rate, to: nil)
    own.set(LearnerFields.rateSearch, to: [])
    let images = configuration[CopyFields.floorImages]
    if images > 0 {
      // The same for all learners: nothing of how they learn is left.
      own.forget("learner.")
      own.forget("pretraining.")
      own.set(LearnerFields.name, to: .readoutOnly)
      own.set(DataFields.train, to: min(images, configuration[DataFields.train]))
      own.set(LearnerFields.epochs, to: 1)
      own.set(LearnerFields.batch, to: 10)
    }
    return try shared.floor(own) {
      var run = try ExperimentRun(own, shared: shared, context: RunContext())
      try run.train(testing: false)
      return run.learner.testError(on: run.data.test)
    }
  }

  /// - Throws: `ExperimentError.unsupported` for fields that are set and would have no effect.
  static func check(_ configuration: ResolvedConfiguration) throws {
    func refuse(_ path: String, _ allowed: String) -> ExperimentError {
      .unsupported(path: path, value: configuration.value(at: path)?.shownText ?? "", allowed: allowed)
    }
    let name = configuration[LearnerFields.name]
    if configuration[StageFields.knowledge] != .exact, name != .bpExact || configuration[StageFields.kind] == nil {
      throw refuse(
        StageFields.knowledge.path, "exact for \(name.rawValue) or without stage.kind, where it has no effect")
    }
    if !configuration[AgeingFields.cycles].isEmpty, !name.hasChip {
      throw refuse(AgeingFields.cycles.path, "an empty list for \(name.rawValue), which has no chip")
    }
    if !configuration[CopyFields.keepsReadout] {
      let copies = !configuration[CopyFields.recipients].isEmpty
      guard copies, name.description.rule.retrainsReadout, name.hasChip else {
        throw refuse(CopyFields.keepsReadout.path, "true but for learners with a readout and copy.recipients")
      }
    }
    if case .text = DataSource(parsing: configuration[DataFields.source]) {
      let frames = RecurrentForwardForward.Fields.frames
      let reason = "with text, where a symbol that moves by a place is another one"
      if configuration[LearnerFields.jitter] > 0 { throw refuse(LearnerFields.jitter.path, "0 \(reason)") }
      if configuration.learnerValues[frames] == .moving { throw refuse(frames.field.path, "still \(reason)") }
    }
    let carries = !configuration[CopyFields.recipients].isEmpty || configuration[CopyFields.generations] > 0
    if carries, configuration[CopyFields.source] == .digital, !name.isWritten {
      throw refuse(CopyFields.source.path, "readBack for \(name.rawValue), which has no digital weights")
    }
    if configuration[LearnerFields.patience] != nil, configuration[DataFields.validation] == 0 {
      throw refuse(DataFields.validation.path, "1 and more with learner.patience, which needs validation images")
    }
    if !configuration[LearnerFields.rateSearch].isEmpty, configuration[DataFields.validation] == 0 {
      throw refuse(DataFields.validation.path, "1 and more with learner.rateSearch, which needs validation images")
    }
    let revives = configuration[RevivalFields.examples] > 0 || configuration[RevivalFields.images] > 0
    if revives, configuration[CopyFields.recipients].isEmpty {
      throw refuse(CopyFields.recipients.path, "a recipient for reincarnation and distillation")
    }
    if revives, !name.isInSitu { throw refuse(LearnerFields.name.path, "learners that learn on the chip") }
    if configuration[RevivalFields.images] > 0, name != .ffInSitu {
      throw refuse(LearnerFields.name.path, "ff-in-situ with distillation")
    }
    try checkLives(configuration, refuse)
    if configuration[AgeingFields.relearnExamples] > 0, !name.isInSitu {
      throw refuse(AgeingFields.relearnExamples.path, "0 for \(name.rawValue), which does not learn on the chip")
    }
  }

  /// What is asked of nets before they come to a chip, and of their heirs and thieves.
  private static func checkLives(
    _ configuration: ResolvedConfiguration, _ refuse: (_ path: String, _ allowed: String) -> ExperimentError
  ) throws {
    let name = configuration[LearnerFields.name]
    let hasRecipient = !configuration[CopyFields.recipients].isEmpty
    if configuration[PretrainingFields.epochs] > 0 {
      guard name.digitalTwin != nil else {
        throw refuse(
          PretrainingFields.epochs.path,
          "0 for \(name.rawValue); others learn on the chip and have a twin in floating point")
      }
    } else if configuration[PretrainingFields.tuningImages] > 0 {
      throw refuse(PretrainingFields.tuningImages.path, "0 without pretraining.epochs")
    }
    let places = configuration[PretrainingFields.visits].count + 1
    if places > 1, !name.isInSitu || configuration[LearnerFields.epochs] % places != 0 {
      throw refuse(
        PretrainingFields.visits.path,
        "an empty list, or learners that learn on the chip and a multiple of \(places) for learner.epochs")
    }
    if configuration[CopyFields.generations] > 0, configuration[CopyFields.heredity] != .copying {
      guard name.isInSitu, configuration[CopyFields.examples] > 0 else {
        throw refuse(CopyFields.heredity.path, "copying, or learners that learn on the chip and chain.examples above 0")
      }
    }
    for field in [ResurrectionFields.budgets, TheftFields.readings, TheftFields.queries] {
      let list = configuration[field]
      guard list.isEmpty || hasRecipient && name.hasChip && list == Array(Set(list)).sorted() else {
        throw refuse(field.path, "growing numbers, for learners with a chip, with copy.recipients")
      }
    }
    if configuration[ResurrectionFields.rewrites] > 0, !hasRecipient || !name.hasChip {
      throw refuse(ResurrectionFields.rewrites.path, "0 without copy.recipients and a chip")
    }
  }
}
