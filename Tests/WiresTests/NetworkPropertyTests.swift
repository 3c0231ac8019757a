import Testing
import Units
import Wires

/// What must hold for any network of resistors.
@Suite struct NetworkPropertyTests {
  static let wires = ohms(word: 7, bit: 4, driver: 60, sense: 30, access: 500)

  /// Exchanging sources and grounds turns the array over: T of the array transposed and reversed is T transposed and
  /// reversed.
  @Test func reciprocity() throws {
    let (rows, columns) = (37, 52)
    let cells = wideCells(rows, columns)
    let turned = (0..<rows * columns).map { index in
      let (row, column) = (index / rows, index % rows)
      return cells[(rows - 1 - column) * columns + columns - 1 - row]
    }
    let wires = Self.wires
    let turnedWires = ohms(word: 4, bit: 7, driver: 30, sense: 60, access: 500)
    let forward = try TransferMatrix.solve(conductances: cells, rows: rows, columns: columns, wires: wires)
    let backward = try TransferMatrix.solve(conductances: turned, rows: columns, columns: rows, wires: turnedWires)
    for row in 0..<rows {
      for column in 0..<columns {
        let first = forward[row * columns + column]
        let second = backward[(columns - 1 - column) * rows + rows - 1 - row]
        #expect(abs(first - second) <= 1e-12 * first)
      }
    }
  }

  /// An array symmetric about its anti-diagonal has a transfer matrix with the same symmetry.
  @Test func symmetry() throws {
    let size = 24
    var cells = wideCells(size, size)
    for row in 0..<size {
      for column in 0..<size - row { cells[(size - 1 - column) * size + size - 1 - row] = cells[row * size + column] }
    }
    let solved = try TransferMatrix.solve(conductances: cells, rows: size, columns: size, wires: ohms(word: 5, bit: 5))
    for row in 0..<size {
      for column in 0..<size {
        let mirrored = solved[(size - 1 - column) * size + size - 1 - row]
        #expect(abs(solved[row * size + column] - mirrored) <= 1e-12 * mirrored)
      }
    }
  }

  /// All sources at once give the sum of the sources one by one, by an independent solution.
  @Test func superposition() throws {
    let (rows, columns) = (9, 11)
    let cells = wideCells(rows, columns)
    let transfer = try TransferMatrix.solve(conductances: cells, rows: rows, columns: columns, wires: Self.wires)
    let inputs = (0..<rows).map { patternedUnit($0) - 0.5 }
    let together = NodalOracle(conductances: cells, rows: rows, columns: columns, wires: Self.wires).currents(inputs)
    for column in 0..<columns {
      let sum = (0..<rows).reduce(0) { $0 + inputs[$1] * transfer[$1 * columns + column] }
      let scale = (0..<rows).reduce(0) { $0 + abs(inputs[$1] * transfer[$1 * columns + column]) }
      #expect(abs(sum - together[column]) < 1e-12 * scale)
    }
  }

  /// Power from the sources equals the power turned to heat, cell by cell and segment by segment.
  @Test func energyBalance() throws {
    let (rows, columns) = (33, 21)
    let cells = wideCells(rows, columns)
    let (word, bit, driver, sense) = (7.0, 4.0, 60.0, 30.0)
    let wires = ohms(word: word, bit: bit, driver: driver, sense: sense)
    let inputs = (0..<rows).map { 0.3 * patternedUnit($0 + 77) }
    let network = try ArrayNetwork(conductances: cells, rows: rows, columns: columns, wires: wires)
    let voltages = try network.cellVoltages(inputs: inputs)
    let currents = zip(cells, voltages).map { $0 * $1 }
    var (heat, supplied) = (0.0, 0.0)
    for index in cells.indices { heat += currents[index] * voltages[index] }
    for row in 0..<rows {
      var through = 0.0
      for column in (0..<columns).reversed() {
        through += currents[row * columns + column]
        heat += through * through * (column == 0 ? word + driver : word)
      }
      supplied += inputs[row] * through
    }
    for column in 0..<columns {
      var through = 0.0
      for row in 0..<rows {
        through += currents[row * columns + column]
        heat += through * through * (row == rows - 1 ? bit + sense : bit)
      }
    }
    #expect(abs(heat / supplied - 1) < 1e-11)
  }

  /// With all inputs equal, more wire resistance means less current in total.
  @Test func lossGrowsWithResistance() throws {
    let (rows, columns) = (40, 30)
    let cells = patternedCells(rows, columns)
    var last = cells.reduce(0, +)
    for resistance in [0.0, 1e-6, 0.01, 0.3, 1, 3, 10, 30, 100] {
      let solved = try TransferMatrix.solve(
        conductances: cells, rows: rows, columns: columns, wires: ohms(word: resistance, bit: resistance))
      let total = solved.reduce(0, +)
      #expect(resistance == 0 ? total == last : total < last)
      last = total
    }
  }

  @Test func withoutResistanceTheCellsComeBackBitForBit() throws {
    let cells = wideCells(20, 30)
    #expect(try TransferMatrix.solve(conductances: cells, rows: 20, columns: 30, wires: .ideal) == cells)
    let normalised = cells.map { Float($0 / 1e-3) }
    let solved = try TransferMatrix.solve(
      normalised: normalised, full: Siemens(1e-3), rows: 20, columns: 30, wires: .ideal)
    #expect(solved == normalised)
  }

  /// As the resistance of one direction falls to zero, the result approaches that of merged nodes.
  @Test(arguments: [true, false]) func vanishingResistanceApproachesMergedNodes(word: Bool) throws {
    let cells = wideCells(19, 23)
    let merged = ohms(word: word ? 0 : 5, bit: word ? 5 : 0, driver: 20, sense: 10)
    var nearly = merged
    if word { nearly.word = Ohms(1e-10) } else { nearly.bit = Ohms(1e-10) }
    let first = try TransferMatrix.solve(conductances: cells, rows: 19, columns: 23, wires: merged)
    let second = try TransferMatrix.solve(conductances: cells, rows: 19, columns: 23, wires: nearly)
    #expect(largestRelativeError(first, second) < 1e-9)
  }

  /// Feeding a word line from both ends helps, and most at its far end.
  @Test func bothEndsLoseLess() throws {
    let cells = patternedCells(32, 32)
    let one = try TransferMatrix.solve(conductances: cells, rows: 32, columns: 32, wires: ohms(word: 10, bit: 10))
    let both = try TransferMatrix.solve(
      conductances: cells, rows: 32, columns: 32, wires: ohms(word: 10, bit: 10, bothEnds: true))
    #expect(both.reduce(0, +) > one.reduce(0, +))
    #expect(both[31 * 32 + 31] / one[31 * 32 + 31] > both[31 * 32] / one[31 * 32])
  }
}
