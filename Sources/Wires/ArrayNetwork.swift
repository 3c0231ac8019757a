internal import Units

/// One array with given cell conductances, solved for the voltages inside it.
///
/// The word lines are eliminated line by line; what is left for the bit lines is solved by conjugate gradients with the
/// bit lines themselves as preconditioner (Hestenes and Stiefel, J. Res. NBS 49, 409, 1952): one iteration is one sweep
/// over all word lines and one over all bit lines. The system is symmetric and positive definite, so that this
/// converges for any resistances.
public struct ArrayNetwork: Sendable {
  /// Word lines.
  public let rows: Int
  /// Bit lines.
  public let columns: Int
  /// Conductance of each cell with its access resistance [rows × columns].
  private let cells: [Double]
  private let words: LineSystem
  private let bits: LineSystem

  /// An array of cells without access resistance.
  /// - Parameter cells: conductances between word and bit line [rows × columns] in siemens, not negative.
  init(cells: [Double], rows: Int, columns: Int, wires: WireSpecification) {
    self.rows = rows
    self.columns = columns
    self.cells = cells
    words = LineSystem(
      kind: .word(wires), taps: cells.transposed(rows: rows, columns: columns), positions: columns, lines: rows)
    bits = LineSystem(kind: .bit(wires), taps: cells, positions: rows, lines: columns)
  }

  /// A network's state: every cell's voltage, word line minus bit line [rows × columns], and the iterations it took.
  struct Solution {
    let voltages: [Double]
    let iterations: Int
    /// What is left of the node currents, relative to those pushed in.
    let residual: Double
  }

  /// The cell voltages for given terminal voltages.
  /// - Parameters:
  ///   - sources: volts at the word lines' sources [rows].
  ///   - grounds: volts at the bit lines' grounds [columns].
  ///   - injected: current that each cell carries from word to bit line besides its conductance [rows × columns].
  func solve(
    sources: [Double], grounds: [Double], injected: [Double]? = nil, tolerance: Double = 1e-13,
    maximumIterations: Int = 2000
  ) -> Solution {
    var wordCurrents = [Double](repeating: 0, count: cells.count)
    var residual = wordCurrents
    if let injected {
      wordCurrents = injected.transposed(rows: rows, columns: columns).map { -$0 }
      residual = injected
    }
    words.addTerminals(sources, to: &wordCurrents)
    bits.addTerminals(grounds, to: &residual)
    addThroughWords(wordCurrents, sources, to: &residual)
    if bits.kind == .terminal {
      return Solution(
        voltages: cellVoltages(wordCurrents, sources, Self.broadcast(grounds, rows)), iterations: 0,
        residual: 0)
    }
    return descend(residual, wordCurrents, sources, tolerance, maximumIterations)
  }

  /// Conjugate gradients for the bit-line voltages.
  private func descend(
    _ start: [Double], _ wordCurrents: [Double], _ sources: [Double], _ tolerance: Double, _ maximumIterations: Int
  ) -> Solution {
    var residual = start
    var voltages = [Double](repeating: 0, count: cells.count)
    var preconditioned = residual
    bits.solve(&preconditioned)
    var direction = preconditioned
    var energy = Self.dot(residual, preconditioned)
    let target = energy * tolerance * tolerance
    let initial = energy
    var iterations = 0
    while energy > target, iterations < maximumIterations {
      let image = bitImage(direction)
      let step = energy / Self.dot(direction, image)
      for index in voltages.indices {
        voltages[index] += step * direction[index]
        residual[index] -= step * image[index]
      }
      preconditioned = residual
      bits.solve(&preconditioned)
      let next = Self.dot(residual, preconditioned)
      let ratio = next / energy
      for index in direction.indices { direction[index] = preconditioned[index] + ratio * direction[index] }
      energy = next
      iterations += 1
    }
    return Solution(
      voltages: cellVoltages(wordCurrents, sources, voltages), iterations: iterations,
      residual: initial > 0 ? (max(energy, 0) / initial).squareRoot() : 0)
  }

  /// What bit-line voltages draw from the bit-line nodes, word lines eliminated.
  private func bitImage(_ voltages: [Double]) -> [Double] {
    var image = bits.currents(for: voltages)
    var through = voltages
    for index in through.indices { through[index] *= cells[index] }
    through = through.transposed(rows: rows, columns: columns)
    words.solve(&through)
    through = through.transposed(rows: columns, columns: rows)
    for index in image.indices { image[index] -= cells[index] * through[index] }
    return image
  }

  /// Adds to the bit-line nodes what reaches them from currents pushed into the word lines.
  private func addThroughWords(_ wordCurrents: [Double], _ sources: [Double], to currents: inout [Double]) {
    let voltages = wordVoltages(wordCurrents, sources)
    for index in currents.indices { currents[index] += cells[index] * voltages[index] }
  }

