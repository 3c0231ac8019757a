public import Matrices

/// A small, volatile shift of all weights, another one for each example of a batch: example n sees W_ij + r_ni · c_nj.
///
/// Hardware makes it by a line beside each word line and each bit line (a gate, a second terminal) whose signals multiply at
/// the cell. With independent r and c of mean 0 and variance 1 all elements of a shift are uncorrelated.
public struct WeightShift: Sendable {
  /// r, [batch × inputs].
  public let inputs: Matrix
  /// c, [batch × outputs].
  public let outputs: Matrix

  /// Both matrices have one row per example.
  public init(inputs: Matrix, outputs: Matrix) {
    precondition(inputs.rows == outputs.rows, "\(inputs.rows) and \(outputs.rows) examples")
    self.inputs = inputs
    self.outputs = outputs
  }

  /// What the shift adds to the weighted sums: row n is (x_n · r_n) c_n.
  public func sums(of activities: Matrix) -> Matrix {
    precondition(
      activities.rows == inputs.rows && activities.columns == inputs.columns,
      "activities of \(activities.rows) x \(activities.columns) for a shift of \(inputs.rows) x \(inputs.columns)")
    let (wide, narrow) = (inputs.columns, outputs.columns)
    var result = outputs
    for row in 0..<activities.rows {
      var factor: Float = 0
      for input in 0..<wide {
        factor += activities.elements[row * wide + input] * inputs.elements[row * wide + input]
      }
      for output in 0..<narrow { result.elements[row * narrow + output] *= factor }
    }
    return result
  }
}

/// A layer whose weights can be shifted for the time of a read: what learning by trial on weights needs.
public protocol ShiftableWeights: BlackBox {
  /// A read while the weights are shifted. The shift itself is taken to be exact; the read has the noise of any read.
  mutating func measure(_ activities: Matrix, shiftedBy shift: WeightShift) -> Matrix
}

extension ShiftableWeights {
  public mutating func measure(_ activities: Matrix, shiftedBy shift: WeightShift) -> Matrix {
    var result = measure(activities)
    result.add(shift.sums(of: activities))
    return result
  }
}
