package import Crossbar
package import Matrices
internal import Substrate
package import Units

/// A layer of weights that was programmed on a chip, and what one does with it from outside: read it at some age, pulse
/// it, read it back. `mortal mvm` and the C interface both go through here, so their numbers are the same.
///
/// Converters without a given full scale get it once, at the first read and at its age: on the calibration batch where
/// there is one, else the word lines' full scale is ``MatrixVectorRun/defaultInputFullScale`` and the bit lines' follows
/// from the conductances. It never follows from the inputs that are read.
package struct LayerSession: Sendable {
  /// The layer as it is now.
  package private(set) var layer: CrossbarLayer
  private var calibration: Matrix?

  /// Programs weights closed-loop on a layer of their own.
  /// - Parameters:
  ///   - index: the layer's number on the chip.
  ///   - weights: [inputs × outputs], finite.
  ///   - weightRange: the largest weight that the layer can hold; nil: the largest of `weights`.
  ///   - calibration: [samples × inputs], for the converters' full scales.
  /// - Throws: ``WorkbenchError/shapesDiffer(first:firstShape:second:secondShape:remedy:)`` and what the chip throws.
  package init(
    chip: Chip, index: Int = 0, weights: Matrix, weightRange: Float? = nil, calibration: Matrix? = nil,
    names: (weights: String, calibration: String)
  ) throws {
    let largest = weights.largestMagnitude
    layer = try chip.layer(
      index, inputs: weights.rows, outputs: weights.columns, weightRange: weightRange ?? (largest > 0 ? largest : 1),
      inSitu: false)
    if let calibration { try Self.requireFit(weights, names.weights, calibration, names.calibration) }
    self.calibration = calibration
    // Programming begins on fresh cells, also where the chip is to be read later: the clock by which noise remembers then
    // does not depend on whether the age was configured or is set after programming.
    layer.age = chip.earliestAge
    layer.program(weights)
  }

  /// A layer whose cells are given conductances as they are.
  /// - Parameters:
  ///   - cells, reference: G/Gmax, [inputs × outputs] each: the weights' own cells and what is subtracted from them.
  ///   - weightRange: see ``Crossbar/Chip/layer(_:inputs:outputs:weightRange:inSitu:)``.
  /// - Throws: what the chip throws.
  package init(chip: Chip, index: Int, cells: Matrix, reference: Matrix, weightRange: Float) throws {
    layer = try chip.layer(
      index, inputs: cells.rows, outputs: cells.columns, weightRange: weightRange, inSitu: false)
    layer.set(cells: cells, reference: reference)
  }

  /// Writes other weights, [inputs × outputs], closed-loop; the scale stays, and larger weights are held at its end.
  package mutating func program(_ weights: Matrix) { layer.program(weights) }

  /// Fixes the converters' full scales where they are not fixed yet.
  /// - Throws: what calibration throws.
  package mutating func calibrate() throws {
    guard !layer.isCalibrated else { return }
    if let calibration {
      try layer.calibrate(on: calibration)
    } else {
      try layer.calibrate(inputFullScale: MatrixVectorRun.defaultInputFullScale)
    }
    calibration = nil
  }

  /// Fixes the converters' full scales on a batch, [samples × inputs]; without effect once they are fixed.
  /// - Throws: what calibration throws.
  package mutating func calibrate(on batch: Matrix) throws { try layer.calibrate(on: batch) }

  /// Sends inputs through the layer.
  /// - Parameter inputs: [batch × inputs], finite.
  /// - Returns: [batch × outputs], in the units of inputs · weights.
  /// - Throws: what calibration throws.
  package mutating func read(_ inputs: Matrix) throws -> Matrix {
    try calibrate()
    return layer.measure(inputs)
  }

  /// Sets the time since programming.
  package mutating func age(to age: Seconds) {
    if layer.age != age { layer.age = age }
  }

  /// Requests a weight change, as pulses; see ``Substrate/BlackBox/request(_:)``.
  package mutating func request(inputs: Matrix, signals: Matrix, rate: Float, momentum: Float) {
    layer.request(
      WeightChange(terms: [WeightChange.Term(inputs: inputs, signals: signals)], rate: rate, momentum: momentum))
  }

  /// Reads every weight back through the layer's own converters, [inputs × outputs].
  /// - Throws: what calibration throws.
  package mutating func readBack() throws -> Matrix {
    try calibrate()
    return layer.readBack()
  }

  /// The derivative of the measured outputs by the inputs now, [inputs × outputs].
  package mutating func effectiveWeights() -> Matrix { layer.effectiveWeights() }

  /// - Throws: ``WorkbenchError`` where `inputs`, [batch × inputs], does not fit `weights`, [inputs × outputs].
  package static func requireFit(
    _ weights: Matrix, _ weightsName: String, _ inputs: Matrix, _ inputsName: String
  ) throws(WorkbenchError) {
    guard inputs.columns == weights.rows else {
      throw misfit(
        weights: (weights.rows, weights.columns), weightsName, inputs: (inputs.rows, inputs.columns), inputsName)
    }
  }

  /// The error of inputs, [batch × inputs], that do not fit weights, [inputs × outputs].
  package static func misfit(
    weights: (rows: Int, columns: Int), _ weightsName: String, inputs: (rows: Int, columns: Int), _ inputsName: String
  ) -> WorkbenchError {
    WorkbenchError.shapesDiffer(
      first: weightsName, firstShape: "\(weights.rows) x \(weights.columns)", second: inputsName,
      secondShape: "\(inputs.rows) x \(inputs.columns)",
      remedy: "weights are [inputs x outputs] and inputs [batch x inputs]; their inputs must agree")
  }
}
