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
  /// - Throws: what composing and executing throws, `CancellationError` when the context says so.
  package func execute(_ configuration: ResolvedConfiguration, _ context: RunContext) throws -> RunOutcome {
    try measure(configuration, context).outcome()
  }

  /// The same, with what a store does not keep.
  func measure(_ configuration: ResolvedConfiguration, _ context: RunContext) throws -> RunMeasurement {
    try Self.check(configuration)
    var run = try ExperimentRun(configuration, shared: shared, context: context)
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
    let carries = !configuration[CopyFields.recipients].isEmpty || configuration[CopyFields.generations] > 0
    if carries, configuration[CopyFields.source] == .digital, !name.isWritten {
      throw refuse(CopyFields.source.path, "readBack for \(name.rawValue), which has no digital weights")
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
    if configuration[AgeingFields.relearnExamples] > 0, !name.isInSitu {
      throw refuse(AgeingFields.relearnExamples.path, "0 for \(name.rawValue), which does not learn on the chip")
    }
  }
}
