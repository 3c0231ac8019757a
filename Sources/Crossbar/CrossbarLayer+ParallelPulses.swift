internal import Matrices
internal import Substrate

extension CrossbarLayer {
  /// One stochastic parallel update: the expected numbers of up and down pulses of every cell are two matrix products,
  /// |inputs|ᵀ · signals⁺ and |inputs|ᵀ · signals⁻ (with the signs of negative inputs exchanged), divided by what one
  /// pulse is worth. Where pulses are rare their coincidences are drawn instead; see ``CoincidenceTable``.
  ///
  /// On a differential pair up pulses of the positive cell go with down pulses of the negative one, half of the change
  /// each; with one direction all of the change goes to one of the two cells.
  mutating func pulseInParallel(_ change: WeightChange, _ direction: PulseDirection) {
    let terms = change.terms.filter { $0.inputs.rows > 0 }
    guard !terms.isEmpty else { return }
    let drive = PulseDrive(terms, pulses: change.rate / (direction == .both ? pulseWeight : pulseWeight / 2))
    let drives = blockDrives(drive)
    let (lines, tables) = coincidences(drive, drives)
    let (step, gridColumns) = (writeStep, grid.gridColumns)
    let (share, scheme, policy) = (chip.writeDisturb, chip.configuration.disturb.scheme, chip.configuration.writePolicy)
    var pulses = [Double](repeating: 0, count: tiles.count)
    pulses.withUnsafeMutableBufferPointer { pulses in
      onTiles { tile, number in
        let (shares, table) = (lines[number / gridColumns], tables[number % gridColumns])
        let sparse = shares.flatMap { shares in table.map { (shares, $0) } }
        pulses[number] = tile.pulse(drive, drives[number], sparse, step: step, direction)
        guard share > 0 else { return }
        var lines = LineDisturb(rows: tile.rows, columns: tile.columns)
        lines.add(drive, tile.place)
        tile.gather(lines, scheme, share: share, policy)
      }
    }
    if direction != .both { refreshExhaustedPairs(direction) }
    count(pulses: pulses.reduce(0, +), direction, up: mapping == .differentialPair ? 0.5 : drive.raisingShare)
    wait(parallelTime(drive))
  }

  /// Does something with every tile: tile by tile on several threads where there are enough tiles, or where tiles are too
  /// small to be shared; else with several threads for each.
  mutating func onTiles(_ body: (_ tile: inout Tile, _ number: Int) -> Void) {
    let threads = Workers.threads.get()
    tiles.withUnsafeMutableBufferPointer { tiles in
      let blocks = tiles.indices.map { RowBlock.all(tiles[$0].place).count }.max() ?? 0
      if tiles.count >= 2 * threads || tiles.count > 1 && blocks < threads {
        Workers.run(tiles.count) { body(&tiles[$0], $0) }
      } else {
        for number in tiles.indices { body(&tiles[number], number) }
      }
    }
  }

  /// Expected pulses of every block of every tile.
  private func blockDrives(_ drive: PulseDrive) -> [[BlockDrive]] {
    let bands = (0..<grid.gridColumns).map { column in
      let outputs = tiles[column].place.outputs
      return zip(
        PulseDrive.sums(drive.raising, outputs.lowerBound, outputs.count),
        PulseDrive.sums(drive.lowering, outputs.lowerBound, outputs.count)
      ).map { $0 + $1 }
    }
    // Tiles side by side share their word lines.
    var known: [Range<Int>: [Double]] = [:]
    return tiles.indices.map { number in
      let place = tiles[number].place
      return RowBlock.all(place).map { block in
        let first = place.inputs.lowerBound
        let lines = first + block.rows.lowerBound..<first + block.rows.upperBound
        let sums = known[lines] ?? PulseDrive.sums(drive.inputs, lines.lowerBound, lines.count)
        known[lines] = sums
        return BlockDrive(block, inputs: sums, signals: bands[place.gridColumn])
      }
    }
  }

  /// Shares of the word lines of each row of tiles, and tables of the bands of bit lines, of which a block draws
  /// coincidences.
  private func coincidences(
    _ drive: PulseDrive, _ drives: [[BlockDrive]]
  ) -> (lines: [LineShares?], tables: [CoincidenceTable?]) {
    let columns = grid.gridColumns
    let rows = grid.gridRows
    let isSparse = drives.map { $0.contains { $0.expected > 0 && $0.isSparse(trains: drive.trains) } }
    var lines = [LineShares?](repeating: nil, count: rows)
    var tables = [CoincidenceTable?](repeating: nil, count: columns)
    guard isSparse.contains(true) else { return (lines, tables) }
    // By rows of tiles, so that who will write to a tile has its shares in its cache.
    lines.withUnsafeMutableBufferPointer { lines in
      Workers.run(rows) { row in
        guard isSparse[row * columns..<(row + 1) * columns].contains(true) else { return }
        lines[row] = LineShares([drive.inputs], tiles[row * columns].place.inputs, sums: drive.lineSums)
      }
    }
    tables.withUnsafeMutableBufferPointer { tables in
      Workers.run(columns) { column in
        guard stride(from: column, to: drives.count, by: columns).contains(where: { isSparse[$0] }) else { return }
        tables[column] = CoincidenceTable(drive, band: tiles[column].place.outputs)
      }
    }
    return (lines, tables)
  }
}
