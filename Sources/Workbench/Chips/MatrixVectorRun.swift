package import Crossbar
package import Matrices

/// Weights programmed on a chip and inputs sent through: `mortal mvm`.
package struct MatrixVectorRun: Sendable {
  /// Inputs · weights as the chip measures it, [batch × outputs].
  package let outputs: Matrix
  package let summary: MatrixVectorSummary

  /// Full scale of the word lines' converters where nothing else is said: it takes standard normal inputs to 4 σ.
  package static let defaultInputFullScale: Float = 4

  /// Programs the weights closed-loop on the chip and reads the inputs through them.
  ///
  /// Converters without a given full scale are calibrated on `calibration`; without one the word lines' full scale is
  /// ``defaultInputFullScale`` and the bit lines' follows from the conductances. It never follows from `inputs`, so that
  /// a sample's result does not depend on the others.
  /// - Parameters:
  ///   - weights: [inputs × outputs].
  ///   - inputs: [batch × inputs].
  /// - Throws: ``WorkbenchError/shapesDiffer(first:firstShape:second:secondShape:remedy:)`` and what the chip throws.
  package init(
    chip: Chip, weights: Matrix, inputs: Matrix, calibration: Matrix? = nil, names: (weights: String, inputs: String)
  ) throws {
    for (name, other) in [(names.inputs, inputs), ("the calibration batch", calibration ?? inputs)] {
      guard other.columns == weights.rows else {
        throw WorkbenchError.shapesDiffer(
          first: names.weights, firstShape: "\(weights.rows) x \(weights.columns)", second: name,
          secondShape: "\(other.rows) x \(other.columns)",
          remedy: "weights are [inputs x outputs] and inputs [batch x inputs]; their inputs must agree")
      }
    }
    let largest = weights.largestMagnitude
    var layer = try chip.layer(
      0, inputs: weights.rows, outputs: weights.columns, weightRange: largest > 0 ? largest : 1, inSitu: false)
    layer.program(weights)
    if let calibration {
      try layer.calibrate(on: calibration)
    } else {
      try layer.calibrate(inputFullScale: Self.defaultInputFullScale)
    }
    outputs = layer.measure(inputs)
    summary = MatrixVectorSummary(layer, batch: inputs.rows, expected: product(inputs, weights), measured: outputs)
  }
}
