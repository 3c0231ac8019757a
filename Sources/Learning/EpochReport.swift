/// What an epoch of training saw, as plain values: a point of the learning curve.
public struct EpochReport: Sendable, Equatable, Codable {
  /// Counted from 1.
  public var epoch: Int
  /// The rate of the weights in this epoch.
  public var rate: Float
  /// Number of examples learned from.
  public var examples: Int
  /// Share of training examples that the net's own classifier got wrong while it learned, before each change.
  public var trainingError: Double
  /// Local learning layer by layer; empty for learners without goodness.
  public var layers: [Layer] = []

  /// See the properties.
  public init(epoch: Int, rate: Float, examples: Int, trainingError: Double, layers: [Layer] = []) {
    self.epoch = epoch
    self.rate = rate
    self.examples = examples
    self.trainingError = trainingError
    self.layers = layers
  }

  /// Means over an epoch of what one layer did with positive and negative data.
  public struct Layer: Sendable, Equatable, Codable {
    /// Mean goodness of positive data.
    public var positiveGoodness: Double
    /// Mean goodness of negative data.
    public var negativeGoodness: Double
    /// Mean probability of being positive that positive data were given; 1 is perfect.
    public var positiveProbability: Double
    /// Mean probability of being positive that negative data were given; 0 is perfect.
    public var negativeProbability: Double
  }
}
