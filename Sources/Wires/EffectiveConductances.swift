/// The effective conductances of one array, kept up to date while its cells change.
///
/// Each update solves the network again, in the cheapest arithmetic that keeps the tolerance. There is nothing to gain
/// from the previous solution: one step of refinement with the old factor as preconditioner, or a first-order
/// correction, needs the voltage of every cell for every source, n⁴ operations, where dissection needs some 60 n³
/// (docs/wires.md gives the measurements). So an update never inherits an error from the one before.
public struct EffectiveConductances: Sendable {
  /// How the last solution was found.
  public enum Arithmetic: Sendable, Equatable {
    /// `Double`: exact to about 1e-13.
    case double
    /// `Float` with star-mesh transforms, which lose no digits by subtraction: exact to ``singleErrorBound``.
    case single
  }

  /// Word lines.
  public let rows: Int
  /// Bit lines.
  public let columns: Int
  /// The parasitic resistances.
  public let wires: WireSpecification
  /// What to do with open word lines.
  public let openWordLines: TransferMatrix.OpenWordLines
  /// Effective conductances [rows × columns] in siemens.
  public private(set) var values: [Double]
  /// The cells [rows × columns] in siemens that ``values`` belongs to.
  public private(set) var conductances: [Double]
  /// The arithmetic of the last solution.
  public private(set) var arithmetic: Arithmetic

  /// Solves an array exactly.
  /// - Throws: as ``TransferMatrix/solve(conductances:rows:columns:wires:openWordLines:)``.
  public init(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification,
    openWordLines: TransferMatrix.OpenWordLines = .refused
  ) throws(WiresError) {
    self.rows = rows
    self.columns = columns
    self.wires = wires
    self.openWordLines = openWordLines
    self.conductances = conductances
    values = try TransferMatrix.solve(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: openWordLines)
    arithmetic = .double
  }

  /// The relative error that single precision may have in any element.
  ///
  /// Rounding errors of sums of positive numbers grow with their number of terms: (rows + columns) / 2 units of
  /// rounding, four times the largest error seen in the tests.
  public var singleErrorBound: Double { Double(rows + columns) / 2 * Double(Float.ulpOfOne) }

  /// Solves the array for new cells.
  /// - Parameters:
  ///   - conductances: cells [rows × columns] in siemens.
  ///   - tolerance: largest relative error allowed in any effective conductance; below ``singleErrorBound`` the
  ///     solution runs in `Double`.
  /// - Throws: as the initialiser; the old state is kept then.
  public mutating func update(conductances: [Double], tolerance: Double) throws(WiresError) {
    let isSingleEnough = tolerance >= singleErrorBound
    if conductances == self.conductances, arithmetic == .double || isSingleEnough { return }
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: openWordLines)
    if isSingleEnough {
      values = TransferMatrix.solve(
        checked: conductances, rows: rows, columns: columns, wires: wires, TransferMatrix.floatPools)
    } else {
      values = TransferMatrix.solve(
        checked: conductances, rows: rows, columns: columns, wires: wires, TransferMatrix.doublePools)
    }
    self.conductances = conductances
    arithmetic = isSingleEnough ? .single : .double
  }
}
