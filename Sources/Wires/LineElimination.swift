internal import COpenBLAS
internal import Matrices
internal import Units

/// The effective conductance matrix by eliminating whole lines: the plainer way, 2 n⁴ operations on LAPACK.
///
/// The word lines are tridiagonal and drop out one by one; what is left are the bit-line nodes, row after row, a
/// block-tridiagonal system with dense n × n blocks. Its Cholesky factor is carried down the rows together with the
/// responses to the sources above. ``TransferMatrix`` is 10 to 20 times as fast; this is kept to test it and to be
/// measured beside it (`mortal bench wires`).
public enum LineElimination {
  /// The effective conductances of an array whose lines have resistance in both directions.
  /// - Parameters: as ``TransferMatrix/solve(conductances:rows:columns:wires:openWordLines:)``.
  /// - Throws: as there; ``WiresError/resistance(name:value:)`` also where a segment has no resistance.
  public static func solve(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification
  ) throws(WiresError) -> [Double] {
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    for (name, segment) in [("word-line segment", wires.word), ("bit-line segment", wires.bit)] {
      guard segment.value > 0 else { throw .resistance(name: name, value: segment.value) }
    }
    _ = BLAS.coreName
    let bit = 1 / wires.bit.value
    let last = 1 / (wires.bit.value + wires.sense.value)
    var inverse: [Double] = []
    var responses = [Double](repeating: 0, count: columns * rows)
    var carried = responses
    for row in 0..<rows {
      let cells = conductances[row * columns..<(row + 1) * columns].map { $0 / (1 + $0 * wires.access.value) }
      var (block, drive) = wordLine(cells, wires)
      for column in 0..<columns { block[column * (columns + 1)] += (row > 0 ? bit : 0) + (row < rows - 1 ? bit : last) }
      if row > 0 {
        for index in block.indices { block[index] -= bit * bit * inverse[index] }
        multiply(inverse, responses, bit, &carried, columns: columns, sources: row, stride: rows)
        swap(&responses, &carried)
      }
      for column in 0..<columns { responses[column * rows + row] = drive[column] }
      invert(&block, columns)
      inverse = block
    }
    multiply(inverse, responses, last, &carried, columns: columns, sources: rows, stride: rows)
    return (0..<rows * columns).map { carried[$0 % columns * rows + $0 / columns] }
  }

  /// What a word line leaves at its bit-line nodes: conductances [n × n] and the currents of one volt at its source.
  private static func wordLine(_ cells: [Double], _ wires: WireSpecification) -> (block: [Double], drive: [Double]) {
    let count = cells.count
    let ladder = Ladder.word(cells, wires)
    var block = [Double](repeating: 0, count: count * count)
    var arriving = [Double](repeating: 0, count: count)
    for node in 0..<count {
      let share = cells[node] / ladder.totals[node]
      for other in 0..<node {
        block[node * count + other] = -arriving[other] * share
        block[other * count + node] = -arriving[other] * share
        arriving[other] *= ladder.passed[node]
      }
      block[node * (count + 1)] = ladder.sources[node] * share
      arriving[node] = cells[node] * ladder.passed[node]
    }
    return (block, (0..<count).map { cells[$0] * ladder.voltages[$0] })
  }

  /// The inverse of a positive definite matrix, both triangles.
  private static func invert(_ matrix: inout [Double], _ size: Int) {
    var (order, status) = (Int32(size), Int32(0))
    dpotrf_("L", &order, &matrix, &order, &status)
    precondition(status == 0, "a resistor network is positive definite")
    dpotri_("L", &order, &matrix, &order, &status)
    for row in 0..<size {
      for column in 0..<row { matrix[row * size + column] = matrix[column * size + row] }
    }
  }

  /// `result = factor · matrix · responses` for the first `sources` columns.
  private static func multiply(
    _ matrix: [Double], _ responses: [Double], _ factor: Double, _ result: inout [Double], columns: Int, sources: Int,
    stride: Int
  ) {
    cblas_dgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, blasint(columns), blasint(sources), blasint(columns), factor, matrix,
      blasint(columns), responses, blasint(stride), 0, &result, blasint(stride))
  }
}
