internal import DeviceModels
internal import ExperimentFiles
internal import Learning
internal import RunStore

/// What the runs of an experiment have in common, each made once: data, choices of learning rates, digitally trained nets, and
/// the untrained nets that copies are compared with. Everything is a function of the configuration it is asked for.
package final class SharedWork: Sendable {
  package init() {}

  private let data = SharedValues<RunData>()
  private let searches = SharedValues<RateSearch?>()
  private let trained = SharedValues<TrainedNet>(limit: 64)
  private let floors = SharedValues<Double>()

  func data(_ configuration: ResolvedConfiguration) throws -> RunData {
    let key = RunData.paths.compactMap { configuration.value(at: $0)?.canonicalText }.joined(separator: "|")
    return try data.value(key) { try RunData(configuration) }
  }

  /// The tries of learning rates, each on a chip of its own and judged by the validation images. Nil when there is nothing
  /// to choose.
  func search(_ configuration: ResolvedConfiguration, card: DeviceCard, data: RunData) throws -> RateSearch? {
    let rates = configuration[LearnerFields.rateSearch].map { Float($0) }
    guard let validation = data.validation, !rates.isEmpty else { return nil }
    let search = configuration.rateSearch
    return try searches.value(search.canonicalText) {
      let maker = try LearnerMaker(search, card: card, data: data)
      let epochs = search.rateSearchEpochs
      return try RateSearch(
        rates: rates, train: try data.train.prefix(search[LearnerFields.rateSearchImages]), validation: validation,
        epochs: epochs
      ) { try maker.fresh(serial: search[ChipFields.serial], rate: $0, epochs: epochs) }
    }
  }

  /// A net that no chip has a part in.
  func trained(_ configuration: ResolvedConfiguration, make: () throws -> TrainedNet) rethrows -> TrainedNet {
    try trained.value(configuration.training.canonicalText, make: make)
  }

  func floor(_ configuration: ResolvedConfiguration, make: () throws -> Double) rethrows -> Double {
    try floors.value(configuration.canonicalText, make: make)
  }
}

/// A net after its training, with what was measured on the way.
struct TrainedNet: Sendable {
  var learner: any Learner
  var metrics: [RunOutcome.Measurement]
  /// That the training took, with the tests after each epoch.
  var seconds: Double
}
