public import Units

/// How strongly each cell's own conductance acts on its own bit line's output, behind the wires.
///
/// A change δG of cell (k, l) changes the current of bit line j by A_j(k,l) · U(k,l) · δG, exactly to first order, where
/// U is the voltage across the cell and A_j the share of a current injected there that reaches ground j
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
  /// - Throws: as ``TransferMatrix/solve(conductances:rows:columns:wires:openWordLines:)``; open word lines are allowed.
  public init(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification
  ) throws(WiresError) {
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    self.rows = rows
    self.columns = columns
    let access = wires.access.value
    let cells = conductances.map { $0 / (1 + $0 * access) }
    var (wordTaps, bitTaps) = (cells, cells)
    var (voltages, shares) = (cells, cells)
    for _ in 0..<2 {
      let words = (0..<rows).map { Ladder.word(Array(wordTaps[$0 * columns..<($0 + 1) * columns]), wires) }
      let bits = (0..<columns).map { column in
        Ladder.bit((0..<rows).map { bitTaps[$0 * columns + column] }, wires)
      }
      for row in 0..<rows {
        for column in 0..<columns {
          let cell = row * columns + column
          let alongBit = 1 / (1 + cells[cell] / bits[column].sources[row])
          let alongWord = 1 / (1 + cells[cell] / words[row].sources[column])
          wordTaps[cell] = cells[cell] * alongBit
          bitTaps[cell] = cells[cell] * alongWord
          voltages[cell] = words[row].voltages[column] * alongBit
          shares[cell] = bits[column].voltages[row] * alongWord
        }
      }
    }
    for cell in conductances.indices {
      let element = 1 / (1 + conductances[cell] * access)
      voltages[cell] *= element
      shares[cell] *= element
    }
    self.voltages = voltages
    self.shares = shares
  }

  /// The variance that each cell's own noise adds to its bit line per squared input.
  ///
  /// Var(I_j) ≈ Σ_k V_k² S_kj with S_kj = (U_kj A_kj)² σ²_kj. Left out: what a cell's noise does to other bit lines, and
  /// that currents of other word lines lower the voltage across it. So for inputs of one sign the standard deviation is
  /// an upper bound, by 1–5 % where the wires cost up to 15 % of the signal; docs/wires.md has the table.
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
  /// - Returns: what each cell adds to the variance of its output per squared input [rows × columns], in units of `full`².
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
