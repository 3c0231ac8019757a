internal import Crossbar

/// The comparison of learners that the demonstration shows: five chips, small enough for minutes on two cores.
public enum DemoComparison {
  /// Three hidden layers of 250 units, 10 epochs of 5000 training images, learning rates at their defaults.
  public static func settings(seed: UInt64) -> ComparisonSettings {
    var settings = ComparisonSettings()
    settings.hidden = [250, 250, 250]
    settings.epochs = 10
    settings.rateFactors = [1]
    settings.seed = seed
    return settings
  }

  /// Images of the sizes that go with ``settings(seed:)``.
  /// - Throws: as ``ComparisonData/init(source:train:validation:test:seed:)``.
  public static func data(source: String, seed: UInt64) throws -> ComparisonData {
    try ComparisonData(source: source, train: 5000, validation: 500, test: 1000, seed: seed)
  }
}
