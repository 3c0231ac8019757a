import Testing
import Units
import Wires

@Suite struct TransferMatrixTests {
  /// Every combination of zero and non-zero resistances, for shapes below, at and beyond a leaf.
  @Test(arguments: [(1, 1), (2, 3), (8, 8), (9, 5), (5, 12), (17, 9)])
  func agreesWithPlainNodalAnalysis(shape: (Int, Int)) throws {
    var cells = patternedCells(shape.0, shape.1, low: 1e-6, high: 1e-3)
    if cells.count > 10 { cells[3] = 0 }
    for word in [0.0, 30] {
      for bit in [0.0, 20] {
        for driver in [0.0, 100] {
          for sense in [0.0, 50] {
            for bothEnds in [false, true] {
              let wires = ohms(
                word: word, bit: bit, driver: driver, sense: sense, access: sense * 10, bothEnds: bothEnds)
              let solved = try TransferMatrix.solve(
                conductances: cells, rows: shape.0, columns: shape.1, wires: wires)
              let oracle = NodalOracle(conductances: cells, rows: shape.0, columns: shape.1, wires: wires)
              #expect(largestRelativeError(solved, oracle.transfer()) < 1e-11, "\(wires)")
            }
          }
        }
      }
    }
  }
}
