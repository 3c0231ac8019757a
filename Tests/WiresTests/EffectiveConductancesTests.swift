import Testing
import Units
import Wires

@Suite struct EffectiveConductancesTests {
  /// Ways in which cells may move, each by up to `size` of themselves.
  enum Move: CaseIterable, Sendable {
    case random, up, rowHalves, quadrants, farCorner, oneRow, smallCells

    func factor(_ row: Int, _ column: Int, _ count: Int, _ unit: Double, small: Bool, size: Double) -> Double {
      switch self {
      case .random: 1 + size * (2 * unit - 1)
      case .up: 1 + size
      case .rowHalves: 1 + (row < count / 2 ? size : -size)
      case .quadrants: 1 + ((row < count / 2) == (column < count / 2) ? size : -size)
      case .farCorner: 1 + (row < count / 4 && column > 3 * count / 4 ? 10 * size : 0)
      case .oneRow: 1 + (row == 1 ? 3 * size : 0)
      case .smallCells: small ? 1 + 50 * size : 1
      }
    }
  }

  static func moved(_ cells: [Double], _ count: Int, _ move: Move, size: Double) -> [Double] {
    let limit = (cells.max() ?? 0) / 50
    return cells.indices.map { index in
      cells[index]
        * move.factor(
          index / count, index % count, count, patternedUnit(index + 999), small: cells[index] < limit, size: size)
    }
  }

  static func largestError(_ values: [Double], _ exact: [Double]) -> Double {
    (zip(values, exact).map { abs($0 - $1) }.max() ?? 0) / (exact.max() ?? 1)
  }

  /// The stated bound holds for every kind of change, and corrections are taken where they are meant to be.
  @Test(arguments: Move.allCases, [(64, 2.93, 25e-6), (128, 2.93, 25e-6), (64, 20, 25e-6), (64, 2.93, 2e-4)])
  func correctionsKeepTheirBound(move: Move, setting: (Int, Double, Double)) throws {
    let (count, wire, full) = setting
    let cells = patternedCells(count, count, low: full / 250, high: full)
    let wires = ohms(word: wire, bit: wire, access: 500)
    var array = try EffectiveConductances(conductances: cells, rows: count, columns: count, wires: wires)
    let moved = Self.moved(cells, count, move, size: 1e-3)
    try array.update(conductances: moved, tolerance: 2e-3)
    let exact = try TransferMatrix.solve(conductances: moved, rows: count, columns: count, wires: wires)
    #expect(array.method == .correction)
    #expect(Self.largestError(array.values, exact) < array.errorBound)
    #expect(array.errorBound < 2e-3)
  }

  /// The case of the benchmark: every cell moved by up to 0.1 %, tolerance 1e-4 of the largest conductance.
  @Test func aTrainingStepNeedsACorrectionOnly() throws {
    let cells = patternedCells(128, 128)
    let wires = WireSpecification(node: .nm22)
    var array = try EffectiveConductances(conductances: cells, rows: 128, columns: 128, wires: wires)
    let moved = Self.moved(cells, 128, .random, size: 1e-3)
    try array.update(conductances: moved, tolerance: 1e-4)
    #expect(array.method == .correction)
    let exact = try TransferMatrix.solve(conductances: moved, rows: 128, columns: 128, wires: wires)
    #expect(Self.largestError(array.values, exact) < 1e-5)
  }

  /// Larger changes and tighter tolerances solve the network again.
  @Test(arguments: [16, 64, 128, 256], [2.93, 20.0]) func solutionsKeepTheirBound(size: Int, wire: Double) throws {
    let cells = size == 64 ? wideCells(size, size) : patternedCells(size, size)
    let wires = ohms(word: wire, bit: wire)
    var array = try EffectiveConductances(
      conductances: cells, rows: size, columns: size, wires: wires, openWordLines: .allowed)
    let moved = cells.indices.map { cells[$0] * (1 + patternedUnit($0 + 999)) }
    let exact = try TransferMatrix.solve(conductances: moved, rows: size, columns: size, wires: wires)
    try array.update(conductances: moved, tolerance: 1e-4)
    #expect(array.method == .single)
    #expect(largestRelativeError(array.values, exact) < array.singleBound / 2)
    try array.update(conductances: moved, tolerance: 1e-8)
    #expect(array.method == .double)
    #expect(array.values == exact)
    #expect(array.conductances == moved)
  }

  /// Many small steps: each update is as good as the first.
  @Test func errorsDoNotPileUp() throws {
    let wires = ohms(word: 2.93, bit: 2.93)
    var cells = patternedCells(32, 32)
    var array = try EffectiveConductances(conductances: cells, rows: 32, columns: 32, wires: wires)
    var methods: Set<String> = []
    for step in 0..<60 {
      cells = cells.indices.map { cells[$0] * (1 + 4e-3 * patternedUnit($0 + step * 4096)) }
      try array.update(conductances: cells, tolerance: 2e-5)
      methods.insert("\(array.method)")
      let exact = try TransferMatrix.solve(conductances: cells, rows: 32, columns: 32, wires: wires)
      #expect(Self.largestError(array.values, exact) < 2e-5)
    }
    #expect(methods.contains("correction") && methods.contains("single"))
  }

  @Test func unchangedCellsCostNothingAndErrorsKeepTheState() throws {
    let cells = patternedCells(8, 9)
    var array = try EffectiveConductances(conductances: cells, rows: 8, columns: 9, wires: ohms(word: 3, bit: 3))
    let before = array.values
    try array.update(conductances: cells, tolerance: 1e-3)
    #expect(array.method == .double)
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
