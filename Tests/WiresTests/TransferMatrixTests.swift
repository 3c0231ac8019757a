import Testing
import Units
import Wires

/// Cells of a fixed pattern between `low` and `high` siemens.
func patternedCells(_ rows: Int, _ columns: Int, low: Double = 1e-7, high: Double = 25e-6) -> [Double] {
  (0..<rows * columns).map { index in
    var word = UInt64(index) &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    word ^= word >> 33
    word = word &* 0xff51_afd7_ed55_8ccd
    word ^= word >> 33
    return low + (high - low) * Double(word >> 11) / 9_007_199_254_740_992
  }
}

/// The largest deviation relative to the larger of the two numbers.
func largestRelativeError(_ first: [Double], _ second: [Double]) -> Double {
  zip(first, second).map { first, second in
    first == second ? 0 : abs(first - second) / max(abs(first), abs(second))
  }.max() ?? 0
}

func ohms(
  word: Double = 0, bit: Double = 0, driver: Double = 0, sense: Double = 0, access: Double = 0, bothEnds: Bool = false
) -> WireSpecification {
  WireSpecification(
    word: Ohms(word), bit: Ohms(bit), driver: Ohms(driver), sense: Ohms(sense), access: Ohms(access),
    inputsFromBothEnds: bothEnds)
}

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
