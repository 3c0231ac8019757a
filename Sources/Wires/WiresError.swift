/// What can be wrong with a wired array, each with its place, its value and the remedy.
public enum WiresError: Error, Equatable, CustomStringConvertible {
  /// A wire, driver, sense or access resistance that is negative, not a number or infinite.
  case resistance(name: String, value: Double)
  /// A cell conductance that is negative, not a number or infinite; `row` is the word line, `column` the bit line.
  case conductance(row: Int, column: Int, value: Double)
  /// A cell resistance that is not above zero; `inf`, an open cell, is allowed.
  case cellResistance(row: Int, column: Int, value: Double)
  /// An input voltage that is not a finite number.
  case voltage(row: Int, input: Int, value: Double)
  /// An array of values whose count does not fit the shape of the array of cells.
  case shape(what: String, count: Int, expected: Int, rows: Int, columns: Int)
  /// An array without a word line or without a bit line.
  case empty(rows: Int, columns: Int)
  /// A word line all of whose cells are open.
  case openWordLine(row: Int)
  /// A technology node without wire data.
  case unknownNode(name: String, allowed: [String])
  /// A table without numbers, or an array of another number of axes.
  case axes(path: String, shape: [Int], allowed: String)
  /// An iterative solution that did not reach its tolerance.
  case notConverged(tile: String, iterations: Int, residual: Double, tolerance: Double)

  public var description: String {
    switch self {
    case .resistance(let name, let value):
      "\(name) resistance: \(value) Ohm is outside 0...; give a finite resistance of at least 0 Ohm"
    case .conductance(let row, let column, let value):
      "cell (\(row), \(column)): conductance \(value) S is outside 0...; give a finite conductance, 0 for an open cell"
    case .cellResistance(let row, let column, let value):
      "cell (\(row), \(column)): resistance \(value) Ohm is not above 0; give ohms above 0, inf for an open cell"
    case .voltage(let row, let input, let value):
      "word line \(row), input \(input): voltage \(value) V is not a finite number; give volts"
    case .shape(let what, let count, let expected, let rows, let columns):
      "\(what): \(count) values, but \(rows) word lines x \(columns) bit lines need \(expected); "
        + "rows are word lines, columns bit lines"
    case .empty(let rows, let columns):
      "an array of \(rows) word lines x \(columns) bit lines has no cells; give at least 1 x 1"
    case .openWordLine(let row):
      "word line \(row) has no path to ground: every cell on it is open; close one, leave the row out, "
        + "or allow open lines, which carry no current"
    case .unknownNode(let name, let allowed):
      "technology node '\(name)' has no wire data; allowed: \(allowed.joined(separator: ", "))"
    case .axes(let path, let shape, let allowed):
      "\(path): an array of shape \(shape); give \(allowed)"
    case .notConverged(let tile, let iterations, let residual, let tolerance):
      "\(tile): not converged after \(iterations) iterations, residual \(residual) of the cell currents is above "
        + "\(tolerance); lower the wire resistance, the voltage or the nonlinearity of the cells"
    }
  }
}
