/// The effective conductance matrix of an array by nested dissection (George, SIAM J. Numer. Anal. 10, 345, 1973).
///
/// Leaves of 8 × 8 cells are reduced to their ports eight at a time, one in each vector lane; then neighbouring blocks
/// are joined pair by pair until one block is left, whose ports are the sources and the virtual grounds. The
/// conductance between source i and ground j is the effective conductance (i, j). 32 n³ operations for n × n cells,
/// where eliminating whole lines after one another takes 2 n⁴; all of them add positive numbers, so that each result
/// is exact to a few units in its last places whatever the ratio of cell and wire resistance.
struct Dissection<Scalar: WireScalar> {
  typealias Block = PortBlock<Scalar>

  private let grid: CircuitGrid
  private let program: LeafProgram
  private let leafColumns: Int
  private let pool: ScratchPool<Scalar>

  init(_ grid: CircuitGrid, program: LeafProgram, pool: ScratchPool<Scalar>) {
    self.grid = grid
    self.program = program
    self.pool = pool
    leafColumns = grid.paddedColumns / program.side
  }

  /// The effective conductances [rows × columns] in siemens.
  func effectiveConductances() -> [Double] {
    let leaves = leaves()
    let whole = block(rows: 0..<grid.paddedRows / program.side, columns: 0..<leafColumns, leaves)
    let firstGround = whole.ports.offset(.bottom)
    let firstRight = whole.ports.offset(.right)
    let skipped = grid.paddedRows - grid.rows
    var result: [Double] = []
    result.reserveCapacity(grid.rows * grid.columns)
    for row in skipped..<grid.paddedRows {
      for column in firstGround..<firstGround + grid.columns {
        var conductance = whole.conductance(row, column)
        if grid.rightEnd > 0 { conductance += whole.conductance(firstRight + row, column) }
        result.append(Double(conductance))
      }
    }
    return result
  }

  /// The block of a range of leaves, joined from two halves of the longer direction.
  private func block(rows: Range<Int>, columns: Range<Int>, _ leaves: [Scratch<Scalar>]) -> Block {
    if rows.count == 1, columns.count == 1 { return leaf(rows.lowerBound, columns.lowerBound, leaves) }
    if rows.count > columns.count {
      let middle = rows.lowerBound + rows.count / 2
      return block(rows: rows.lowerBound..<middle, columns: columns, leaves)
        .above(block(rows: middle..<rows.upperBound, columns: columns, leaves))
    }
    let middle = columns.lowerBound + columns.count / 2
    return block(rows: rows, columns: columns.lowerBound..<middle, leaves)
      .beside(block(rows: rows, columns: middle..<columns.upperBound, leaves))
  }

  /// One leaf with its dead ends closed and its terminals named.
  private func leaf(_ row: Int, _ column: Int, _ leaves: [Scratch<Scalar>]) -> Block {
    let side = program.side
    let ports = PortGroups(
      counts: SIMD4(repeating: side), leftIsSource: column == 0,
      bottomIsGround: row == grid.paddedRows / side - 1)
    var block = Block(ports: ports, conductances: leaves[row * leafColumns + column], pool: pool)
    if row == 0 { block = block.closed(.top) }
    if column == leafColumns - 1 {
      block =
        grid.rightEnd > 0
        ? block.beside(.resistors(Scalar(grid.rightEnd), count: side, pool: pool)) : block.closed(.right)
    }
    return block
  }

  /// The port conductances of every leaf, leaf after leaf.
  private func leaves() -> [Scratch<Scalar>] {
    let count = grid.paddedRows / program.side * leafColumns
    let ports = program.portCount
    let leaves = (0..<count).map { _ in pool.take(ports * ports) }
    let memory = pool.take(8 * program.slotCount)
    memory.pointer.withMemoryRebound(to: SIMD8<Scalar>.self, capacity: program.slotCount) { slots in
      for start in stride(from: 0, to: count, by: 8) {
        slots.update(repeating: SIMD8(), count: program.slotCount)
        for lane in 0..<8 { load(min(start + lane, count - 1), memory.pointer + lane) }
        Scalar.run(program, slots)
        for leaf in start..<min(start + 8, count) {
          store(memory.pointer + leaf - start, to: leaves[leaf].pointer)
        }
      }
    }
    return leaves
  }

  /// Writes the conductances of one leaf into its lane.
  private func load(_ leaf: Int, _ lane: UnsafeMutablePointer<Scalar>) {
    let side = program.side
    let (firstRow, firstColumn) = (leaf / leafColumns * side, leaf % leafColumns * side)
    for row in 0..<side {
      for column in 0..<side {
        let index = row * side + column
        lane[8 * program.wordSlots[index]] = Scalar(grid.wordSegments[firstColumn + column])
        lane[8 * program.cellSlots[index]] = Scalar(grid.cell(firstRow + row, firstColumn + column))
        lane[8 * program.bitSlots[index]] = Scalar(grid.bitSegments[firstRow + row])
      }
    }
  }

  /// Reads the port conductances of one leaf from its lane.
  private func store(_ lane: UnsafePointer<Scalar>, to target: UnsafeMutablePointer<Scalar>) {
    program.portSlots.withUnsafeBufferPointer { slots in
      for index in slots.indices { target[index] = lane[Int(slots[index])] }
    }
  }
}
