import Units
import Wires

/// Plain nodal analysis with a dense matrix and Gaussian elimination: the slow, obvious way, for small arrays.
///
/// Every node has its own row; a resistance of zero joins two nodes under one name before the matrix is built.
struct NodalOracle {
  private let rows: Int
  private let columns: Int
  private let conductances: [Double]
  private let wires: WireSpecification
  /// Element list: two nodes and a conductance.
  private(set) var elements: [(first: Int, second: Int, conductance: Double)] = []
  private var names: [Int]

  init(conductances: [Double], rows: Int, columns: Int, wires: WireSpecification) {
    self.rows = rows
    self.columns = columns
    self.conductances = conductances
    self.wires = wires
    names = Array(0..<2 * rows * columns + rows + columns)
    for row in 0..<rows {
      connect(source(row), word(row, 0), wires.word.value + wires.driver.value)
      for column in 1..<max(columns, 1) { connect(word(row, column - 1), word(row, column), wires.word.value) }
      if wires.inputsFromBothEnds {
        connect(word(row, columns - 1), source(row), wires.word.value + wires.driver.value)
      }
    }
    for column in 0..<columns {
      for row in 1..<max(rows, 1) { connect(bit(row - 1, column), bit(row, column), wires.bit.value) }
      connect(bit(rows - 1, column), ground(column), wires.bit.value + wires.sense.value)
    }
    for row in 0..<rows {
      for column in 0..<columns where conductances[row * columns + column] > 0 {
        connect(
          word(row, column), bit(row, column), 1 / conductances[row * columns + column] + wires.access.value)
      }
    }
  }

  func word(_ row: Int, _ column: Int) -> Int { row * columns + column }
  func bit(_ row: Int, _ column: Int) -> Int { rows * columns + row * columns + column }
  func source(_ row: Int) -> Int { 2 * rows * columns + row }
  func ground(_ column: Int) -> Int { 2 * rows * columns + rows + column }

  private mutating func connect(_ first: Int, _ second: Int, _ resistance: Double) {
    if resistance == 0 {
      let (from, to) = (names[first], names[second])
      for node in names.indices where names[node] == from { names[node] = to }
    } else {
      elements.append((first, second, 1 / resistance))
    }
  }

  /// All node voltages for given source voltages.
  func voltages(_ inputs: [Double]) -> [Double] {
    let count = names.count
    var fixed = [Double?](repeating: nil, count: count)
    for row in 0..<rows { fixed[names[source(row)]] = inputs[row] }
    for column in 0..<columns { fixed[names[ground(column)]] = 0 }
    let free = (0..<count).filter { names[$0] == $0 && fixed[$0] == nil }
    var position = [Int](repeating: -1, count: count)
    for (index, node) in free.enumerated() { position[node] = index }
    let size = free.count
    var matrix = [[Double]](repeating: [Double](repeating: 0, count: size + 1), count: size)
    for element in elements {
      for (here, there) in [(element.first, element.second), (element.second, element.first)] {
        let (here, there) = (names[here], names[there])
        guard position[here] >= 0, here != there else { continue }
        matrix[position[here]][position[here]] += element.conductance
        if let voltage = fixed[there] {
          matrix[position[here]][size] += element.conductance * voltage
        } else {
          matrix[position[here]][position[there]] -= element.conductance
        }
      }
    }
    let solution = Self.eliminate(matrix)
    return (0..<count).map { fixed[names[$0]] ?? solution[position[names[$0]]] }
  }

  /// Current into each virtual ground.
  func currents(_ inputs: [Double]) -> [Double] {
    let voltages = voltages(inputs)
    return (0..<columns).map { column in
      elements.reduce(0) { sum, element in
        let isAt = { (node: Int) in names[node] == names[ground(column)] }
        if isAt(element.first) == isAt(element.second) { return sum }
        let other = isAt(element.first) ? element.second : element.first
        return sum + element.conductance * voltages[other]
      }
    }
  }

  /// The transfer matrix, source by source.
  func transfer() -> [Double] {
    (0..<rows).flatMap { row in currents((0..<rows).map { $0 == row ? 1 : 0 }) }
  }

  /// Gaussian elimination with partial pivoting on [size × (size + 1)].
  private static func eliminate(_ system: [[Double]]) -> [Double] {
    var matrix = system
    let size = matrix.count
    for pivot in 0..<size {
      let best = (pivot..<size).max { abs(matrix[$0][pivot]) < abs(matrix[$1][pivot]) } ?? pivot
      matrix.swapAt(pivot, best)
      for row in pivot + 1..<max(size, pivot + 1) where matrix[row][pivot] != 0 {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot...size { matrix[row][column] -= factor * matrix[pivot][column] }
      }
    }
    var solution = [Double](repeating: 0, count: size)
    for row in (0..<size).reversed() {
      var sum = matrix[row][size]
      for column in row + 1..<max(size, row + 1) { sum -= matrix[row][column] * solution[column] }
      solution[row] = sum / matrix[row][row]
    }
    return solution
  }
}
