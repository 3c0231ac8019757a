package import Crossbar
package import Matrices

/// Weights programmed on a chip and inputs sent through: `mortal mvm`.
package struct MatrixVectorRun: Sendable {
  /// Inputs · weights as the chip measures it, [batch × outputs].
  package let outputs: Matrix
  package let summary: MatrixVectorSummary

  /// Full scale of the word lines' converters where nothing else is said: it takes standard normal inputs to 4 σ.
  package static let defaultInputFullScale: Float = 4

  /// Programs the weights closed-loop on the chip and reads the inputs through them; see ``LayerSession`` for the
  /// converters' full scales, on which a sample's result depends, but not on the other samples.
  /// - Parameters:
  ///   - weights: [inputs × outputs].
  ///   - inputs: [batch × inputs].
  /// - Throws: ``WorkbenchError/shapesDiffer(first:firstShape:second:secondShape:remedy:)`` and what the chip throws.
  package init(
    chip: Chip, weights: Matrix, inputs: Matrix, calibration: Matrix? = nil, names: (weights: String, inputs: String)
  ) throws {
    try LayerSession.requireFit(weights, names.weights, inputs, names.inputs)
    var session = try LayerSession(
      chip: chip, weights: weights, calibration: calibration, names: (names.weights, "the calibration batch"))
    outputs = try session.read(inputs)
    let expected = product(inputs, weights)
    let remedy = "numbers beyond 3.4e38 cannot be held; scale weights or inputs down"
    try FiniteResult.require(expected, "inputs x weights", rows: "sample", columns: "output", remedy: remedy)
    try FiniteResult.require(outputs, "outputs of the chip", rows: "sample", columns: "output", remedy: remedy)
    summary = MatrixVectorSummary(session.layer, batch: inputs.rows, expected: expected, measured: outputs)
  }
}
