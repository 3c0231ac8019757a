import Foundation
import Testing
import Units
import Wires

/// Networks small or regular enough to be solved on paper.
@Suite struct AnalyticLadderTests {
  /// One cell: all resistances are in series.
  @Test func oneCellIsASeriesCircuit() throws {
    let wires = ohms(word: 3, bit: 5, driver: 100, sense: 50, access: 1000)
    let solved = try TransferMatrix.solve(conductances: [1e-4], rows: 1, columns: 1, wires: wires)
    #expect(abs(solved[0] * (3 + 5 + 100 + 50 + 1000 + 10_000) - 1) < 1e-14)
  }

  /// A word line of equal cells on bit lines without resistance: the voltages follow cosh, V_j ∝ cosh((n − ½ − j) a)
  /// with cosh a = 1 + r G / 2, and the open end doubles as a mirror.
  @Test(arguments: [1, 7, 64, 300]) func wordLineFollowsTheHyperbolicCosine(count: Int) throws {
    let (resistance, conductance) = (10.0, 1e-4)
    let a = acosh(1 + resistance * conductance / 2)
    let cells = [Double](repeating: conductance, count: count)
    let solved = try TransferMatrix.solve(
      conductances: cells, rows: 1, columns: count, wires: ohms(word: resistance))
    for column in 0..<count {
      let expected = conductance * cosh((Double(count - column) - 0.5) * a) / cosh((Double(count) + 0.5) * a)
      #expect(abs(solved[column] / expected - 1) < 1e-11)
    }
  }

  /// The same for a bit line: a cell's current divides towards the ground as the voltages of the mirrored word line.
  @Test(arguments: [1, 7, 64, 300]) func bitLineIsTheMirrorImage(count: Int) throws {
    let (resistance, conductance) = (10.0, 1e-4)
    let a = acosh(1 + resistance * conductance / 2)
    let cells = [Double](repeating: conductance, count: count)
    let solved = try TransferMatrix.solve(conductances: cells, rows: count, columns: 1, wires: ohms(bit: resistance))
    for row in 0..<count {
      let expected = conductance * cosh((Double(row) + 0.5) * a) / cosh((Double(count) + 0.5) * a)
      #expect(abs(solved[row] / expected - 1) < 1e-11)
    }
  }

  /// 1 × n and m × 1 with resistance in both directions: cells in series with their own short piece of the other line.
  @Test func singleLinesWithBothResistances() throws {
    let (resistance, conductance, count) = (10.0, 1e-4, 20)
    let cells = [Double](repeating: conductance, count: count)
    let wires = ohms(word: resistance, bit: resistance)
    let series = conductance / (1 + conductance * resistance)
    let a = acosh(1 + resistance * series / 2)
    let row = try TransferMatrix.solve(conductances: cells, rows: 1, columns: count, wires: wires)
    let column = try TransferMatrix.solve(conductances: cells, rows: count, columns: 1, wires: wires)
    for index in 0..<count {
      let expected = series * cosh((Double(count - index) - 0.5) * a) / cosh((Double(count) + 0.5) * a)
      #expect(abs(row[index] / expected - 1) < 1e-11)
      #expect(abs(column[count - 1 - index] / expected - 1) < 1e-11)
    }
  }

  /// Two word lines, two bit lines, word lines without resistance: each bit line is a divider one can write down.
  @Test func twoByTwoByHand() throws {
    let (a, b, c, d, r) = (1e-3, 2e-3, 3e-3, 4e-3, 100.0)
    let solved = try TransferMatrix.solve(conductances: [a, b, c, d], rows: 2, columns: 2, wires: ohms(bit: r))
    // Upper node of bit line 0: a(1 − u) = (u − l)/r; lower node: (u − l)/r + 0 = c l + l/r for source 0 at 1 V.
    func column(_ top: Double, _ bottom: Double) -> (Double, Double) {
      let g = 1 / r
      let determinant = (top + g) * (bottom + 2 * g) - g * g
      return (g * top * g / determinant, g * bottom * (top + g) / determinant)
    }
    let (first, second) = (column(a, c), column(b, d))
    #expect(largestRelativeError(solved, [first.0, second.0, first.1, second.1]) < 1e-14)
  }

  /// Equal driver and sense resistances only, all cells equal: m sources and n grounds at two nodes, by symmetry.
  @Test func equalCellsBehindDriversAndSenses() throws {
    let (rows, columns, g, driver, sense) = (5, 3, 1e-3, 200.0, 50.0)
    let solved = try TransferMatrix.solve(
      conductances: [Double](repeating: g, count: rows * columns), rows: rows, columns: columns,
      wires: ohms(driver: driver, sense: sense))
    // All sources at 1 V: every word node at v, every bit node at u.
    let v = 1 / driver
    let u = 1 / sense
    let n = Double(columns)
    let m = Double(rows)
    let series = 1 / (1 / (m * v) + 1 / (m * n * g) + 1 / (n * u))
    for column in 0..<columns {
      let sum = (0..<rows).reduce(0) { $0 + solved[$1 * columns + column] }
      #expect(abs(sum * n / series - 1) < 1e-13)
    }
  }
}
