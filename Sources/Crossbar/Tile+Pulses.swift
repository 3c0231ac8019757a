internal import DeviceModels
internal import Matrices
internal import Randomness

/// Which pulses an update may use.
enum PulseDirection: Sendable {
  case both, up, down
}

/// Some rows of a tile, written together: as many as keep their cells' numbers in the caches. Which rows depends on the
/// tile's shape alone; a write draws its random numbers block by block.
struct RowBlock: Sendable {
  /// A multiple of sixteen rows but for the last block, so that every block's first cell is a multiple of sixteen.
  let rows: Range<Int>
  let columns: Int

  /// Cells of the tile.
  var cells: Range<Int> { rows.lowerBound * columns..<rows.upperBound * columns }

  /// All blocks of a tile.
  static func all(_ place: TilePlace) -> [RowBlock] { all(rows: place.inputs.count, columns: place.outputs.count) }

  static func all(rows: Int, columns: Int) -> [RowBlock] {
    let size = max(32, 16 * (32_768 / (16 * columns)))
    return stride(from: 0, to: rows, by: size).map {
      RowBlock(rows: $0..<min($0 + size, rows), columns: columns)
    }
  }
}

/// How a block of a parallel update is made.
struct BlockDrive: Sendable {
  let block: RowBlock
  /// Expected pulses, up and down together: train by train, and in all.
  let means: [Double]
  let expected: Double

  /// - Parameters:
  ///   - inputs: sums of the inputs of the block's rows, train by train.
  ///   - signals: sums of the signals on the tile's bit lines.
  init(_ block: RowBlock, inputs: [Double], signals: [Double]) {
    self.block = block
    means = zip(inputs, signals).map { $0 * $1 }
    expected = means.reduce(0, +)
  }

  /// Whether coincidences are drawn one by one, since that is less work than two matrix products of this many trains. A
  /// block's pulses must fit into 16 bits a cell wherever they fall.
  func isSparse(trains: Int) -> Bool {
    expected < min(50_000, Double(block.cells.count) * min(2, Double(trains) / 100))
  }
}

extension Tile {
  var blocks: [RowBlock] { RowBlock.all(rows: rows, columns: columns) }

  /// Parallel update: pulses on all cells. A pair gets half of them on each cell: up on the positive and down on the
  /// negative cell, or, one-directional, up on either.
  /// - Parameters:
  ///   - drives: the tile's blocks.
  ///   - sparse: shares of the tile's word lines and a table of its bit lines, where a block is sparse.
  /// - Returns: the expected number of pulses.
  mutating func pulse(
    _ drive: PulseDrive, _ drives: [BlockDrive], _ sparse: (lines: LineShares, table: CoincidenceTable)?, step: UInt32,
    _ direction: PulseDirection
  ) -> Double {
    forgetView()
    let place = place
    let total = Double(cells.size) * drives.reduce(0) { $0 + $1.expected }
    /// Arrays, and whether what raises the weight moves them up.
    func write(_ targets: [(array: CellGroup.Driven, raised: Bool)]) {
      Workers.run(drives.count) { number in
        guard drives[number].expected > 0 else { return }
        if let sparse, drives[number].isSparse(trains: drive.trains) {
          Self.writeSparse(drives[number], sparse.lines, sparse.table, step, direction, number, targets)
        } else {
          Self.writeDense(drive, drives[number].block, place, direction, targets)
        }
      }
    }
    guard mapping == .differentialPair else {
      cells.withEvents("pulse", step: step) { write($0.map { ($0, true) }) }
      return total
    }
    cells.withEvents("pulse", step: step) { own in
      reference.withEvents("pulse", step: step) { other in
        write(own.map { ($0, true) } + other.map { ($0, false) })
      }
    }
    return direction == .both ? 2 * total : total
  }

  private static func writeDense(
    _ drive: PulseDrive, _ block: RowBlock, _ place: TilePlace, _ direction: PulseDirection,
    _ targets: [(array: CellGroup.Driven, raised: Bool)]
  ) {
    let count = block.cells.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * count) { expected in
      let raising = expected.baseAddress!
      let lowering = raising + count
      drive.expectedPulses(place, rows: block.rows, up: raising, down: lowering)
      for (array, raised) in targets {
        array.event.apply(
          block.cells, up: direction == .down ? nil : raised ? raising : lowering,
          down: direction == .up ? nil : raised ? lowering : raising)
      }
    }
  }

  private static func writeSparse(
    _ drive: BlockDrive, _ lines: LineShares, _ table: CoincidenceTable, _ step: UInt32,
    _ direction: PulseDirection, _ number: Int, _ targets: [(array: CellGroup.Driven, raised: Bool)]
  ) {
    var scratch = CoincidenceTable.Scratch()
    for (array, raised) in targets {
      table.draw(
        lines, rows: drive.block.rows, means: drive.means, key: array.key.child("block", number), step: step,
        scratch: &scratch)
      guard scratch.cells > 0 else { continue }
      scratch.touched.withUnsafeBufferPointer { touched in
        scratch.up.withUnsafeBufferPointer { raising in
          scratch.down.withUnsafeBufferPointer { lowering in
            let (raising, lowering) = (raising.baseAddress!, lowering.baseAddress!)
            array.event.apply(
              drive.block.cells, touched: touched.baseAddress!, number: scratch.cells,
              up: direction == .down ? nil : raised ? raising : lowering,
              down: direction == .up ? nil : raised ? lowering : raising)
          }
        }
      }
    }
  }

  /// Whole signed pulses on some rows; cells with none are not touched.
  /// - Parameter targets: from ``withWholePulses(step:_:)``.
  static func pulse(
    _ block: RowBlock, _ pulses: UnsafePointer<Float>, step: UInt32, cellsPerWeight: Int,
    _ targets: [(array: CellGroup.Driven, sign: Float)]
  ) {
    let count = block.cells.count
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { own in
      for (array, sign) in targets {
        guard cellsPerWeight > 1 || sign < 0 else {
          array.event.apply(block.cells, pulses: pulses)
          continue
        }
        CellGroup.deal(
          pulses, count: count, to: array.number, of: cellsPerWeight, step: step, sign: sign, into: own.baseAddress!)
        array.event.apply(block.cells, pulses: UnsafePointer(own.baseAddress!))
      }
    }
  }

  /// Opens the tile's arrays for whole pulses: up on the positive cells of pairs goes with down on the negative ones.
  mutating func withWholePulses<Result>(
    step: UInt32, _ body: ([(array: CellGroup.Driven, sign: Float)]) -> Result
  ) -> Result {
    guard mapping == .differentialPair else {
      return cells.withEvents("wholePulses", step: step) { body($0.map { ($0, 1) }) }
    }
    return cells.withEvents("wholePulses", step: step) { own in
      reference.withEvents("wholePulses", step: step) { other in
        body(own.map { ($0, 1) } + other.map { ($0, -1) })
      }
    }
  }
}
