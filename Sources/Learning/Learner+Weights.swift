public import Matrices
internal import Substrate

extension Learner {
  /// Reads every layer's weights back through its own converters, input side first: [inputs × outputs] each.
  ///
  /// All layers must be `WeightPort`; anything else is a programmer's error.
  public mutating func readBackWeights() -> [Matrix] {
    var weights: [Matrix] = []
    replaceLayers { port in weights.append(port.readBack()) }
    return weights
  }

  /// Writes the weights of every layer as closely as its hardware can. What is digital stays as it is.
  public mutating func program(_ weights: [Matrix]) {
    precondition(weights.count == layers.count, "\(weights.count) weights for \(layers.count) layers")
    var index = 0
    replaceLayers { port in
      port.program(weights[index])
      index += 1
    }
  }

  private mutating func replaceLayers(_ body: (inout any WeightPort) -> Void) {
    layers = layers.map { layer in
      guard var port = layer as? any WeightPort else { preconditionFailure("a layer has no port for its weights") }
      body(&port)
      return port
    }
  }
}
