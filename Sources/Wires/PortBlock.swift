/// A rectangle of cells seen from its edges: the conductance between every two of its ports.
///
/// Ports lie in four groups, each along one edge and possibly empty. A group at the array's edge is a terminal: sources
/// and virtual grounds, whose conductances among themselves carry no current of interest and are not computed.
struct PortBlock<Scalar: WireScalar> {
  typealias Side = PortGroups.Side

  let ports: PortGroups
  /// Conductances [ports × ports] above the diagonal, in whole tiles of 8 × 8; pairs of one kind of terminal and what
  /// lies below are undefined.
  let conductances: Scratch<Scalar>
  /// Memory for the blocks made from this one.
  let pool: ScratchPool<Scalar>

  /// The conductance between two ports, the first before the second.
  func conductance(_ first: Int, _ second: Int) -> Scalar { conductances.pointer[first * ports.total + second] }

  /// Two blocks side by side, their common word-line nodes eliminated.
  func beside(_ right: PortBlock) -> PortBlock {
    var joined = PortGroups()
    joined.leftIsSource = ports.leftIsSource
    joined.rightIsSource = right.ports.rightIsSource
    joined.bottomIsGround = ports.bottomIsGround
    var runs: [PortRun] = []
    runs.reserveCapacity(6)
    append(.left, to: &joined, &runs)
    right.append(.right, block: 1, to: &joined, &runs)
    for side in [Side.top, .bottom] {
      append(side, to: &joined, &runs)
      right.append(side, block: 1, to: &joined, &runs)
    }
    return eliminated(.right, with: right, .left, runs, joined)
  }

  /// Two blocks one above the other, their common bit-line nodes eliminated.
  func above(_ lower: PortBlock) -> PortBlock {
    var joined = PortGroups()
    joined.leftIsSource = ports.leftIsSource
    joined.rightIsSource = ports.rightIsSource
    joined.bottomIsGround = lower.ports.bottomIsGround
    var runs: [PortRun] = []
    runs.reserveCapacity(6)
    for side in [Side.left, .right] {
      append(side, to: &joined, &runs)
      lower.append(side, block: 1, to: &joined, &runs)
    }
    append(.top, to: &joined, &runs)
    lower.append(.bottom, block: 1, to: &joined, &runs)
    return eliminated(.bottom, with: lower, .top, runs, joined)
  }

  /// The block with a group of dead ends eliminated.
  func closed(_ side: Side) -> PortBlock {
    var joined = ports
    joined.counts = SIMD4()
    var runs: [PortRun] = []
    for kept in Side.allCases where kept != side { append(kept, to: &joined, &runs) }
    return eliminated(side, with: nil, side, runs, joined)
  }

  /// A resistor from each of `count` nodes (its left ports) to a source (its right ports).
  static func resistors(_ conductance: Scalar, count: Int, pool: ScratchPool<Scalar>) -> PortBlock {
    let conductances = pool.take(4 * count * count)
    for index in 0..<4 * count * count { conductances.pointer[index] = 0 }
    for index in 0..<count { conductances.pointer[index * 2 * count + count + index] = conductance }
    let ports = PortGroups(counts: SIMD4(count, count, 0, 0), rightIsSource: true)
    return PortBlock(ports: ports, conductances: conductances, pool: pool)
  }

  /// Adds one of this block's groups to the ports of a joined block.
  private func append(_ side: Side, block: Int = 0, to joined: inout PortGroups, _ runs: inout [PortRun]) {
    let count = ports.count(side)
    guard count > 0 else { return }
    runs.append(
      PortRun(
        block: block, source: ports.offset(side), target: joined.total, count: count, role: ports.role(side)))
    joined.counts[side.rawValue] += count
  }

  /// Eliminates the group `side` of this block, merged with the group `otherSide` of `other` where there is one.
  private func eliminated(
    _ side: Side, with other: PortBlock?, _ otherSide: Side, _ runs: [PortRun], _ joined: PortGroups
  ) -> PortBlock {
    let panel = EliminationPanel(inner: ports.count(side), outer: joined.total, pool: pool)
    panel.fill(self, block: 0, firstInner: ports.offset(side), runs)
    if let other { panel.fill(other, block: 1, firstInner: other.ports.offset(otherSide), runs) }
    panel.eliminate()
    let conductances = panel.outerConductances(self, other ?? self, runs)
    return PortBlock(ports: joined, conductances: conductances, pool: pool)
  }
}
