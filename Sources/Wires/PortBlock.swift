/// A rectangle of cells seen from its edges: the conductance between every two of its ports.
///
/// Ports lie in four groups, each along one edge and possibly empty: the word-line nodes before the first column
/// (left), the block's own last word-line nodes (right), its own first bit-line nodes (top), the bit-line nodes after
/// the last row (bottom). A group at the array's edge is a terminal: sources and virtual grounds, whose conductances
/// among themselves carry no current of interest and are not computed.
struct PortBlock<Scalar: WireScalar> {
  /// One of the four groups.
  enum Side: Int, CaseIterable { case left, right, top, bottom }
  /// What a group is joined to.
  enum Role { case inner, source, ground }

  /// Number of ports of each group, a multiple of eight.
  let counts: [Int]
  /// Role of each group.
  let roles: [Role]
  /// Conductances [ports × ports] above the diagonal, in whole tiles of 8 × 8; pairs of one kind of terminal and what
  /// lies below are undefined.
  let conductances: Scratch<Scalar>
  /// Number of ports.
  let portCount: Int
  /// Memory for the blocks made from this one.
  let pool: ScratchPool<Scalar>

  init(counts: [Int], roles: [Role], conductances: Scratch<Scalar>, pool: ScratchPool<Scalar>) {
    self.counts = counts
    self.roles = roles
    self.conductances = conductances
    self.pool = pool
    portCount = counts.reduce(0, +)
  }

  /// Index of a group's first port.
  func offset(_ side: Side) -> Int { counts[..<side.rawValue].reduce(0, +) }

  func count(_ side: Side) -> Int { counts[side.rawValue] }

  func role(_ side: Side) -> Role { roles[side.rawValue] }

  /// The conductance between two ports, the first before the second.
  func conductance(_ first: Int, _ second: Int) -> Scalar { conductances.pointer[first * portCount + second] }

  /// Two blocks side by side, their common word-line nodes eliminated.
  func beside(_ right: PortBlock) -> PortBlock {
    joined(
      .right, to: right, .left,
      keeping: [[(0, .left)], [(1, .right)], [(0, .top), (1, .top)], [(0, .bottom), (1, .bottom)]])
  }

  /// Two blocks one above the other, their common bit-line nodes eliminated.
  func above(_ lower: PortBlock) -> PortBlock {
    joined(
      .bottom, to: lower, .top,
      keeping: [[(0, .left), (1, .left)], [(0, .right), (1, .right)], [(0, .top)], [(1, .bottom)]])
  }

  /// The block with a group of dead ends eliminated.
  func closed(_ side: Side) -> PortBlock {
    var kept = Side.allCases.map { [(block: 0, side: $0)] }
    kept[side.rawValue] = []
    return joined(side, to: nil, side, keeping: kept)
  }

  /// A resistor from each of `count` nodes (its left ports) to a source (its right ports).
  static func resistors(_ conductance: Scalar, count: Int, pool: ScratchPool<Scalar>) -> PortBlock {
    let conductances = pool.take(4 * count * count)
    for index in 0..<4 * count * count { conductances.pointer[index] = 0 }
    for index in 0..<count { conductances.pointer[index * 2 * count + count + index] = conductance }
    return PortBlock(
      counts: [count, count, 0, 0], roles: [.inner, .source, .inner, .inner], conductances: conductances, pool: pool)
  }

  /// Eliminates the group `side` of this block, merged with the group `otherSide` of `other` where there is one.
  private func joined(
    _ side: Side, to other: PortBlock?, _ otherSide: Side, keeping kept: [[(block: Int, side: Side)]]
  ) -> PortBlock {
    let blocks = [self] + (other.map { [$0] } ?? [])
    var pieces: [Piece] = []
    var counts: [Int] = []
    var roles: [Role] = []
    var position = 0
    for group in kept {
      let start = position
      var role = Role.inner
      for (block, side) in group where blocks[block].count(side) > 0 {
        role = blocks[block].role(side)
        let count = blocks[block].count(side)
        pieces.append(
          Piece(block: block, source: blocks[block].offset(side), target: position, count: count, role: role))
        position += count
      }
      counts.append(position - start)
      roles.append(role)
    }
    let panel = EliminationPanel(inner: count(side), outer: position, pool: pool)
    panel.fill(blocks, firstInner: [offset(side), other?.offset(otherSide) ?? 0], pieces: pieces)
    panel.eliminate()
    let conductances = panel.outerConductances(blocks: blocks, pieces: pieces)
    return PortBlock(counts: counts, roles: roles, conductances: conductances, pool: pool)
  }

  /// A run of ports that passes from one of two joined blocks into the result; runs keep their order.
  struct Piece {
    let block: Int
    let source: Int
    let target: Int
    let count: Int
    let role: Role
  }
}
