public import Units

/// The effective conductance matrix of a wired array.
///
/// With linear cells the network is linear, so the current of bit line j is Σ_i V_i · T_ij, where T_ij is the current
/// of bit line j for one volt on word line i with every other source at 0 V. T is found once per state of the cells;
/// every read after that is a matrix product.
public enum TransferMatrix {
  /// The elimination of one leaf, worked out once.
  static let program = LeafProgram(side: 8)
  /// Memory that solutions hand on to one another.
  static let doublePools = ScratchPools<Double>()
  static let floatPools = ScratchPools<Float>()

  /// What to do with a word line all of whose cells are open.
  public enum OpenWordLines: Sendable {
    /// It is an error: the line has no path to ground.
    case refused
    /// It carries no current: its row of the result is zero.
    case allowed
  }

  /// The effective conductances of an array.
  ///
  /// Exact nodal analysis by nested dissection with star-mesh transforms, which never subtract: each result is right to
  /// about 1e-13 of itself for any ratio of cell and wire resistance. Without any wire resistance the conductances come
  /// back bit for bit.
  /// - Parameters:
  ///   - conductances: cells [rows × columns], row-major, in siemens; 0 is an open cell.
  ///   - rows: word lines. columns: bit lines.
  /// - Returns: effective conductances [rows × columns] in siemens.
  /// - Throws: ``WiresError`` for a resistance or conductance that is negative, not a number or infinite, a count that
  ///   does not fit the shape, an empty array, and an open word line unless those are allowed.
  public static func solve(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification,
    openWordLines: OpenWordLines = .refused
  ) throws(WiresError) -> [Double] {
    try check(conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: openWordLines)
    return solve(checked: conductances, rows: rows, columns: columns, wires: wires, doublePools)
  }

  /// Solves an array whose input has been checked, in either precision.
  static func solve<Scalar: WireScalar>(
    checked conductances: [Double], rows: Int, columns: Int, wires: WireSpecification, _ pools: ScratchPools<Scalar>
  ) -> [Double] {
    if wires.isIdeal { return conductances }
    let access = wires.access.value
    let cells = access == 0 ? conductances : conductances.map { $0 / (1 + $0 * access) }
    if wires.word.value == 0 || wires.bit.value == 0 {
      return MergedLines(cells: cells, rows: rows, columns: columns, wires: wires).effectiveConductances()
    }
    let grid = CircuitGrid(cells: cells, rows: rows, columns: columns, wires: wires, side: program.side)
    return pools.withPool { Dissection(grid, program: program, pool: $0).effectiveConductances() }
  }

  /// Checks the input of a solution.
  static func check(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification, openWordLines: OpenWordLines
  ) throws(WiresError) {
    try wires.validate()
    guard rows > 0, columns > 0 else { throw .empty(rows: rows, columns: columns) }
    guard conductances.count == rows * columns else {
      throw .shape(
        what: "conductances", count: conductances.count, expected: rows * columns, rows: rows, columns: columns)
    }
    for (index, value) in conductances.enumerated() where !(value >= 0 && value.isFinite) {
      throw .conductance(row: index / columns, column: index % columns, value: value)
    }
    guard openWordLines == .refused else { return }
    for row in 0..<rows where conductances[row * columns..<(row + 1) * columns].allSatisfy({ $0 == 0 }) {
      throw .openWordLine(row: row)
    }
  }
}

extension TransferMatrix {
  /// The effective conductances of a tile in its own unit: fractions of the largest conductance `full`.
  ///
  /// The solution runs in `Double`; only the result is rounded. Tiles may have unused word lines, so open ones are
  /// allowed here.
  /// - Parameters:
  ///   - normalised: cells [rows × columns], row-major, in units of `full`; 0 is an open cell.
  ///   - full: the conductance that 1 stands for.
  /// - Returns: effective conductances [rows × columns] in units of `full`; the input itself where there are no wires.
  /// - Throws: as ``solve(conductances:rows:columns:wires:openWordLines:)``.
  public static func solve(
    normalised: [Float], full: Siemens, rows: Int, columns: Int, wires: WireSpecification
  ) throws(WiresError) -> [Float] {
    if wires.isIdeal { return normalised }
    let conductances = normalised.map { Double($0) * full.value }
    let effective = try solve(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    return effective.map { Float($0 / full.value) }
  }
}

/// Cells given in ohm, as tables and instruments have them.
public enum CellResistances {
  /// Conductances of cells given as resistances; infinity is an open cell.
  /// - Parameter resistances: [rows × columns], row-major, in ohm.
  /// - Throws: ``WiresError/cellResistance(row:column:value:)`` for one that is not above zero,
  ///   ``WiresError/shape(what:count:expected:rows:columns:)``.
  public static func conductances(_ resistances: [Double], rows: Int, columns: Int) throws(WiresError) -> [Double] {
    guard resistances.count == rows * columns else {
      throw .shape(
        what: "resistances", count: resistances.count, expected: rows * columns, rows: rows, columns: columns)
    }
    for (index, value) in resistances.enumerated() where !(value > 0) || 1 / value == .infinity {
      throw .cellResistance(row: index / columns, column: index % columns, value: value)
    }
    return resistances.map { 1 / $0 }
  }
}
