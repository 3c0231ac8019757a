internal import Units

/// The conductances of a wired array in siemens, padded to whole leaves of 8 × 8 cells.
///
/// Padding rows stand above row 0, padding columns right of column n − 1; their cells are open, so they are dead ends
/// and change nothing. Where word lines are driven at their right ends too, the last segment is split over the padding
/// columns into equal parts in series.
struct CircuitGrid {
  /// Word and bit lines without padding.
  let rows: Int
  let columns: Int
  /// Word and bit lines with padding.
  let paddedRows: Int
  let paddedColumns: Int
  /// Cell conductances with their access resistance [rows × columns].
  let cells: [Double]
  /// Conductance of the word-line segment left of each padded column; the first holds the driver too.
  let wordSegments: [Double]
  /// Conductance of the bit-line segment below each padded row; the last holds the sense resistance too.
  let bitSegments: [Double]
  /// Conductance from the last padded column to the sources at the right ends, zero where those are open.
  let rightEnd: Double

  init(cells: [Double], rows: Int, columns: Int, wires: WireSpecification, side: Int) {
    self.rows = rows
    self.columns = columns
    self.cells = cells
    paddedRows = (rows + side - 1) / side * side
    paddedColumns = (columns + side - 1) / side * side
    let driven = wires.word.value + wires.driver.value
    let parts = Double(paddedColumns - columns + 1)
    let padding = wires.inputsFromBothEnds ? parts / driven : 1 / wires.word.value
    wordSegments = (0..<paddedColumns).map { [columns] column in
      column == 0 ? 1 / driven : column < columns ? 1 / wires.word.value : padding
    }
    bitSegments = (0..<paddedRows).map { [paddedRows] row in
      row == paddedRows - 1 ? 1 / (wires.bit.value + wires.sense.value) : 1 / wires.bit.value
    }
    rightEnd = wires.inputsFromBothEnds ? padding : 0
  }

  /// Cell conductance at a padded position.
  func cell(_ row: Int, _ column: Int) -> Double {
    let row = row - (paddedRows - rows)
    return row < 0 || column >= columns ? 0 : cells[row * columns + column]
  }
}
