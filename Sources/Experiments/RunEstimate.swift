package import ExperimentFiles
internal import Learning

/// How long the runs of an experiment take, in their order: what several have in common (a net trained in floating point,
/// tries of learning rates, the floor of a recipient) is counted with the first of them, as ``SharedWork`` makes it once.
package struct RunEstimate {
  private var nets: Set<String> = []
  private var searches: Set<String> = []
  private var floors: Set<[ConfigurationValue]> = []

  package init() {}

  /// Seconds on one thread: passes through the net times weights, at a rate measured on an AVX2 machine.
  package mutating func seconds(_ configuration: ResolvedConfiguration) -> Double {
    let name = configuration[LearnerFields.name]
    let task = LearningTask(features: 784, classes: 10, hidden: configuration[NetworkFields.hidden])
    // A net that cannot be planned costs nothing: the run says why.
    let plan = try? name.description.rule.plan(task, configuration.learnerValues)
    let layers = plan?.layers ?? []
    func weights(_ reads: (NetPlan.Layer) -> Double) -> Double {
      layers.reduce(0) { $0 + Double($1.inputs * $1.outputs) * reads($1) }
    }
    let (size, learned, tested) = (weights { _ in 1 }, weights(\.learningReads), weights(\.testReads))
    let tuning = configuration[PretrainingFields.tuningImages]
    let images = tuning > 0 ? min(tuning, configuration[DataFields.train]) : configuration[DataFields.train]
    let train = Double(images) * Double(configuration[LearnerFields.epochs])
    let epochTests =
      configuration[LearnerFields.epochs] * (configuration[DataFields.test] + configuration[DataFields.validation])
    let tests = Double(
      12 + 2 * configuration[CopyFields.recipients].count + configuration[CopyFields.generations]
        + configuration[AgeingFields.times].count + configuration[AgeingFields.temperatures].count
        + configuration[AgeingFields.bakes].count + 2 * configuration[AgeingFields.cycles].count)
    let moments = configuration[AgeingFields.times].count + configuration[AgeingFields.cycles].count
    let relearned = Double(moments * configuration[AgeingFields.relearnExamples])
    let isFirst = isFirstTraining(configuration)
    let tried = tries(configuration)
    let learning =
      ((isFirst ? train : 0) + tried.learning) * (name.isInSitu ? 5 : 3) + floor(configuration, training: train)
      + Double(configuration[RevivalFields.examples]) * 8 + relearned * 5
      + Double(configuration[RevivalFields.images] * configuration[RevivalFields.epochs]) * 6
      + Self.lives(configuration)
    let testing = (isFirst ? Double(epochTests) : 0) + tried.testing + tests * Double(configuration[DataFields.test])
    let twin = pretraining(configuration)
    let updates = name.isInSitu ? (train + tried.learning + relearned) / Double(configuration[LearnerFields.batch]) : 0
    let writes =
      updates + Double(40 * (1 + configuration[CopyFields.recipients].count + configuration[CopyFields.generations]))
    return Self.secondsPerPass * (learned * (learning + twin.learning) + tested * (testing + twin.testing))
      + Self.secondsPerWrite * size * writes
  }

  /// Whether this run trains: what lies on a chip always, what is trained in floating point once for all runs alike.
  private mutating func isFirstTraining(_ configuration: ResolvedConfiguration) -> Bool {
    guard configuration[LearnerFields.name].isTrainedDigitally else { return true }
    return nets.insert(configuration.training.canonicalText).inserted
  }

  /// Images that tries of learning rates learn from and are judged by, with the first run that they are made for.
  private mutating func tries(_ configuration: ResolvedConfiguration) -> (learning: Double, testing: Double) {
    let count = configuration[LearnerFields.rateSearch].count
    guard count > 0, searches.insert(configuration.rateSearch.canonicalText).inserted else { return (0, 0) }
    let images = min(configuration[LearnerFields.rateSearchImages], configuration[DataFields.train])
    return (
      Double(count * configuration.rateSearchEpochs * images), Double(count * configuration[DataFields.validation])
    )
  }

  /// Passes of the twin in floating point, with the first run that takes it up.
  private mutating func pretraining(
    _ configuration: ResolvedConfiguration
  ) -> (learning: Double, testing: Double) {
    let epochs = configuration[PretrainingFields.epochs]
    guard epochs > 0, let twin = configuration.pretrainedTwin, nets.insert(twin.training.canonicalText).inserted
    else { return (0, 0) }
    return (Double(3 * epochs * configuration[DataFields.train]), Double(epochs * configuration[DataFields.test]))
  }

  /// Passes of readouts on random weights, once for each recipient on each kind of chip.
  private mutating func floor(_ configuration: ResolvedConfiguration, training: Double) -> Double {
    guard configuration[CopyFields.measuresFloor] else { return 0 }
    let images = configuration[CopyFields.floorImages]
    let passes = (images > 0 ? 5 * Double(images) : training) + Double(configuration[DataFields.test])
    let kind = configuration.entries.filter { entry in
      ["chip.", "stage.", "network.", "data."].contains(where: entry.path.hasPrefix)
        && entry.path != ChipFields.serial.path
    }.map(\.value)
    return configuration[CopyFields.recipients].reduce(0) {
      $0 + (floors.insert(kind + [.integer($1)]).inserted ? passes : 0)
    }
  }

  /// Passes of heirs, remedies and thieves.
  private static func lives(_ configuration: ResolvedConfiguration) -> Double {
    let heirs =
      configuration[CopyFields.generations] * configuration[CopyFields.examples] * configuration[CopyFields.epochs]
    let remedies = configuration[ResurrectionFields.budgets].reduce(0, +) * 9
    let tests =
      6 * configuration[ResurrectionFields.budgets].count + configuration[ResurrectionFields.rewrites]
      + configuration[TheftFields.readings].count + configuration[TheftFields.queries].count
    let stolen = configuration[TheftFields.queries].reduce(0, +) * configuration[TheftFields.epochs]
    return Double(3 * stolen + 5 * heirs + remedies + tests * configuration[DataFields.test])
  }

  /// Of one weight in one pass, and of one weight in one update or write; measured on MNIST, 784-500-500-500, batches of
  /// 100, one thread with AVX2: epochs of 50,000 images took 2.7 s (`bp-digital`), 6 s (`ff-digital`), 7 s (`bp-exact`) and
  /// 15 s (`ff-in-situ`).
  private static let secondsPerPass = 4e-11
  private static let secondsPerWrite = 9e-9
}
