import TestSupport
import Testing
import Units
import Wires

/// The same circuit solved by ngspice.
@Suite struct SpiceDeckTests {
  @Test(
    .enabled(if: Ngspice.path != nil, "\(Ngspice.isAbsent)"),
    arguments: [
      ohms(word: 2.93, bit: 2.93), ohms(word: 20, bit: 5, driver: 150, sense: 80, access: 1000),
      ohms(word: 0, bit: 12, driver: 30), ohms(word: 12, bit: 0), ohms(driver: 40, sense: 10),
      ohms(word: 8, bit: 3, driver: 25, bothEnds: true),
    ])
  func agreesWithNgspice(wires: WireSpecification) throws {
    let (rows, columns) = (12, 9)
    let cells = wideCells(rows, columns)
    let inputs = (0..<rows).map { patternedUnit($0 + 40) - 0.4 }
    let deck = try SpiceDeck(conductances: cells, rows: rows, columns: columns, wires: wires, inputs: inputs)
    let simulated = try Ngspice.outputs(of: deck.text, count: columns)
    let transfer = try TransferMatrix.solve(conductances: cells, rows: rows, columns: columns, wires: wires)
    for column in 0..<columns {
      let expected = (0..<rows).reduce(0) { $0 + inputs[$1] * transfer[$1 * columns + column] }
      #expect(abs(simulated[column] - expected) < 1e-9 * abs(expected) + 1e-15, "bit line \(column)")
    }
  }
}
