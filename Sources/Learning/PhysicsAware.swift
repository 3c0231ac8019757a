internal import Matrices
internal import Randomness
internal import Substrate

/// Physics-aware training (L. G. Wright et al., Nature 601, 549 (2022)): forward on the chip, backward through a model that
/// was fitted to it once, before learning, and is moved by the learner's own requests from then on.
///
/// The model of a layer is linear. It is fitted by least squares to what the layer measures for four random vectors an
/// input, rows of root mean square 1 like all activities; so it knows gains, stuck cells and wires as they were then, and
/// nothing of pulses that miss what was asked for.
public enum PhysicsAware {
  /// The weights that explain what a layer measures for random vectors, [inputs × outputs].
  ///
  /// Solved by conjugate gradients on XᵀX · W = Xᵀ(Z − mean), columns side by side.
  static func fittedWeights(of layer: inout any BlackBox, key: StreamKey) -> Matrix {
    let (inputs, outputs) = (layer.inputs, layer.outputs)
    let count = 4 * inputs
    var probes = Matrix(rows: count, columns: inputs, elements: key.uniforms(count * inputs))
    probes.normaliseRows()
    var measured = layer.measure(probes)
    // Offsets are no weights: inputs and outputs about their means.
    let (inputMeans, outputMeans) = (probes.columnMeans, measured.columnMeans)
    probes.forEachRow { _, row in for index in 0..<inputs { row[index] -= inputMeans[index] } }
    measured.forEachRow { _, row in for index in 0..<outputs { row[index] -= outputMeans[index] } }
    var weights = Matrix(rows: inputs, columns: outputs)
    var residual = product(probes, measured, transposeLeft: true)
    var direction = residual
    func squares(_ matrix: Matrix) -> [Double] {
      var sums = [Double](repeating: 0, count: outputs)
      for (index, value) in matrix.elements.enumerated() { sums[index % outputs] += Double(value) * Double(value) }
      return sums
    }
    var size = squares(residual)
    let first = size.max() ?? 0
    for _ in 0..<min(60, 2 * inputs) {
      guard let largest = size.max(), largest > 1e-12 * first else { break }
      let moved = product(probes, direction)
      let curvature = squares(moved)
      let step = zip(size, curvature).map { $1 > 0 ? Float($0 / $1) : 0 }
      let back = product(probes, moved, transposeLeft: true)
      for index in weights.elements.indices {
        let own = step[index % outputs]
        weights.elements[index] += own * direction.elements[index]
        residual.elements[index] -= own * back.elements[index]
      }
      let next = squares(residual)
      let keep = zip(next, size).map { $1 > 0 ? Float($0 / $1) : 0 }
      for index in direction.elements.indices {
        direction.elements[index] = residual.elements[index] + keep[index % outputs] * direction.elements[index]
      }
      size = next
    }
    return weights
  }

  static let descriptions = [
    LearnerDescription(
      name: "physics-aware",
      meaning: "Forward on the chip, backward through a linear model of each layer that was fitted to it once.",
      knowledge: "a model of the chip, fitted once", place: .inSitu,
      rule: LearnerRule(
        name: "physics-aware", meaning: "Physics-aware training.", fields: BackpropFields.common, rate: 0.2,
        plan: Backprop.plan,
        make: { surroundings, layers in
          var layers = layers
          let models = layers.indices.map {
            fittedWeights(of: &layers[$0], key: surroundings.key.child("probes", $0))
          }
          return try Backprop(
            layers: layers, model: .nominal(initial: models),
            settings: BackpropSettings(surroundings.values, surroundings.training), key: surroundings.key)
        }))
  ]
}
