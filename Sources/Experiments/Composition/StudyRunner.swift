internal import DeviceModels
internal import Learning
internal import Randomness

/// Executes runs of studies: from a resolved configuration to metrics.
///
/// Every number is a pure function of the run's configuration; what runs share (data, the untrained nets that
/// copies are compared with) is made once and kept.
public final class StudyRunner: Sendable {
  private let data = StudyCache<StudyData>()
  private let floors = StudyCache<Double>()

  public init() {}

  /// Executes one run.
  ///
  /// Metrics (step in brackets): `trainingError`, `epochTestError` [epoch]; `testError`; `goodnessError` for
  /// Forward-Forward; `writesPerWeight`, `writeEnergy` (J), `forwardPasses`, `backwardPasses`, `rate`, `saturation`;
  /// with copies `copyError`, `untrainedError`, `changedDecisions`, `correlation.layer1` … [serial number of the
  /// recipient] and `changedAtHome`; `chainError` [generation]; `agedError` [index of the time]; `revivalError` [images
  /// seen] and `revivalExamples`; `distillationError` [epoch].
  /// - Throws: what composing and executing throws, `CancellationError` when the context says so.
  public func execute(_ run: ResolvedRun, _ context: RunContext) throws -> RunOutcome {
    let configuration = run.configuration
    try Self.check(configuration)
    let dataKey = StudyData.paths.compactMap { configuration.value(at: $0)?.canonicalText }.joined(separator: "|")
    let data = try data.value(dataKey) { try StudyData(configuration) }
    let card = try DeviceLibrary.card(configuration[ChipFields.card])
    var study = try StudyRun(configuration, card: card, data: data, context: context)
    return RunOutcome(metrics: try study.metrics { serial in try self.floor(configuration, card, data, serial) })
  }

  /// Test error of a readout on random weights on a chip: what is left when nothing was learned in the weights. First
  /// weights and order of data go with the chip, so that all donors share one floor for each recipient.
  private func floor(
    _ configuration: ResolvedConfiguration, _ card: DeviceCard, _ data: StudyData, _ serial: Int
  ) throws -> Double {
    var own = configuration
    own.set(LearnerFields.name, to: .readoutOnly)
    own.set(ChipFields.serial, to: serial)
    own.set(NetworkFields.seed, to: serial)
    own.set(CopyFields.recipients, to: [])
    own.set(LearnerFields.rate, to: nil)
    own.set(LearnerFields.rateSearch, to: [])
    return try floors.value(RunID(of: own).hex) {
      var study = try StudyRun(own, card: card, data: data, context: RunContext())
      try study.train { _, _ in }
      return study.learner.testError(on: data.test)
    }
  }

  /// - Throws: `StudyError.unsupported` for fields that are set and would have no effect.
  static func check(_ configuration: ResolvedConfiguration) throws {
    func refuse(_ path: String, _ allowed: String) -> StudyError {
      .unsupported(path: path, value: configuration.value(at: path)?.shownText ?? "", allowed: allowed)
    }
    let name = configuration[LearnerFields.name]
    if configuration[StageFields.kind] != nil { throw refuse(StageFields.kind.path, "none") }
    if !configuration[AgeingFields.cycles].isEmpty { throw refuse(AgeingFields.cycles.path, "an empty list") }
    if !configuration[CopyFields.keepsReadout] { throw refuse(CopyFields.keepsReadout.path, "true") }
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
