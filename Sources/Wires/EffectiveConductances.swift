internal import Units

/// The effective conductances of one array, kept up to date while its cells change.
///
/// An update takes the cheapest of three ways that keeps its tolerance:
/// 1. *Correction*: the effect of the cells on their own lines is computed anew, O(rows × columns); the sneak paths,
///    T − M of the last solution, are kept. Currents on these pass three cells, so that they change by about three
///    times the relative change of the cells; ``errorBound`` is six times the largest relative change of any line's sum,
///    times the largest sneak conductance.
/// 2. *Single precision*: the network is solved again in `Float`. Star-mesh transforms lose no digits by subtraction.
/// 3. *Double precision*: the network is solved again, exact to about 1e-13.
///
/// Corrections always start from the last solution, not from one another, so errors do not pile up.
public struct EffectiveConductances: Sendable {
  /// How ``values`` were found.
  public enum Method: Sendable, Equatable { case double, single, correction }

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
  /// How ``values`` were found.
  public private(set) var method: Method
  /// The error that ``values`` may have, relative to the largest effective conductance.
  public private(set) var errorBound: Double

  /// The cells of the last solution, its error bound, and what it has beyond the lines' own effect.
  private var solvedCells: [Double]
  private var solvedBound: Double
  private var sneak: [Double]
  /// Sums of the solved cells along each word line, then each bit line.
  private var lineSums: [Double]

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
    method = .double
    errorBound = Self.doubleBound
    (solvedCells, solvedBound, sneak, lineSums) = (conductances, errorBound, [], [])
    rememberSolution()
  }

  /// What a solution in double precision keeps, with room to spare.
  static let doubleBound = 1e-11

  /// What a solution in single precision keeps: (rows + columns) / 2 units of rounding.
  ///
  /// Rounding errors of sums of positive numbers grow with their number of terms; the tests see a quarter of this.
  public var singleBound: Double { Double(rows + columns) / 2 * Double(Float.ulpOfOne) }

  /// Finds the effective conductances of new cells.
  /// - Parameters:
  ///   - conductances: cells [rows × columns] in siemens.
  ///   - tolerance: largest error allowed in any element, relative to the largest element; at least 1e-11.
  /// - Throws: as the initialiser; the old state is kept then.
  public mutating func update(conductances: [Double], tolerance: Double) throws(WiresError) {
    if errorBound <= tolerance, conductances == self.conductances { return }
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: openWordLines)
    self.conductances = conductances
    if wires.isIdeal {
      values = conductances
      return
    }
    if correct(tolerance) { return }
    let isSingle = tolerance >= singleBound
    values =
      isSingle
      ? TransferMatrix.solve(
        checked: conductances, rows: rows, columns: columns, wires: wires, TransferMatrix.floatPools)
      : TransferMatrix.solve(
        checked: conductances, rows: rows, columns: columns, wires: wires, TransferMatrix.doublePools)
    method = isSingle ? .single : .double
    errorBound = isSingle ? singleBound : Self.doubleBound
    rememberSolution()
  }

  /// Finds the effective conductances of new cells where correcting the last solution keeps the tolerance.
  /// - Returns: whether it did; otherwise nothing has changed.
  /// - Throws: as the initialiser; the old state is kept then.
  public mutating func correct(conductances: [Double], tolerance: Double) throws(WiresError) -> Bool {
    if errorBound <= tolerance, conductances == self.conductances { return true }
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: openWordLines)
    let before = self.conductances
    self.conductances = conductances
    if correct(tolerance) { return true }
    self.conductances = before
    return false
  }

  /// Corrects the last solution if that keeps the tolerance.
  private mutating func correct(_ tolerance: Double) -> Bool {
    guard solvedBound < tolerance else { return false }
    let change = largestLineChange()
    guard change < 0.05 else { return false }
    let bound = 6 * change * sneak.reduce(0) { max($0, abs($1)) }
    var corrected = model(conductances)
    var largest = 0.0
    for cell in corrected.indices {
      corrected[cell] += sneak[cell]
      largest = max(largest, corrected[cell])
    }
    guard largest > 0, bound / largest + solvedBound <= tolerance else { return false }
    values = corrected
    method = .correction
    errorBound = bound / largest + solvedBound
    return true
  }

  private mutating func rememberSolution() {
    solvedCells = conductances
    solvedBound = errorBound
    sneak = zip(values, model(conductances)).map { $0 - $1 }
    lineSums = [Double](repeating: 0, count: rows + columns)
    for row in 0..<rows {
      for column in 0..<columns {
        lineSums[row] += conductances[row * columns + column]
        lineSums[rows + column] += conductances[row * columns + column]
      }
    }
  }

  /// The largest change of any line's cells, added up without sign, relative to the line's sum at the last solution.
  private func largestLineChange() -> Double {
    var changes = [Double](repeating: 0, count: rows + columns)
    for row in 0..<rows {
      var along = 0.0
      for column in 0..<columns {
        let change = abs(conductances[row * columns + column] - solvedCells[row * columns + column])
        along += change
        changes[rows + column] += change
      }
      changes[row] = along
    }
    return zip(changes, lineSums).reduce(0) { $1.0 == 0 ? $0 : max($0, $1.0 / $1.1) }
  }

  private func model(_ conductances: [Double]) -> [Double] {
    let access = wires.access.value
    let cells = access == 0 ? conductances : conductances.map { $0 / (1 + $0 * access) }
    return LineModel(cells: cells, rows: rows, columns: columns, wires: wires).conductances
  }
}
