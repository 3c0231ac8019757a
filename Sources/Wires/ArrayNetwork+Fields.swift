internal import Units

extension ArrayNetwork {
  /// An array of linear cells.
  /// - Parameters:
  ///   - conductances: cells [rows × columns], row-major, in siemens; 0 is an open cell.
  /// - Throws: as ``TransferMatrix/solve(conductances:rows:columns:wires:openWordLines:)``; open word
  ///   lines are allowed.
  public init(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification
  ) throws(WiresError) {
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    let access = wires.access.value
    self.init(
      cells: conductances.map { $0 / (1 + $0 * access) }, rows: rows, columns: columns, wires: wires)
  }

  /// The voltage between word and bit line at every cell, access resistance included, for given inputs.
  /// - Parameter inputs: volts at the word lines [rows].
  /// - Returns: volts [rows × columns].
  /// - Throws: ``WiresError/shape(what:count:expected:rows:columns:)``, ``WiresError/voltage(row:input:value:)``, and
  ///   ``WiresError/notConverged(tile:iterations:residual:tolerance:)``.
  public func cellVoltages(inputs: [Double]) throws(WiresError) -> [Double] {
    guard inputs.count == rows else {
      throw .shape(what: "input voltages", count: inputs.count, expected: rows, rows: rows, columns: columns)
    }
    for (row, value) in inputs.enumerated() where !value.isFinite { throw .voltage(row: row, input: 0, value: value) }
    return try converged(solve(sources: inputs, grounds: [Double](repeating: 0, count: columns))).voltages
  }

  /// How much of a current injected at each cell, from word to bit line, arrives at the ground of one bit line.
  ///
  /// By reciprocity these are the cell voltages for one volt at that ground, bit line minus word line.
  /// - Returns: shares [rows × columns], dimensionless.
  /// - Throws: ``WiresError/notConverged(tile:iterations:residual:tolerance:)``.
  public func sharesArriving(atBitLine column: Int) throws(WiresError) -> [Double] {
    precondition((0..<columns).contains(column), "bit line \(column) of \(columns)")
    let grounds = (0..<columns).map { $0 == column ? 1.0 : 0 }
    let solution = try converged(solve(sources: [Double](repeating: 0, count: rows), grounds: grounds))
    return solution.voltages.map { -$0 }
  }

  private func converged(_ solution: Solution) throws(WiresError) -> Solution {
    let tolerance = 1e-9
    guard solution.residual <= tolerance else {
      throw .notConverged(
        tile: "array of \(rows) x \(columns)", iterations: solution.iterations, residual: solution.residual,
        tolerance: tolerance)
    }
    return solution
  }
}
