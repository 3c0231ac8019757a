import Testing
import Units
import Wires

@Suite struct WiresErrorTests {
  static let cells = patternedCells(3, 4)

  private func solve(_ cells: [Double], _ wires: WireSpecification, rows: Int = 3, columns: Int = 4) throws {
    _ = try TransferMatrix.solve(conductances: cells, rows: rows, columns: columns, wires: wires)
  }

  @Test func resistancesMustBeFiniteAndNotNegative() {
    #expect(throws: WiresError.resistance(name: "word-line segment", value: -1)) {
      try solve(Self.cells, ohms(word: -1))
    }
    #expect(throws: WiresError.resistance(name: "sense", value: .infinity)) {
      try solve(Self.cells, ohms(sense: .infinity))
    }
    for wires in [ohms(word: .nan), ohms(bit: .nan), ohms(driver: .nan), ohms(sense: .nan), ohms(access: .nan)] {
      #expect(throws: WiresError.self) { try solve(Self.cells, wires) }
    }
  }

  @Test func cellsMustBeFiniteAndNotNegative() {
    var cells = Self.cells
    cells[6] = -1e-6
    #expect(throws: WiresError.conductance(row: 1, column: 2, value: -1e-6)) { try solve(cells, ohms(word: 1)) }
    for value in [Double.nan, .infinity] {
      cells[6] = value
      #expect(throws: WiresError.self) { try solve(cells, ohms(word: 1)) }
    }
    #expect(throws: WiresError.cellResistance(row: 0, column: 1, value: 0)) {
      try CellResistances.conductances([1, 0, 3, 4], rows: 2, columns: 2)
    }
    #expect(throws: WiresError.self) { try CellResistances.conductances([1, 2, .nan, 4], rows: 2, columns: 2) }
  }

  @Test func openCellsAreInfiniteResistances() throws {
    #expect(try CellResistances.conductances([1e3, .infinity], rows: 1, columns: 2) == [1e-3, 0])
  }

  @Test func shapesMustFit() {
    #expect(
      throws: WiresError.shape(what: "conductances", count: 12, expected: 15, rows: 3, columns: 5)
    ) { try solve(Self.cells, ohms(word: 1), columns: 5) }
    #expect(throws: WiresError.empty(rows: 0, columns: 4)) { try solve([], ohms(word: 1), rows: 0) }
  }

  @Test func anOpenWordLineIsNamed() throws {
    var cells = Self.cells
    for column in 0..<4 { cells[4 + column] = 0 }
    #expect(throws: WiresError.openWordLine(row: 1)) { try solve(cells, ohms(word: 1, bit: 1)) }
    let solved = try TransferMatrix.solve(
      conductances: cells, rows: 3, columns: 4, wires: ohms(word: 1, bit: 1), openWordLines: .allowed)
    #expect(solved[4..<8].allSatisfy { $0 == 0 })
    #expect(solved.allSatisfy { $0.isFinite })
    #expect("\(WiresError.openWordLine(row: 1))".contains("word line 1 has no path to ground"))
  }

  @Test func inputsAreChecked() throws {
    let network = try ArrayNetwork(conductances: Self.cells, rows: 3, columns: 4, wires: ohms(word: 1, bit: 1))
    #expect(throws: WiresError.self) { try network.cellVoltages(inputs: [1, 2]) }
    #expect(throws: WiresError.voltage(row: 2, input: 0, value: .infinity)) {
      try network.cellVoltages(inputs: [1, 2, .infinity])
    }
  }

  @Test func nodesAreNamed() throws {
    #expect(try WireNode(parsing: "22 nm") == .nm22)
    #expect(throws: WiresError.unknownNode(name: "3nm", allowed: WireNode.allCases.map(\.rawValue))) {
      try WireNode(parsing: "3nm")
    }
  }

  /// The published ohms per cell at four and two wire widths (NeuroSim V2.1's constants).
  @Test(arguments: [
    (WireNode.nm130, 0.23, 0.12), (.nm65, 0.47, 0.24), (.nm45, 1.34, 0.67), (.nm32, 2.12, 1.06), (.nm22, 2.97, 1.48),
    (.nm14, 4.92, 2.46), (.nm7, 10.1, 5.05),
  ])
  func segmentsOfTechnologyNodes(node: WireNode, transistor: Double, crosspoint: Double) {
    #expect(abs(node.segmentResistance(.oneTransistor).value - transistor) <= 0.006 * max(1, transistor))
    #expect(abs(node.segmentResistance(.crosspoint).value - crosspoint) <= 0.006 * max(1, crosspoint))
  }
}
