internal import Crossbar
internal import Learning
internal import Matrices
internal import Substrate

/// What must be kept of a layer of weights to go on with it, bit for bit.
enum SavedLayer: Codable {
  case chip(LayerState)
  case digital(weights: [Float], velocity: [Float]?, tally: Tally)
  case adam(weights: [Float], first: [Float], second: [Float], steps: Int)
  case noisy(weights: [Float], velocity: [Float]?, steps: Int)

  /// - Throws: ``ExperimentError/notSavable(layer:)``.
  init(_ layer: any BlackBox) throws(ExperimentError) {
    guard let layer = layer as? any SavableLayer else { throw .notSavable(layer: "\(type(of: layer))") }
    self = layer.saved
  }

  /// The layer as it was saved, made of a fresh one of the same configuration.
  /// - Throws: ``ExperimentError/notSavable(layer:)``; as ``SavableLayer/restore(_:index:)``.
  func restored(_ fresh: any BlackBox, index: Int) throws -> any BlackBox {
    guard var layer = fresh as? any SavableLayer else {
      throw ExperimentError.notSavable(layer: "\(type(of: fresh))")
    }
    try layer.restore(self, index: index)
    return layer
  }
}

/// A layer that says how it is saved. One that does not cannot be: `mortal train --save` then names it.
protocol SavableLayer: BlackBox {
  var saved: SavedLayer { get }
  /// Takes up a saved layer; this one is fresh, of the same configuration.
  /// - Throws: `CrossbarError.foreignState`, `LearningError.stateDoesNotFit`.
  mutating func restore(_ saved: SavedLayer, index: Int) throws
}

extension SavableLayer {
  fileprivate func matrix(_ elements: [Float], _ what: String, _ index: Int) throws(LearningError) -> Matrix {
    guard elements.count == inputs * outputs else {
      throw .stateDoesNotFit(
        field: "layer\(index).\(what)", found: "\(elements.count) numbers", expected: "\(inputs) x \(outputs)")
    }
    return Matrix(rows: inputs, columns: outputs, elements: elements)
  }

  fileprivate func anotherKind(_ index: Int) -> LearningError {
    .stateDoesNotFit(field: "layer\(index)", found: "a layer of another kind", expected: "\(type(of: self))")
  }
}

extension CrossbarLayer: SavableLayer {
  var saved: SavedLayer { .chip(state) }

  mutating func restore(_ saved: SavedLayer, index: Int) throws {
    guard case .chip(let state) = saved else { throw anotherKind(index) }
    try restore(state)
    guard isCalibrated else {
      throw LearningError.stateDoesNotFit(
        field: "layer\(index)", found: "saved without the full scales of its converters", expected: "a trained layer")
    }
  }
}

/// The stage is a function of the chip and keeps nothing from one batch to the next: its layer is all there is to save.
extension StagedLayer: SavableLayer where Base: SavableLayer {
  var saved: SavedLayer { base.saved }

  mutating func restore(_ saved: SavedLayer, index: Int) throws { try base.restore(saved, index: index) }
}

extension DigitalLayer: SavableLayer {
  var saved: SavedLayer { .digital(weights: weights.elements, velocity: velocity?.elements, tally: tally) }

  mutating func restore(_ saved: SavedLayer, index: Int) throws {
    guard case .digital(let weights, let velocity, let tally) = saved else { throw anotherKind(index) }
    self = DigitalLayer(
      weights: try matrix(weights, "weights", index),
      velocity: try velocity.map { try matrix($0, "velocity", index) }, tally: tally)
  }
}

extension AdamLayer: SavableLayer {
  var saved: SavedLayer {
    .adam(weights: weights.elements, first: first.elements, second: second.elements, steps: steps)
  }

  mutating func restore(_ saved: SavedLayer, index: Int) throws {
    guard case .adam(let weights, let first, let second, let steps) = saved else { throw anotherKind(index) }
    self = AdamLayer(
      weights: try matrix(weights, "weights", index), squareMomentum: squareMomentum,
      first: try matrix(first, "first moments", index), second: try matrix(second, "second moments", index),
      steps: steps)
  }
}

extension NoisyLayer: SavableLayer {
  var saved: SavedLayer { .noisy(weights: weights.elements, velocity: velocity?.elements, steps: steps) }

  mutating func restore(_ saved: SavedLayer, index: Int) throws {
    guard case .noisy(let weights, let velocity, let steps) = saved else { throw anotherKind(index) }
    self = resumed(
      weights: try matrix(weights, "weights", index),
      velocity: try velocity.map { try matrix($0, "velocity", index) }, steps: steps)
  }
}