  private func wordVoltages(_ currents: [Double], _ sources: [Double]) -> [Double] {
    if words.kind == .terminal {
      return (0..<cells.count).map { sources[$0 / columns] }
    }
    var voltages = currents
    words.solve(&voltages)
    return voltages.transposed(rows: columns, columns: rows)
  }

  private func cellVoltages(_ wordCurrents: [Double], _ sources: [Double], _ bitVoltages: [Double]) -> [Double] {
    var currents = wordCurrents
    var through = bitVoltages
    for index in through.indices { through[index] *= cells[index] }
    through = through.transposed(rows: rows, columns: columns)
    for index in currents.indices { currents[index] += through[index] }
    var voltages = wordVoltages(currents, sources)
    for index in voltages.indices { voltages[index] -= bitVoltages[index] }
    return voltages
  }

  private static func broadcast(_ row: [Double], _ count: Int) -> [Double] { (0..<count).flatMap { _ in row } }

  private static func dot(_ first: [Double], _ second: [Double]) -> Double {
    var sums = SIMD4<Double>()
    let whole = first.count / 4 * 4
    for index in stride(from: 0, to: whole, by: 4) {
      for lane in 0..<4 { sums[lane] += first[index + lane] * second[index + lane] }
    }
    var sum = sums.sum()
    for index in whole..<first.count { sum += first[index] * second[index] }
    return sum
  }
}

extension ArrayNetwork {
  /// An array of linear cells.
  /// - Parameters:
  ///   - conductances: cells [rows × columns], row-major, in siemens; 0 is an open cell.
  /// - Throws: as ``TransferMatrix/solve(conductances:rows:columns:wires:openWordLines:)``; open word
  ///   lines are allowed.
  public init(
    conductances: [Double], rows: Int, columns: Int, wires: WireSpecification
  ) throws(WiresError) {
    try TransferMatrix.check(
      conductances: conductances, rows: rows, columns: columns, wires: wires, openWordLines: .allowed)
    let access = wires.access.value
    self.init(
      cells: conductances.map { $0 / (1 + $0 * access) }, rows: rows, columns: columns, wires: wires)
  }

  /// The voltage between word and bit line at every cell, access resistance included, for given inputs.
  /// - Parameter inputs: volts at the word lines [rows].
  /// - Returns: volts [rows × columns].
  /// - Throws: ``WiresError/shape(what:count:expected:rows:columns:)``, ``WiresError/voltage(row:input:value:)``, and
  ///   ``WiresError/notConverged(tile:iterations:residual:tolerance:)``.
  public func cellVoltages(inputs: [Double]) throws(WiresError) -> [Double] {
    guard inputs.count == rows else {
      throw .shape(what: "input voltages", count: inputs.count, expected: rows, rows: rows, columns: columns)
    }
    for (row, value) in inputs.enumerated() where !value.isFinite { throw .voltage(row: row, input: 0, value: value) }
    return try converged(solve(sources: inputs, grounds: [Double](repeating: 0, count: columns))).voltages
  }

  /// How much of a current injected at each cell, from word to bit line, arrives at the ground of one bit line.
  ///
  /// By reciprocity these are the cell voltages for one volt at that ground, bit line minus word line.
  /// - Returns: shares [rows × columns], dimensionless.
  /// - Throws: ``WiresError/notConverged(tile:iterations:residual:tolerance:)``.
  public func sharesArriving(atBitLine column: Int) throws(WiresError) -> [Double] {
    precondition((0..<columns).contains(column), "bit line \(column) of \(columns)")
    let grounds = (0..<columns).map { $0 == column ? 1.0 : 0 }
    let solution = try converged(solve(sources: [Double](repeating: 0, count: rows), grounds: grounds))
    return solution.voltages.map { -$0 }
  }

  private func converged(_ solution: Solution) throws(WiresError) -> Solution {
    let tolerance = 1e-9
    guard solution.residual <= tolerance else {
      throw .notConverged(
        tile: "array of \(rows) x \(columns)", iterations: solution.iterations, residual: solution.residual,
        tolerance: tolerance)
    }
    return solution
  }
}

extension [Double] {
  /// [rows × columns] → [columns × rows], in blocks that stay in the first-level cache.
  func transposed(rows: Int, columns: Int) -> [Double] {
    precondition(count == rows * columns, "\(count) values for \(rows) x \(columns)")
    return [Double](unsafeUninitializedCapacity: count) { target, initialized in
      withUnsafeBufferPointer { values in
        for top in stride(from: 0, to: rows, by: 8) {
          for left in stride(from: 0, to: columns, by: 8) {
            for column in left..<Swift.min(left + 8, columns) {
              for row in top..<Swift.min(top + 8, rows) {
                target[column * rows + row] = values[row * columns + column]
              }
            }
          }
        }
      }
      initialized = count
    }
  }
}
