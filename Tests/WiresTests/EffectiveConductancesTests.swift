import Testing
import Units
import Wires

@Suite struct EffectiveConductancesTests {
  /// Every cell moved by up to 0.1 %: within the tolerance, in single precision where that is enough.
  @Test(arguments: [16, 64, 128, 256], [2.93, 20.0]) func updatesKeepTheirTolerance(size: Int, wire: Double) throws {
    let cells = size == 64 ? wideCells(size, size) : patternedCells(size, size)
    let wires = ohms(word: wire, bit: wire)
    var array = try EffectiveConductances(
      conductances: cells, rows: size, columns: size, wires: wires, openWordLines: .allowed)
    let moved = cells.indices.map { cells[$0] * (1 + 2e-3 * (patternedUnit($0 + 999) - 0.5)) }
    let exact = try TransferMatrix.solve(conductances: moved, rows: size, columns: size, wires: wires)
    try array.update(conductances: moved, tolerance: 1e-4)
    #expect(array.arithmetic == .single)
    // The stated bound holds with a factor of four to spare.
    #expect(largestRelativeError(array.values, exact) < array.singleErrorBound / 2)
    try array.update(conductances: moved, tolerance: 1e-8)
    #expect(array.arithmetic == .double)
    #expect(array.values == exact)
    #expect(array.conductances == moved)
  }

  @Test func unchangedCellsCostNothingAndErrorsKeepTheState() throws {
    let cells = patternedCells(8, 9)
    var array = try EffectiveConductances(conductances: cells, rows: 8, columns: 9, wires: ohms(word: 3, bit: 3))
    let before = array.values
    try array.update(conductances: cells, tolerance: 1e-3)
    #expect(array.arithmetic == .double)
    var wrong = cells
    wrong[5] = .nan
    #expect(throws: WiresError.self) { try array.update(conductances: wrong, tolerance: 1e-3) }
    #expect(array.values == before)
    #expect(array.conductances == cells)
  }

  /// Bits do not depend on what the memory held before.
  @Test func solutionsRepeatBitForBit() throws {
    let cells = wideCells(50, 70)
    let wires = ohms(word: 3, bit: 3)
    let first = try TransferMatrix.solve(conductances: cells, rows: 50, columns: 70, wires: wires)
    _ = try TransferMatrix.solve(
      conductances: patternedCells(90, 33), rows: 90, columns: 33, wires: ohms(word: 50, bit: 1))
    #expect(try TransferMatrix.solve(conductances: cells, rows: 50, columns: 70, wires: wires) == first)
  }
}
