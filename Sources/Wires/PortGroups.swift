/// The ports of a block in their four groups, in this order: word-line nodes before the first column (left), the
/// block's own last word-line nodes (right), its own first bit-line nodes (top), the bit-line nodes after the last row
/// (bottom).
struct PortGroups {
  /// One of the four groups.
  enum Side: Int, CaseIterable { case left, right, top, bottom }
  /// What a group is joined to: nodes of other blocks, or terminals at the array's edge.
  enum Role { case inner, source, ground }

  /// Number of ports of each group, a multiple of eight.
  var counts = SIMD4<Int>()
  /// Whether the left and right groups are sources, the bottom group virtual grounds.
  var leftIsSource = false
  var rightIsSource = false
  var bottomIsGround = false

  func count(_ side: Side) -> Int { counts[side.rawValue] }

  /// Index of a group's first port.
  func offset(_ side: Side) -> Int {
    switch side {
    case .left: 0
    case .right: counts[0]
    case .top: counts[0] + counts[1]
    case .bottom: counts[0] + counts[1] + counts[2]
    }
  }

  /// Number of ports.
  var total: Int { counts[0] + counts[1] + counts[2] + counts[3] }

  func role(_ side: Side) -> Role {
    switch side {
    case .left: leftIsSource ? .source : .inner
    case .right: rightIsSource ? .source : .inner
    case .top: .inner
    case .bottom: bottomIsGround ? .ground : .inner
    }
  }
}

/// A run of ports that passes from one of two joined blocks into the result; runs keep their order.
struct PortRun {
  /// 0 for the first block, 1 for the second.
  let block: Int
  let source: Int
  let target: Int
  let count: Int
  let role: PortGroups.Role
}
