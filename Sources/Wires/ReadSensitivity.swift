public import Units

/// How strongly each cell's own conductance acts on its own bit line's output, behind the wires.
///
/// A change δG of cell (k, l) changes the current of bit line j by A_j(k,l) · U(k,l) · δG, exactly to first order,
/// where U is the voltage across the cell and A_j the share of a current injected there that reaches ground j
/// (``ArrayNetwork/cellVoltages(inputs:)``, ``ArrayNetwork/sharesArriving(atBitLine:)``). Here both are taken for the
/// cell's own source and its own bit line, every line being a ladder whose taps see the resistance of the lines they
/// cross; two rounds of ladders, O(rows × columns) in all.
public struct ReadSensitivity: Sendable {
  /// Word lines.
  public let rows: Int
  /// Bit lines.
  public let columns: Int
  /// Voltage across each cell's memory element per volt at its own source [rows × columns].
  public let voltages: [Double]
  /// Share of the current injected across each cell's memory element that reaches its own ground [rows × columns].
  public let shares: [Double]

  /// The sensitivities of an array.
  /// - Parameter conductances: cells [rows × columns], row-major, in siemens; 0 is an open cell.
  /// - Throws: as ``TransferMatrix/solve(conductances:rows:columns:wires:openWordLines:)``; open word
  ///   lines are allowed.
  public init(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification
  ) throws(WiresError) {
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    self.rows = rows
    self.columns = columns
    let access = wires.access.value
    let model = LineModel(
      cells: conductances.map { $0 / (1 + $0 * access) }, rows: rows, columns: columns, wires: wires)
    let elements = conductances.map { 1 / (1 + $0 * access) }
    voltages = zip(model.voltages, elements).map { $0 * $1 }
    shares = zip(model.shares, elements).map { $0 * $1 }
  }

  /// The variance that each cell's own noise adds to its bit line per squared input.
  ///
  /// Var(I_j) ≈ Σ_k V_k² S_kj with S_kj = (U_kj A_kj)² σ²_kj. Left out: what a cell's noise does to other bit lines,
  /// and that currents of other word lines lower the voltage across it. So for inputs of one sign the standard
  /// deviation is too large, by 1–6 % where the wires cost up to 10 % of the signal; docs/wires.md has the table.
  /// - Parameter variances: of each cell's conductance [rows × columns], in siemens² or any unit squared.
  /// - Returns: S [rows × columns] in that unit.
  public func effectiveVariance(_ variances: [Double]) -> [Double] {
    precondition(variances.count == voltages.count, "\(variances.count) variances for \(rows) x \(columns) cells")
    return variances.indices.map { cell in
      let sensitivity = voltages[cell] * shares[cell]
      return sensitivity * sensitivity * variances[cell]
    }
  }
}

extension TransferMatrix {
  /// ``ReadSensitivity/effectiveVariance(_:)`` for a tile in its own unit.
  /// - Parameters:
  ///   - normalised: cells [rows × columns], row-major, in units of `full`.
  ///   - variance: of each cell's conductance [rows × columns], in units of `full`².
  ///   - full: the conductance that 1 stands for.
  /// - Returns: what each cell adds to the variance of its output per squared input [rows × columns], in units of
  ///   `full`².
  /// - Throws: as ``ReadSensitivity/init(conductances:rows:columns:wires:)``.
  public static func effectiveVariance(
    normalised: [Float], variance: [Float], full: Siemens, rows: Int, columns: Int, wires: WireSpecification
  ) throws(WiresError) -> [Float] {
    if wires.isIdeal { return variance }
    let sensitivity = try ReadSensitivity(
      conductances: normalised.map { Double($0) * full.value }, rows: rows, columns: columns, wires: wires)
    return sensitivity.effectiveVariance(variance.map(Double.init)).map { Float($0) }
  }
}
