public import Matrices
public import Substrate

/// Something that learns to classify with layers of weights it may or may not look into.
public protocol Learner: Sendable {
  /// What it has to know of the hardware, for the table of a comparison.
  var knowledge: String { get }
  /// Its layers of weights, input side first. Putting other layers of the same shapes in their place (another chip, to
  /// which the weights were copied) leaves everything digital as it is.
  var layers: [any BlackBox] { get set }
  /// Passes through the net so far.
  var passes: PassCounts { get }

  /// Learns from every example once, in an order that depends on its key and the epoch only.
  ///
  /// - Parameter epoch: counted from 1; it selects the learning rate and the random draws.
  mutating func trainEpoch(_ data: Examples, epoch: Int) -> EpochReport

  /// The class of every image, by the learner's usual way. Layers that are noisy give different answers each time.
  mutating func predictions(for images: Matrix) -> [Int]
}

extension Learner {
  /// Share of the examples that are classified wrongly.
  public mutating func testError(on data: Examples) -> Double { data.error(of: predictions(for: data.images)) }

  /// What all layers together have been asked to do.
  public var tally: Tally { layers.reduce(Tally()) { $0 + $1.tally } }
}

/// How often examples were sent through the net.
public struct PassCounts: Sendable, Equatable, Codable {
  /// Forward passes of one example through all layers, for training.
  public var forward = 0
  /// Backward passes of one example through (a model of) all layers.
  public var backward = 0
  /// Forward passes of one example for inference.
  public var inference = 0

  public init() {}
}
