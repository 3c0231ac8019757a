/// The elimination of the inner nodes of a small array by star-mesh transforms, worked out once as a list of slots.
///
/// A leaf of `side` × `side` cells keeps four groups of `side` ports, see ``PortGroups``. Eliminating node c of
/// neighbours p with conductances g_p adds g_p · g_q / Σg to each pair (p, q): only positive numbers are added,
/// multiplied and divided, so nothing cancels (Grassmann, Taksar and Heyman, Operations Research 33, 1107, 1985, use
/// the same fact for Markov chains).
struct LeafProgram: Sendable {
  /// Cells along one edge.
  let side: Int
  /// Slots that hold conductances, one per pair of nodes that are ever joined, and one that stays zero.
  let slotCount: Int
  /// Slot of the word-line segment left of a cell, the cell, and the bit-line segment below it; cell by cell.
  let wordSlots: [Int]
  let cellSlots: [Int]
  let bitSlots: [Int]
  /// Eight times the slot of each pair of ports, row-major over left, right, top, bottom; the last slot, which is never
  /// written, where nothing joins them.
  let portSlots: [Int32]
  /// Number of ports.
  var portCount: Int { 4 * side }

  /// Neighbour counts of the eliminated nodes, in order; then their edge slots; then their target slots.
  private let degrees: [Int]
  private let edges: [Int32]
  private let targets: [Int32]

  init(side: Int) {
    self.side = side
    var graph = LeafGraph(side: side)
    for row in 0..<side {
      for column in 0..<side { graph.addCell(row: row, column: column) }
    }
    wordSlots = graph.wordSlots
    cellSlots = graph.cellSlots
    bitSlots = graph.bitSlots
    graph.dissect(rows: 0..<side, columns: 0..<side)
    degrees = graph.degrees
    edges = graph.edges
    targets = graph.targets
    portSlots = graph.portSlots
    slotCount = graph.slotCount + 1
  }

  /// Calls `body` for each eliminated node with the slots of its edges and, pair by pair, of the edges it adds to.
  @inline(__always)
  func forEachElimination(_ body: (UnsafeBufferPointer<Int32>, UnsafePointer<Int32>) -> Void) {
    edges.withUnsafeBufferPointer { edges in
      targets.withUnsafeBufferPointer { targets in
        guard var edge = edges.baseAddress, var target = targets.baseAddress else { return }
        for degree in degrees {
          body(UnsafeBufferPointer(start: edge, count: degree), target)
          edge += degree
          target += degree * (degree - 1) / 2
        }
      }
    }
  }
}

/// The graph of a leaf while its nodes are eliminated symbolically.
private struct LeafGraph {
  let side: Int
  var wordSlots: [Int] = []
  var cellSlots: [Int] = []
  var bitSlots: [Int] = []
  var degrees: [Int] = []
  var edges: [Int32] = []
  var targets: [Int32] = []
  var slotCount = 0
  /// Neighbours of each live node with the slot of the edge.
  private var neighbours: [[Int: Int]]

  init(side: Int) {
    self.side = side
    neighbours = Array(repeating: [:], count: 2 * side * (side + 1))
  }

  /// Word-line node, column −1 being the left port.
  private func word(_ row: Int, _ column: Int) -> Int { row * (side + 1) + column + 1 }

  /// Bit-line node, row `side` being the bottom port.
  private func bit(_ row: Int, _ column: Int) -> Int { side * (side + 1) + column * (side + 1) + row }

  private mutating func slot(_ first: Int, _ second: Int) -> Int {
    if let known = neighbours[first][second] { return known }
    neighbours[first][second] = slotCount
    neighbours[second][first] = slotCount
    slotCount += 1
    return slotCount - 1
  }

  mutating func addCell(row: Int, column: Int) {
    wordSlots.append(slot(word(row, column - 1), word(row, column)))
    cellSlots.append(slot(word(row, column), bit(row, column)))
    bitSlots.append(slot(bit(row, column), bit(row + 1, column)))
  }

  /// Eliminates every node inside a part of the leaf, halves first, then the nodes between them.
  mutating func dissect(rows: Range<Int>, columns: Range<Int>) {
    if rows.count == 1, columns.count == 1 { return }
    if rows.count > columns.count {
      let middle = rows.lowerBound + rows.count / 2
      dissect(rows: rows.lowerBound..<middle, columns: columns)
      dissect(rows: middle..<rows.upperBound, columns: columns)
      for column in columns { eliminate(bit(middle, column)) }
    } else {
      let middle = columns.lowerBound + columns.count / 2
      dissect(rows: rows, columns: columns.lowerBound..<middle)
      dissect(rows: rows, columns: middle..<columns.upperBound)
      for row in rows { eliminate(word(row, middle - 1)) }
    }
  }

  private mutating func eliminate(_ node: Int) {
    let around = neighbours[node].sorted { $0.key < $1.key }
    degrees.append(around.count)
    edges.append(contentsOf: around.map { Int32($0.value) })
    for first in around.indices {
      neighbours[around[first].key][node] = nil
      for second in around.indices.dropFirst(first + 1) {
        targets.append(Int32(slot(around[first].key, around[second].key)))
      }
    }
    neighbours[node] = [:]
  }

  /// Eight times the slots of all pairs of ports after the elimination.
  var portSlots: [Int32] {
    let ports =
      (0..<side).map { word($0, -1) } + (0..<side).map { word($0, side - 1) }
      + (0..<side).map { bit(0, $0) } + (0..<side).map { bit(side, $0) }
    return ports.flatMap { first in
      ports.map { Int32(8 * (neighbours[first][$0] ?? slotCount)) }
    }
  }
}
