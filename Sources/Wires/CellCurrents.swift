/// The static current–voltage characteristics of an array of cells.
public protocol CellCurrents: Sendable {
  /// Currents and their derivatives at given voltages.
  /// - Parameters:
  ///   - voltages: volts across each cell [rows × columns], word line minus bit line.
  ///   - currents: filled with amperes; `slopes`: filled with dI/dV in siemens, positive where the cell conducts.
  func evaluate(_ voltages: [Double], currents: inout [Double], slopes: inout [Double])
}

/// Cells whose current is a polynomial of the voltage without a constant term: I = c₁ V + c₂ V² + c₃ V³ + ….
public struct PolynomialCells: CellCurrents {
  /// Coefficients c₁, c₂, … in A/V, A/V², …, each [rows × columns].
  public let coefficients: [[Double]]

  /// - Parameter coefficients: c₁, c₂, …, all of one count.
  public init(coefficients: [[Double]]) {
    precondition(
      !coefficients.isEmpty && coefficients.allSatisfy { $0.count == coefficients[0].count },
      "coefficients of different counts")
    self.coefficients = coefficients
  }

  public func evaluate(_ voltages: [Double], currents: inout [Double], slopes: inout [Double]) {
    for cell in voltages.indices {
      var (value, slope) = (0.0, 0.0)
      for coefficient in coefficients.reversed() {
        slope = slope * voltages[cell] + value
        value = value * voltages[cell] + coefficient[cell]
      }
      slopes[cell] = slope * voltages[cell] + value
      currents[cell] = value * voltages[cell]
    }
  }
}
