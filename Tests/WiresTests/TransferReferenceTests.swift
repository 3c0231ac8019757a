import Foundation
import Testing
import Units
import Wires

/// Arrays too large for the oracle in the tests, against SciPy's sparse LU (Reference/make_transfer.py).
@Suite struct TransferReferenceTests {
  struct Point {
    let row: Int
    let column: Int
    let value: Double
  }

  struct Case: CustomTestStringConvertible {
    let setting: [String]
    var points: [Point] = []
    var rows: Int { Int(setting[1]) ?? 0 }
    var columns: Int { Int(setting[2]) ?? 0 }
    var testDescription: String { setting.joined(separator: " ") }

    var wires: WireSpecification {
      let numbers = setting[3...6].map { Double($0) ?? .nan }
      return ohms(
        word: numbers[0], bit: numbers[1], driver: numbers[2], sense: numbers[3], bothEnds: setting[7] == "1")
    }

    var cells: [Double] {
      setting[0] == "linear" ? patternedCells(rows, columns) : wideCells(rows, columns)
    }
  }

  static let cases: [Case] = {
    guard let url = Bundle.module.url(forResource: "transfer", withExtension: "csv", subdirectory: "Reference"),
      let text = try? String(contentsOf: url, encoding: .utf8)
    else { return [] }
    var cases: [Case] = []
    for line in text.split(separator: "\n").dropFirst(2) {
      let fields = line.split(separator: ",").map(String.init)
      if cases.last?.setting != Array(fields[..<8]) { cases.append(Case(setting: Array(fields[..<8]))) }
      cases[cases.count - 1].points.append(
        Point(row: Int(fields[8]) ?? -1, column: Int(fields[9]) ?? -1, value: Double(fields[10]) ?? .nan))
    }
    return cases
  }()

  @Test func theReferenceIsThere() {
    #expect(Self.cases.count == 10)
    #expect(Self.cases.allSatisfy { $0.points.count == 12 })
  }

  @Test(arguments: cases) func agreesWithSparseLU(reference: Case) throws {
    let solved = try TransferMatrix.solve(
      conductances: reference.cells, rows: reference.rows, columns: reference.columns, wires: reference.wires)
    for point in reference.points {
      let value = solved[point.row * reference.columns + point.column]
      #expect(abs(value - point.value) <= 1e-10 * point.value, "(\(point.row), \(point.column))")
    }
  }

  /// Every element against the elimination of whole lines on LAPACK.
  @Test(arguments: cases.filter { $0.rows <= 128 || $0.setting[7] == "1" })
  func agreesWithTheEliminationOfLines(reference: Case) throws {
    let (rows, columns, wires) = (reference.rows, reference.columns, reference.wires)
    let dissected = try TransferMatrix.solve(
      conductances: reference.cells, rows: rows, columns: columns, wires: wires)
    let lines = try LineElimination.solve(conductances: reference.cells, rows: rows, columns: columns, wires: wires)
    #expect(largestRelativeError(dissected, lines) < 1e-10)
  }

  /// Conjugate gradients inside the array against the dissection from outside.
  @Test(arguments: cases) func cellVoltagesGiveTheSameCurrents(reference: Case) throws {
    let (rows, columns) = (reference.rows, reference.columns)
    let cells = reference.cells
    let network = try ArrayNetwork(conductances: cells, rows: rows, columns: columns, wires: reference.wires)
    let inputs = (0..<rows).map { 0.2 * patternedUnit($0 + 1_000_000) }
    let voltages = try network.cellVoltages(inputs: inputs)
    let transfer = try TransferMatrix.solve(
      conductances: cells, rows: rows, columns: columns, wires: reference.wires)
    for column in 0..<columns {
      let expected = (0..<rows).reduce(0) { $0 + inputs[$1] * transfer[$1 * columns + column] }
      let current = (0..<rows).reduce(0) { $0 + cells[$1 * columns + column] * voltages[$1 * columns + column] }
      #expect(abs(current - expected) <= 1e-9 * expected)
    }
  }
}
