/// The effective conductance matrix of an array by nested dissection (George, SIAM J. Numer. Anal. 10, 345, 1973).
///
/// Leaves of 8 × 8 cells are reduced to their ports eight at a time, one in each vector lane; then neighbouring blocks
/// are joined pair by pair until one block is left, whose ports are the sources and the virtual grounds. The conductance
/// between source i and ground j is the effective conductance (i, j). About 60 n³ operations for n × n cells, where
/// eliminating whole lines after one another takes 2 n⁴; all of them add positive numbers, so that each result is
/// exact to a few units in its last places whatever the ratio of cell and wire resistance.
struct Dissection<Scalar: WireScalar> {
  typealias Block = PortBlock<Scalar>

  private let grid: CircuitGrid
  private let program: LeafProgram
  private let leafColumns: Int

  init(_ grid: CircuitGrid, program: LeafProgram) {
    self.grid = grid
    self.program = program
    leafColumns = grid.paddedColumns / program.side
  }

  /// The effective conductances [rows × columns] in siemens.
  func effectiveConductances() -> [Double] {
    let leaves = leaves()
    let whole = block(rows: 0..<grid.paddedRows / program.side, columns: 0..<leafColumns, leaves)
    let ports = whole.portCount
    let firstGround = whole.offset(.bottom)
    let firstRight = whole.offset(.right)
    var result = [Double](repeating: 0, count: grid.rows * grid.columns)
    let skipped = grid.paddedRows - grid.rows
    for row in 0..<grid.rows {
      for column in 0..<grid.columns {
        var conductance = whole.conductances[(skipped + row) * ports + firstGround + column]
        if grid.rightEnd > 0 {
          conductance += whole.conductances[(firstRight + skipped + row) * ports + firstGround + column]
        }
        result[row * grid.columns + column] = Double(conductance)
      }
    }
    return result
  }

  /// The block of a range of leaves, joined from two halves of the longer direction.
  private func block(rows: Range<Int>, columns: Range<Int>, _ leaves: [[Scalar]]) -> Block {
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
  private func leaf(_ row: Int, _ column: Int, _ leaves: [[Scalar]]) -> Block {
    let side = program.side
    let isLast = row == grid.paddedRows / side - 1
    var block = Block(
      counts: [side, side, side, side],
      roles: [column == 0 ? .source : .inner, .inner, .inner, isLast ? .ground : .inner],
      conductances: leaves[row * leafColumns + column])
    if row == 0 { block = block.closed(.top) }
    if column == leafColumns - 1 {
      block =
        grid.rightEnd > 0
        ? block.beside(.resistors(Scalar(grid.rightEnd), count: side)) : block.closed(.right)
    }
    return block
  }

  /// The port conductances of every leaf, leaf after leaf.
  private func leaves() -> [[Scalar]] {
    let count = grid.paddedRows / program.side * leafColumns
    let slots = UnsafeMutablePointer<SIMD8<Scalar>>.allocate(capacity: program.slotCount)
    defer { slots.deallocate() }
    var leaves: [[Scalar]] = []
    leaves.reserveCapacity(count)
    for start in stride(from: 0, to: count, by: 8) {
      slots.initialize(repeating: SIMD8(), count: program.slotCount)
      let batch = start..<min(start + 8, count)
      for leaf in start..<start + 8 {
        load(min(leaf, count - 1), lane: leaf - start, slots)
      }
      Scalar.run(program, slots)
      for leaf in batch {
        let lane = leaf - start
        leaves.append(program.portSlots.map { $0 < 0 ? 0 : slots[$0][lane] })
      }
    }
    return leaves
  }

  private func load(_ leaf: Int, lane: Int, _ slots: UnsafeMutablePointer<SIMD8<Scalar>>) {
    let side = program.side
    let (firstRow, firstColumn) = (leaf / leafColumns * side, leaf % leafColumns * side)
    for row in 0..<side {
      for column in 0..<side {
        let index = row * side + column
        slots[program.wordSlots[index]][lane] = Scalar(grid.wordSegments[firstColumn + column])
        slots[program.cellSlots[index]][lane] = Scalar(grid.cell(firstRow + row, firstColumn + column))
        slots[program.bitSlots[index]][lane] = Scalar(grid.bitSegments[firstRow + row])
      }
    }
  }
}
