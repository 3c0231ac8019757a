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
