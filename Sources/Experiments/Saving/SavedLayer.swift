internal import Crossbar
internal import Learning
internal import Matrices
internal import Substrate

/// What must be kept of a layer of weights to go on with it, bit for bit.
enum SavedLayer: Codable {
  case chip(LayerState)
  case digital(weights: [Float], velocity: [Float]?, tally: Tally)
  case noisy(weights: [Float], velocity: [Float]?, steps: Int)

  init(_ layer: any BlackBox) {
    switch layer {
    case let layer as CrossbarLayer: self = .chip(layer.state)
    case let layer as NoisyLayer:
      self = .noisy(weights: layer.weights.elements, velocity: layer.velocity?.elements, steps: layer.steps)
    case let layer as DigitalLayer:
      self = .digital(weights: layer.weights.elements, velocity: layer.velocity?.elements, tally: layer.tally)
    default: preconditionFailure("no learner lies on layers of type \(type(of: layer))")
    }
  }

  /// The layer as it was saved, made of a fresh one of the same configuration.
  /// - Throws: `CrossbarError.foreignState`, `LearningError.stateDoesNotFit`.
  func restored(_ fresh: any BlackBox, index: Int) throws -> any BlackBox {
    func matrix(_ elements: [Float], _ what: String) throws(LearningError) -> Matrix {
      guard elements.count == fresh.inputs * fresh.outputs else {
        throw .stateDoesNotFit(
          field: "layer\(index).\(what)", found: "\(elements.count) numbers",
          expected: "\(fresh.inputs) x \(fresh.outputs)")
      }
      return Matrix(rows: fresh.inputs, columns: fresh.outputs, elements: elements)
    }
    switch (self, fresh) {
    case (.chip(let state), var layer as CrossbarLayer):
      try layer.restore(state)
      return layer
    case (.digital(let weights, let velocity, let tally), is DigitalLayer):
      return DigitalLayer(
        weights: try matrix(weights, "weights"), velocity: try velocity.map { try matrix($0, "velocity") }, tally: tally)
    case (.noisy(let weights, let velocity, let steps), let layer as NoisyLayer):
      return layer.resumed(
        weights: try matrix(weights, "weights"), velocity: try velocity.map { try matrix($0, "velocity") }, steps: steps)
    default:
      throw LearningError.stateDoesNotFit(
        field: "layer\(index)", found: "a layer of another kind", expected: "\(type(of: fresh))")
    }
  }
}
