import Testing
import Units
import Wires

/// The variance of outputs against brute force: networks whose every cell is drawn anew and solved from scratch.
@Suite struct ReadSensitivityTests {
  static let (rows, columns) = (24, 20)
  static let draws = 2000

  /// Output variances over `draws` networks; cells deviate uniformly by up to `spread` of themselves.
  static func sampledVariance(
    _ cells: [Double], _ wires: WireSpecification, _ inputs: [Double], spread: Double
  ) throws -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    var squares = sums
    let mean = try currents(cells, wires, inputs)
    for draw in 0..<draws {
      let drawn = cells.indices.map { index in
        cells[index] * (1 + spread * (2 * patternedUnit(index + (draw + 1) * 1_000_003) - 1))
      }
      let currents = try currents(drawn, wires, inputs)
      for column in 0..<columns {
        let deviation = currents[column] - mean[column]
        sums[column] += deviation
        squares[column] += deviation * deviation
      }
    }
    let count = Double(draws)
    return (0..<columns).map { (squares[$0] - sums[$0] * sums[$0] / count) / (count - 1) }
  }

  static func currents(_ cells: [Double], _ wires: WireSpecification, _ inputs: [Double]) throws -> [Double] {
    let transfer = try TransferMatrix.solve(conductances: cells, rows: rows, columns: columns, wires: wires)
    return (0..<columns).map { column in
      (0..<rows).reduce(0) { $0 + inputs[$1] * transfer[$1 * columns + column] }
    }
  }

  /// The exact first-order variance, cell by cell.
  static func exactVariance(
    _ cells: [Double], _ wires: WireSpecification, _ inputs: [Double], _ variances: [Double]
  ) throws -> [Double] {
    let network = try ArrayNetwork(conductances: cells, rows: rows, columns: columns, wires: wires)
    let voltages = try network.cellVoltages(inputs: inputs)
    return try (0..<columns).map { column in
      let shares = try network.sharesArriving(atBitLine: column)
      return cells.indices.reduce(0) { sum, cell in
        let sensitivity = shares[cell] * voltages[cell]
        return sum + sensitivity * sensitivity * variances[cell]
      }
    }
  }

  static func meanRatio(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 / $1.1 } / Double(first.count)
  }

  /// Both sides of n = 2000 × 20 samples, whose pooled ratio scatters by √(2 / 40000) = 0.7 %.
  @Test(arguments: [ohms(word: 20, bit: 20), ohms(word: 5, bit: 40, driver: 100, sense: 50)])
  func exactFirstOrderVarianceMatchesPerturbedNetworks(wires: WireSpecification) throws {
    let cells = patternedCells(Self.rows, Self.columns, low: 1e-6, high: 1e-4)
    let inputs = (0..<Self.rows).map { 0.2 * patternedUnit($0 + 5_000) }
    let spread = 0.05
    let variances = cells.map { $0 * $0 * spread * spread / 3 }
    let sampled = try Self.sampledVariance(cells, wires, inputs, spread: spread)
    let exact = try Self.exactVariance(cells, wires, inputs, variances)
    let ratio = Self.meanRatio(sampled, exact)
    #expect(abs(ratio - 1) < 0.03)
    // A standard deviation 5 % too large would be noticed.
    #expect(abs(ratio / (1.05 * 1.05) - 1) > 0.03)
  }

  /// One input at a time there are no currents of other word lines: the approximation is nearly exact.
  @Test func aSingleWordLineIsNearlyExact() throws {
    let cells = patternedCells(Self.rows, Self.columns, low: 1e-6, high: 1e-4)
    let wires = ohms(word: 10, bit: 10, driver: 100, sense: 50, access: 2000)
    let variances = cells.map { 1e-4 * $0 * $0 }
    let effective = try ReadSensitivity(
      conductances: cells, rows: Self.rows, columns: Self.columns, wires: wires
    ).effectiveVariance(variances)
    let elements = cells.map { 1 / (1 + $0 * 2000) }
    let scaled = zip(variances, elements).map { $0 * $1 * $1 * $1 * $1 }
    for row in [0, 11, 23] {
      let inputs = (0..<Self.rows).map { $0 == row ? 1.0 : 0 }
      let exact = try Self.exactVariance(cells, wires, inputs, scaled)
      for column in 0..<Self.columns {
        let own = effective[row * Self.columns + column]
        #expect(abs(own / exact[column] - 1) < 0.02)
      }
    }
  }

  /// For inputs of one sign the approximation is an upper bound, and near where the wires cost little.
  @Test(arguments: [(1.0, 25e-6, 0.005), (2.93, 25e-6, 0.01), (20, 25e-6, 0.05), (20, 1e-4, 0.2)])
  func allWordLinesStayWithinTheStatedError(resistance: Double, full: Double, bound: Double) throws {
    let cells = patternedCells(Self.rows, Self.columns, low: 0.01 * full, high: full)
    let wires = ohms(word: resistance, bit: resistance)
    let variances = [Double](repeating: 1e-4 * full * full, count: cells.count)
    let effective = try ReadSensitivity(
      conductances: cells, rows: Self.rows, columns: Self.columns, wires: wires
    ).effectiveVariance(variances)
    let inputs = (0..<Self.rows).map { 0.2 * patternedUnit($0 + 9_000) }
    let exact = try Self.exactVariance(cells, wires, inputs, variances)
    for column in 0..<Self.columns {
      let sum = (0..<Self.rows).reduce(0) { $0 + inputs[$1] * inputs[$1] * effective[$1 * Self.columns + column] }
      let excess = (sum / exact[column]).squareRoot() - 1
      #expect(excess > -0.002 && excess < bound, "column \(column): \(excess)")
    }
  }

  @Test func withoutWiresEveryCellActsFully() throws {
    let cells = patternedCells(4, 5).map { Float($0 / 25e-6) }
    let variance = cells.map { $0 * $0 * 0.01 }
    let same = try TransferMatrix.effectiveVariance(
      normalised: cells, variance: variance, full: Siemens(25e-6), rows: 4, columns: 5, wires: .ideal)
    #expect(same == variance)
    let sensitivity = try ReadSensitivity(
      conductances: cells.map(Double.init), rows: 4, columns: 5, wires: ohms(bit: 0))
    #expect(sensitivity.voltages.allSatisfy { $0 == 1 })
    #expect(sensitivity.shares.allSatisfy { $0 == 1 })
  }
}
