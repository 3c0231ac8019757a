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
    let tables = coincidenceTables(drive, drives)
    let (step, gridColumns) = (writeStep, grid.gridColumns)
    let (share, scheme, policy) = (chip.writeDisturb, chip.configuration.disturb.scheme, chip.configuration.writePolicy)
    var pulses = [Double](repeating: 0, count: tiles.count)
    pulses.withUnsafeMutableBufferPointer { pulses in
      onTiles { tile, number in
        pulses[number] = tile.pulse(
          drive, drives[number], tables[number % gridColumns], step: step, direction)
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

  /// Does something with every tile: tile by tile on several threads where there are enough tiles, else with several
  /// threads for each.
  mutating func onTiles(_ body: (_ tile: inout Tile, _ number: Int) -> Void) {
    let threads = Workers.threads.get()
    tiles.withUnsafeMutableBufferPointer { tiles in
      if tiles.count >= 2 * threads {
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
    return tiles.map { tile in
      let band = bands[tile.place.gridColumn]
      return tile.blocks.map { block in
        BlockDrive(block, inputs: drive.inputSums(tile.place, rows: block.rows), signals: band)
      }
    }
  }

  /// Tables of the bands of bit lines of which a block draws coincidences.
  private func coincidenceTables(_ drive: PulseDrive, _ drives: [[BlockDrive]]) -> [CoincidenceTable?] {
    let columns = grid.gridColumns
    var tables = [CoincidenceTable?](repeating: nil, count: columns)
    let isNeeded = (0..<columns).map { column in
      stride(from: column, to: drives.count, by: columns).contains { tile in
        drives[tile].contains { $0.expected > 0 && $0.isSparse(trains: drive.trains) }
      }
    }
    guard isNeeded.contains(true) else { return tables }
    let lines = LineShares([drive.inputs], 0..<inputs)
    tables.withUnsafeMutableBufferPointer { tables in
      Workers.run(columns) { column in
        guard isNeeded[column] else { return }
        tables[column] = CoincidenceTable(drive, lines: lines, band: tiles[column].place.outputs)
      }
    }
    return tables
  }
}
