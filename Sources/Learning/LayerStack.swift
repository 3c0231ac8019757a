internal import Matrices
internal import Substrate

/// The layers of a net, with or without the right to ask for their derivative.
enum LayerStack: Sendable {
  case opaque([any BlackBox])
  case transparent([any ExactModel])

  /// Layers whose derivative may be asked for if `exact`; they must then be `ExactModel`.
  init(_ layers: [any BlackBox], exact: Bool) {
    guard exact else {
      self = .opaque(layers)
      return
    }
    let models = layers.compactMap { $0 as? any ExactModel }
    precondition(models.count == layers.count, "a learner that needs the exact derivative got layers without one")
    self = .transparent(models)
  }

  var boxes: [any BlackBox] {
    switch self {
    case .opaque(let layers): layers
    case .transparent(let layers): layers
    }
  }

  /// Puts layers in place of these, with the same right.
  mutating func replace(_ layers: [any BlackBox]) {
    if case .transparent = self { self = LayerStack(layers, exact: true) } else { self = .opaque(layers) }
  }

  var count: Int {
    switch self {
    case .opaque(let layers): layers.count
    case .transparent(let layers): layers.count
    }
  }

  mutating func measure(_ index: Int, _ activities: Matrix) -> Matrix {
    switch self {
    case .opaque(var layers):
      self = .opaque([])  // the only reference, so that layers change in place
      defer { self = .opaque(layers) }
      return layers[index].measure(activities)
    case .transparent(var layers):
      self = .transparent([])
      defer { self = .transparent(layers) }
      return layers[index].measure(activities)
    }
  }

  mutating func request(_ index: Int, _ change: WeightChange) {
    switch self {
    case .opaque(var layers):
      self = .opaque([])
      layers[index].request(change)
      self = .opaque(layers)
    case .transparent(var layers):
      self = .transparent([])
      layers[index].request(change)
      self = .transparent(layers)
    }
  }

  /// The derivative of one layer; only transparent layers have one.
  mutating func effectiveWeights(_ index: Int) -> Matrix {
    guard case .transparent(var layers) = self else { preconditionFailure("opaque layers show no derivative") }
    self = .transparent([])
    defer { self = .transparent(layers) }
    return layers[index].effectiveWeights()
  }

  /// Errors at the weighted sums of a layer as errors at what reaches its weights; only transparent layers show this.
  mutating func errorsBack(_ index: Int, _ errors: Matrix) -> Matrix {
    guard isCurved(index) else { return product(errors, effectiveWeights(index), transposeRight: true) }
    guard case .transparent(var layers) = self, var curved = layers[index] as? any CurvedModel else {
      preconditionFailure("opaque layers show no derivative")
    }
    let result = curved.errorsBack(errors)
    layers[index] = curved
    self = .transparent(layers)
    return result
  }

  private func isCurved(_ index: Int) -> Bool {
    guard case .transparent(let layers) = self else { return false }
    return (layers[index] as? any CurvedModel)?.isCurved ?? false
  }

  /// Errors at the outputs of a layer as errors at its weighted sums, through the stage between them where the layer
  /// has one and tells its derivative.
  func errorsAtSums(_ index: Int, _ errors: Matrix) -> Matrix { staged(index)?.errorsAtSums(errors) ?? errors }

  /// Errors at what reaches the weights of a layer as errors at its inputs.
  func errorsAtInputs(_ index: Int, _ errors: Matrix) -> Matrix { staged(index)?.errorsAtInputs(errors) ?? errors }

  private func staged(_ index: Int) -> (any StagedModel)? {
    guard case .transparent(let layers) = self else { return nil }
    return layers[index] as? any StagedModel
  }
}
