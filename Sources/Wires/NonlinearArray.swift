internal import Units

/// An array of cells with nonlinear current–voltage characteristics, solved by Newton's method for each input.
///
/// Each iteration replaces every cell by its tangent, a conductance dI/dV and a current beside it, and solves the
/// linear network. The iteration ends when the currents of the tangents and those of the cells agree.
public struct NonlinearArray<Cells: CellCurrents>: Sendable {
  /// Word lines.
  public let rows: Int
  /// Bit lines.
  public let columns: Int
  /// The parasitic resistances.
  public let wires: WireSpecification
  /// What the cells carry.
  public let cells: Cells
  /// How errors call the array.
  public let name: String

  /// - Throws: ``WiresError/resistance(name:value:)``, ``WiresError/empty(rows:columns:)``.
  public init(
    cells: Cells, rows: Int, columns: Int, wires: WireSpecification, name: String = "array"
  ) throws(WiresError) {
    try wires.validate()
    guard rows > 0, columns > 0 else { throw .empty(rows: rows, columns: columns) }
    self.cells = cells
    self.rows = rows
    self.columns = columns
    self.wires = wires
    self.name = name
  }

  /// One input's solution.
  public struct Solution: Sendable {
    /// Current into each bit line's ground [columns] in ampere.
    public let currents: [Double]
    /// Voltage across each cell's memory element [rows × columns].
    public let cellVoltages: [Double]
    /// Newton iterations.
    public let iterations: Int
    /// Largest difference between a cell's current and its tangent's, relative to the largest cell current.
    public let residual: Double
  }

  /// The currents for one input.
  /// - Parameters:
  ///   - inputs: volts at the word lines [rows].
  ///   - tolerance: largest ``Solution/residual`` that counts as converged.
  /// - Throws: ``WiresError/notConverged(tile:iterations:residual:tolerance:)`` naming the array and the residual, also
  ///   where a cell's current falls with rising voltage; ``WiresError/shape(what:count:expected:rows:columns:)``;
  ///   ``WiresError/voltage(row:input:value:)``.
  public func solve(
    inputs: [Double], tolerance: Double = 1e-10, maximumIterations: Int = 60
  ) throws(WiresError) -> Solution {
    guard inputs.count == rows else {
      throw .shape(what: "input voltages", count: inputs.count, expected: rows, rows: rows, columns: columns)
    }
    for (row, value) in inputs.enumerated() where !value.isFinite { throw .voltage(row: row, input: 0, value: value) }
    var point = OperatingPoint(voltages: [Double](repeating: 0, count: rows * columns), cells)
    var iterations = 0
    while iterations < maximumIterations {
      guard point.slopes.allSatisfy({ $0 >= 0 && $0.isFinite }) else { break }
      let target = tangentSolution(point, inputs)
      iterations += 1
      var step = 1.0
      var next = OperatingPoint(from: point, towards: target, step: step, cells)
      let limit = max(point.mismatch, .leastNormalMagnitude)
      while iterations > 1, step > 1e-4, !(next.mismatch < limit) {
        step /= 2
        next = OperatingPoint(from: point, towards: target, step: step, cells)
      }
      point = next
      if point.residual <= tolerance {
        let currents = (0..<columns).map { column in
          (0..<rows).reduce(0) { $0 + point.tangentCurrents[$1 * columns + column] }
        }
        return Solution(
          currents: currents, cellVoltages: point.voltages, iterations: iterations, residual: point.residual)
      }
    }
    throw .notConverged(
      tile: "\(name), \(rows) x \(columns)", iterations: iterations, residual: point.residual, tolerance: tolerance)
  }

  /// Voltages across the memory elements and currents through them when every cell is its tangent at `point`.
  private func tangentSolution(
    _ point: OperatingPoint, _ inputs: [Double]
  ) -> (voltages: [Double], currents: [Double]) {
    let access = wires.access.value
    let count = rows * columns
    var conductances = [Double](repeating: 0, count: count)
    var beside = conductances
    for cell in 0..<count {
      let series = 1 + access * point.slopes[cell]
      conductances[cell] = point.slopes[cell] / series
      beside[cell] = (point.currents[cell] - point.slopes[cell] * point.voltages[cell]) / series
    }
    let network = ArrayNetwork(cells: conductances, rows: rows, columns: columns, wires: wires)
    let solution = network.solve(
      sources: inputs, grounds: [Double](repeating: 0, count: columns), injected: beside)
    var voltages = solution.voltages
    for cell in 0..<count {
      beside[cell] += conductances[cell] * voltages[cell]
      voltages[cell] -= access * beside[cell]
    }
    return (voltages, beside)
  }
}

/// Voltages, currents and slopes of all cells at one step of Newton's method.
private struct OperatingPoint {
  let voltages: [Double]
  /// What the network carries through each cell: Kirchhoff's laws hold for these.
  let tangentCurrents: [Double]
  let currents: [Double]
  let slopes: [Double]
  /// Largest difference between the two currents.
  let mismatch: Double
  /// The same relative to the largest current.
  let residual: Double

  init(voltages: [Double], tangentCurrents: [Double]? = nil, _ cells: some CellCurrents) {
    var currents = [Double](repeating: 0, count: voltages.count)
    var slopes = currents
    cells.evaluate(voltages, currents: &currents, slopes: &slopes)
    let carried = tangentCurrents ?? currents
    var (difference, largest) = (0.0, 0.0)
    for cell in voltages.indices {
      let deviation = abs(currents[cell] - carried[cell])
      difference = deviation.isNaN ? .infinity : max(difference, deviation)
      largest = max(largest, abs(carried[cell]))
    }
    self.voltages = voltages
    self.tangentCurrents = carried
    self.currents = currents
    self.slopes = slopes
    mismatch = difference
    residual = difference == 0 ? 0 : difference / largest
  }

  /// Part of the way from one point to the tangents' solution.
  init(
    from point: OperatingPoint, towards target: (voltages: [Double], currents: [Double]), step: Double,
    _ cells: some CellCurrents
  ) {
    if step == 1 {
      self.init(voltages: target.voltages, tangentCurrents: target.currents, cells)
      return
    }
    let between = { (from: [Double], to: [Double]) in zip(from, to).map { $0 + step * ($1 - $0) } }
    self.init(
      voltages: between(point.voltages, target.voltages),
      tangentCurrents: between(point.tangentCurrents, target.currents), cells)
  }
}

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
