/// The rows of the nodes to be eliminated, against themselves and against the ports that stay.
///
/// Node after node is removed by the star-mesh transform; eight at a time, so that the rest of the panel and the ports
/// are updated by small matrix products.
struct EliminationPanel<Scalar: WireScalar> {
  /// Nodes to eliminate, a multiple of eight.
  let inner: Int
  /// Ports that stay, a multiple of eight.
  let outer: Int
  /// Conductances [inner × (inner + outer)]; of the square part only what lies right of the diagonal counts.
  private var rows: [Scalar]
  /// 1 / sum of the conductances of each node at its elimination.
  private var inverses: [Scalar]

  private var stride: Int { inner + outer }

  init(inner: Int, outer: Int) {
    self.inner = inner
    self.outer = outer
    rows = [Scalar](repeating: 0, count: inner * (inner + outer))
    inverses = [Scalar](repeating: 0, count: inner)
  }

  /// Adds the conductances of one block, whose nodes to eliminate begin at its port `first`.
  mutating func add(_ block: PortBlock<Scalar>, inner first: Int, pieces: [PortBlock<Scalar>.Piece]) {
    let ports = block.portCount
    let (inner, stride) = (inner, stride)
    rows.withUnsafeMutableBufferPointer { rows in
      block.conductances.withUnsafeBufferPointer { source in
        guard let rows = rows.baseAddress, let source = source.baseAddress else { return }
        for row in 0..<inner {
          let from = source + (first + row) * ports
          let to = rows + row * stride
          Scalar.addScaled(to, 1, from + first, inner)
          for piece in pieces { Scalar.addScaled(to + inner + piece.target, 1, from + piece.source, piece.count) }
        }
      }
    }
  }

  /// Eliminates all nodes: afterwards each row holds its node's conductances at the moment it was removed.
  mutating func eliminate() {
    let (inner, stride) = (inner, stride)
    let shares = UnsafeMutablePointer<Scalar>.allocate(capacity: 8 * inner)
    shares.initialize(repeating: 0, count: 8 * inner)
    defer { shares.deallocate() }
    inverses.withUnsafeMutableBufferPointer { inverses in
      rows.withUnsafeMutableBufferPointer { rows in
        guard let rows = rows.baseAddress, let inverses = inverses.baseAddress else { return }
        for start in Swift.stride(from: 0, to: inner, by: 8) {
          Self.eliminateEight(rows + start * stride, stride, from: start, inverses)
          for node in start..<start + 8 {
            for column in start + 8..<max(inner, start + 8) {
              shares[(node - start) * inner + column] = rows[node * stride + column] * inverses[node]
            }
          }
          for row in Swift.stride(from: start + 8, to: inner, by: 8) {
            for column in Swift.stride(from: row, to: stride, by: 8) {
              Scalar.addProduct(
                rows + row * stride + column, stride, shares + row, inner, rows + start * stride + column, stride, 8)
            }
          }
        }
      }
    }
  }

  /// Eliminates nodes `start` ..< `start + 8` from their own eight rows.
  private static func eliminateEight(
    _ rows: UnsafeMutablePointer<Scalar>, _ stride: Int, from start: Int, _ inverses: UnsafeMutablePointer<Scalar>
  ) {
    for node in 0..<8 {
      let row = rows + node * stride
      for column in start..<start + node + 1 { row[column] = 0 }
      let inverse = 1 / Scalar.sum(row + start, stride - start)
      inverses[start + node] = inverse
      for later in node + 1..<8 {
        Scalar.addScaled(rows + later * stride + start, row[start + later] * inverse, row + start, stride - start)
      }
    }
  }

  /// The conductances between the ports that stay: those of the blocks and what the eliminated nodes add.
  func outerConductances(blocks: [PortBlock<Scalar>], pieces: [PortBlock<Scalar>.Piece]) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: outer * outer) { target, initialized in
      initialized = outer * outer
      guard let target = target.baseAddress, outer > 0 else { return }
      let packed = packedRows()
      packed.withUnsafeBufferPointer { packed in
        guard let packed = packed.baseAddress else { return }
        for (index, first) in pieces.enumerated() {
          for second in pieces[index...] {
            if first.role != .inner, first.role == second.role { continue }
            fill(target, first, second, block: first.block == second.block ? blocks[first.block] : nil, packed)
          }
        }
      }
    }
  }

  /// Fills the part of two pieces, and its mirror image.
  private func fill(
    _ target: UnsafeMutablePointer<Scalar>, _ first: PortBlock<Scalar>.Piece, _ second: PortBlock<Scalar>.Piece,
    block: PortBlock<Scalar>?, _ packed: UnsafePointer<Scalar>
  ) {
    let same = first.target == second.target
    for row in Swift.stride(from: 0, to: first.count, by: 8) {
      for column in Swift.stride(from: same ? row : 0, to: second.count, by: 8) {
        let tile = target + (first.target + row) * outer + second.target + column
        for line in 0..<8 {
          let place = tile + line * outer
          if let block {
            let from = (first.source + row + line) * block.portCount + second.source + column
            for index in 0..<8 { place[index] = block.conductances[from + index] }
          } else {
            for index in 0..<8 { place[index] = 0 }
          }
        }
        let left = packed + (first.target + row) * inner
        let right = packed + (outer + second.target + column) * inner
        Scalar.addProduct(tile, outer, left, 8, right, 8, inner)
        if same && row == column { continue }
        let mirror = target + (second.target + column) * outer + first.target + row
        for line in 0..<8 {
          for index in 0..<8 { mirror[index * outer + line] = tile[line * outer + index] }
        }
      }
    }
  }

  /// The port columns of all rows in tiles of eight columns [tile][node][8]: first scaled by 1 / sum, then as they are.
  private func packedRows() -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: 2 * inner * outer) { packed, initialized in
      for column in Swift.stride(from: 0, to: outer, by: 8) {
        for node in 0..<inner {
          let from = node * stride + inner + column
          let to = column * inner + node * 8
          for index in 0..<8 {
            packed[to + index] = rows[from + index] * inverses[node]
            packed[outer * inner + to + index] = rows[from + index]
          }
        }
      }
      initialized = 2 * inner * outer
    }
  }
}
