internal import ExperimentFiles

/// The comparison of learners that the demonstration shows: five chips, small enough for minutes on two cores.
package enum DemoComparison {
  /// Three hidden layers of 250 units, 10 epochs of 5000 training images, learning rates at their defaults.
  package static func settings(data: String, seed: Int) -> ComparisonSettings {
    var settings = ComparisonSettings()
    settings.base.set(DataFields.source, to: data)
    settings.base.set(DataFields.train, to: 5_000)
    settings.base.set(DataFields.validation, to: 500)
    settings.base.set(DataFields.test, to: 1_000)
    settings.base.set(NetworkFields.hidden, to: [250, 250, 250])
    settings.base.set(LearnerFields.epochs, to: 10)
    settings.rateFactors = [1]
    settings.set(seed: seed)
    return settings
  }
}
