import Foundation
import Testing
import Units
import Wires

/// Newton's method for cells with a curved characteristic.
@Suite struct NonlinearArrayTests {
  /// Cells whose current gains a quadratic and a cubic part that grow as the conductance falls, as measured ones do.
  static func curved(_ cells: [Double]) -> PolynomialCells {
    PolynomialCells(coefficients: [cells, cells.map { 0.1 * $0 }, cells.map { 5 * $0 / (1 + $0 / 1e-5) }])
  }

  /// Kirchhoff's voltage law around every cell, from its currents alone: what the source gives is lost along the word
  /// line, across the cell and down the bit line.
  static func largestVoltageError(
    _ solution: NonlinearArray<PolynomialCells>.Solution, _ cells: PolynomialCells, rows: Int, columns: Int,
    _ wires: WireSpecification, _ inputs: [Double]
  ) -> Double {
    var currents = [Double](repeating: 0, count: rows * columns)
    var slopes = currents
    cells.evaluate(solution.cellVoltages, currents: &currents, slopes: &slopes)
    var bits = currents
    for column in 0..<columns {
      var through = [Double](repeating: 0, count: rows + 1)
      for row in 0..<rows { through[row + 1] = through[row] + currents[row * columns + column] }
      var voltage = through[rows] * wires.sense.value
      for row in (0..<rows).reversed() {
        voltage += through[row + 1] * wires.bit.value
        bits[row * columns + column] = voltage
      }
    }
    var largest = 0.0
    for row in 0..<rows {
      var through = (0..<columns).reduce(0) { $0 + currents[row * columns + $1] }
      var voltage = inputs[row] - through * wires.driver.value
      for column in 0..<columns {
        let cell = row * columns + column
        voltage -= through * wires.word.value
        through -= currents[cell]
        let across = solution.cellVoltages[cell] + wires.access.value * currents[cell]
        largest = max(largest, abs(voltage - bits[cell] - across))
      }
    }
    return largest
  }

  @Test func linearCellsTakeOneStepAndAgreeWithTheTransferMatrix() throws {
    let cells = wideCells(30, 20)
    let wires = ohms(word: 5, bit: 3, driver: 50, sense: 20, access: 300)
    let inputs = (0..<30).map { patternedUnit($0) - 0.3 }
    let solution = try NonlinearArray(
      cells: PolynomialCells(coefficients: [cells]), rows: 30, columns: 20, wires: wires
    ).solve(inputs: inputs)
    let transfer = try TransferMatrix.solve(conductances: cells, rows: 30, columns: 20, wires: wires)
    #expect(solution.iterations <= 2)
    for column in 0..<20 {
      let expected = (0..<30).reduce(0) { $0 + inputs[$1] * transfer[$1 * 20 + column] }
      let scale = (0..<30).reduce(0) { $0 + abs(inputs[$1] * transfer[$1 * 20 + column]) }
      #expect(abs(solution.currents[column] - expected) < 1e-10 * scale)
    }
  }

  /// One cell behind a resistor: I = g (V − R I) + c (V − R I)³, solved by bisection.
  @Test func oneCellAgreesWithBisection() throws {
    let (g, c, resistance, voltage) = (1e-4, 3e-3, 5000.0, 0.4)
    let array = try NonlinearArray(
      cells: PolynomialCells(coefficients: [[g], [0], [c]]), rows: 1, columns: 1,
      wires: ohms(word: 1000, bit: 500, driver: 300, sense: 200, access: 3000))
    let solution = try array.solve(inputs: [voltage], tolerance: 1e-13)
    var (low, high) = (0.0, 1.0)
    for _ in 0..<200 {
      let middle = (low + high) / 2
      let across = voltage - resistance * middle
      if g * across + c * across * across * across > middle { low = middle } else { high = middle }
    }
    #expect(abs(solution.currents[0] / low - 1) < 1e-12)
  }

  /// Up to 256 × 256 at 20 Ω: converges, and Kirchhoff's laws hold around every cell.
  @Test(arguments: [(64, 100.0), (128, 20.0), (256, 20.0)])
  func largeArraysObeyKirchhoff(size: Int, resistance: Double) throws {
    let cells = Self.curved(patternedCells(size, size))
    let wires = ohms(word: resistance, bit: resistance, driver: 10, sense: 5, access: 1000)
    let inputs = (0..<size).map { 0.4 * patternedUnit($0 + 300) }
    let solution = try NonlinearArray(cells: cells, rows: size, columns: size, wires: wires).solve(inputs: inputs)
    #expect(solution.iterations < 12)
    let error = Self.largestVoltageError(solution, cells, rows: size, columns: size, wires, inputs)
    #expect(error < 1e-8)
  }

  /// A characteristic that falls has no tangent network; the error names the array and the residual.
  @Test func fallingCharacteristicsThrow() throws {
    let cells = PolynomialCells(coefficients: [[1e-4, 1e-4], [0, 0], [-1e-2, -1e-2]])
    let array = try NonlinearArray(
      cells: cells, rows: 1, columns: 2, wires: ohms(word: 10, bit: 10), name: "tile (3, 4)")
    do {
      _ = try array.solve(inputs: [0.5])
      Issue.record("a falling characteristic was accepted")
    } catch {
      guard case .notConverged(let tile, _, let residual, _) = error else { throw error }
      #expect(tile == "tile (3, 4), 1 x 2")
      #expect(residual > 1e-10)
    }
  }
}
