/// The rows of the nodes to be eliminated, against themselves and against the ports that stay.
///
/// Node after node is removed by the star-mesh transform; eight at a time, so that the rest of the panel and the ports
/// are updated by small matrix products.
struct EliminationPanel<Scalar: WireScalar> {
  /// Nodes to eliminate, a multiple of eight.
  private let inner: Int
  /// Ports that stay, a multiple of eight.
  private let outer: Int
  private let stride: Int
  /// Conductances [inner × (inner + outer)]; of the square part only what lies right of the diagonal counts.
  private let rows: Scratch<Scalar>
  /// 1 / sum of the conductances of each node at its elimination.
  private let inverses: Scratch<Scalar>
  private let pool: ScratchPool<Scalar>

  init(inner: Int, outer: Int, pool: ScratchPool<Scalar>) {
    self.inner = inner
    self.outer = outer
    self.pool = pool
    stride = inner + outer
    rows = pool.take(inner * stride)
    inverses = pool.take(inner)
  }

  /// Takes the conductances of a block, whose nodes to eliminate begin at its port `first`: block 0, then block 1.
  func fill(_ part: PortBlock<Scalar>, block: Int, firstInner first: Int, _ runs: [PortRun]) {
    let (inner, stride) = (inner, stride)
    let ports = part.ports.total
    let rows = rows.pointer
    let source = UnsafePointer(part.conductances.pointer)
    for row in 0..<inner {
      let from = source + (first + row) * ports + first
      let to = rows + row * stride
      let tile = row / 8 * 8
      if block == 0 {
        (to + tile).update(from: from + tile, count: inner - tile)
      } else {
        Scalar.addScaled(to + tile, 1, from + tile, inner - tile)
      }
    }
    for run in runs where run.block == block {
      let to = rows + inner + run.target
      if run.source > first {
        for row in 0..<inner {
          (to + row * stride).update(from: source + (first + row) * ports + run.source, count: run.count)
        }
      } else {
        let from = source + run.source * ports + first
        for row in Swift.stride(from: 0, to: inner, by: 8) {
          for column in Swift.stride(from: 0, to: run.count, by: 8) {
            Self.transposeTile(from + column * ports + row, ports, to: to + row * stride + column, stride)
          }
        }
      }
    }
  }

  /// Copies an 8 × 8 tile with rows and columns exchanged.
  private static func transposeTile(
    _ from: UnsafePointer<Scalar>, _ strideFrom: Int, to: UnsafeMutablePointer<Scalar>, _ strideTo: Int
  ) {
    for row in 0..<8 {
      for column in 0..<8 { to[row * strideTo + column] = from[column * strideFrom + row] }
    }
  }

  /// Eliminates all nodes: afterwards each row holds its node's conductances at the moment it was removed.
  func eliminate() {
    let shareMemory = pool.take(8 * inner)
    let (rows, inverses, shares) = (rows.pointer, inverses.pointer, shareMemory.pointer)
    for start in Swift.stride(from: 0, to: inner, by: 8) {
      let top = rows + start * stride
      eliminateEight(top, from: start)
      for node in 0..<8 {
        let inverse = inverses[start + node]
        for column in start + 8..<max(inner, start + 8) {
          shares[node * inner + column] = top[node * stride + column] * inverse
        }
      }
      for row in Swift.stride(from: start + 8, to: inner, by: 8) {
        for column in Swift.stride(from: row, to: stride, by: 8) {
          let tile = rows + row * stride + column
          Scalar.addProduct(tile, stride, tile, stride, shares + row, inner, top + column, stride, 8)
        }
      }
    }
  }

  /// Eliminates nodes `start` ..< `start + 8` from their own eight rows.
  private func eliminateEight(_ rows: UnsafeMutablePointer<Scalar>, from start: Int) {
    for node in 0..<8 {
      let row = rows + node * stride
      for column in start...start + node { row[column] = 0 }
      let inverse = 1 / Scalar.sum(row + start, stride - start)
      inverses.pointer[start + node] = inverse
      for later in node + 1..<8 {
        Scalar.addScaled(rows + later * stride + start, row[start + later] * inverse, row + start, stride - start)
      }
    }
  }

  /// The conductances between the ports that stay: those of the blocks and what the eliminated nodes add.
  func outerConductances(
    _ first: PortBlock<Scalar>, _ second: PortBlock<Scalar>, _ runs: [PortRun]
  ) -> Scratch<Scalar> {
    let target = pool.take(outer * outer)
    let scaledMemory = pool.take(inner * outer)
    let plainMemory = pool.take(inner * outer)
    let (scaled, plain) = (scaledMemory.pointer, plainMemory.pointer)
    pack(scaled: scaled, plain: plain)
    let zeros = pool.take(8)
    zeros.pointer.update(repeating: 0, count: 8)
    for (index, row) in runs.enumerated() {
      for column in runs[index...] where row.role == .inner || row.role != column.role {
        var (start, startStride) = (UnsafePointer(zeros.pointer), 0)
        if row.block == column.block {
          let block = row.block == 0 ? first : second
          startStride = block.ports.total
          start = UnsafePointer(block.conductances.pointer) + row.source * startStride + column.source
        }
        fillTiles(
          target.pointer + row.target * outer + column.target, start, startStride, scaled + row.target * inner,
          plain + column.target * inner, row.count, column.count, upper: row.target == column.target,
          startStep: startStride == 0 ? 0 : 1)
      }
    }
    return target
  }

  /// Fills `height` × `width` conductances, tile by tile; only from the diagonal on where `upper`.
  private func fillTiles(
    _ target: UnsafeMutablePointer<Scalar>, _ start: UnsafePointer<Scalar>, _ startStride: Int,
    _ scaled: UnsafePointer<Scalar>, _ plain: UnsafePointer<Scalar>, _ height: Int, _ width: Int, upper: Bool,
    startStep: Int
  ) {
    let (inner, outer) = (inner, outer)
    for row in Swift.stride(from: 0, to: height, by: 8) {
      for column in Swift.stride(from: upper ? row : 0, to: width, by: 8) {
        Scalar.addProduct(
          target + row * outer + column, outer, start + row * startStride + column * startStep, startStride,
          scaled + row * inner, 8, plain + column * inner, 8, inner)
      }
    }
  }

  /// The port columns of all rows in tiles of eight columns [tile][node][8], scaled by 1 / sum and as they are.
  private func pack(scaled: UnsafeMutablePointer<Scalar>, plain: UnsafeMutablePointer<Scalar>) {
    let (inner, outer, inverses) = (inner, outer, inverses.pointer)
    var from = UnsafePointer(rows.pointer) + inner
    for node in 0..<inner {
      for column in Swift.stride(from: 0, to: outer, by: 8) {
        let to = column * inner + node * 8
        Scalar.copyScaled(from + column, inverses[node], plain + to, scaled + to)
      }
      from += stride
    }
  }
}
