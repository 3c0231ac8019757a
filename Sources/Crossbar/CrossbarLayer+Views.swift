internal import DeviceModels
internal import Matrices
internal import Periphery
internal import Units
internal import Wires

extension CrossbarLayer {
  /// Makes the views of tiles that changed.
  mutating func prepareViews() {
    for tile in tiles.indices where tiles[tile].view == nil {
      var arrays = (tiles[tile].wiredCells, tiles[tile].wiredReference)
      (tiles[tile].wiredCells, tiles[tile].wiredReference) = (WiredArray(), WiredArray())  // to change in place
      tiles[tile].view = makeView(of: tiles[tile], &arrays.0, &arrays.1)
      (tiles[tile].wiredCells, tiles[tile].wiredReference) = arrays
    }
  }

  /// The largest input that converts: the input at which a word line carries the card's read voltage.
  var inputFullScale: Float {
    if case .value(let fullScale) = dacSpecification.fullScale { return fullScale }
    return 1
  }

  private func makeView(
    of tile: Tile, _ wiredCells: inout WiredArray, _ wiredReference: inout WiredArray
  ) -> TileView {
    let configuration = chip.configuration
    let own = tile.cells.conductances(age: age, temperature: temperature)
    let other = tile.reference.conductances(age: age, temperature: temperature)
    var view = TileView(effective: own)
    let isColumn = mapping == .referenceColumn

    var ownVariance: [Float]?
    var otherVariance: [Float]?
    if configuration.readNoise, configuration.variation.readNoise > 0 {
      ownVariance = tile.cells.readVariance(own, age: age, temperature: temperature)
      otherVariance = tile.reference.readVariance(other, age: age, temperature: temperature)
    }
    addJohnsonShot(own, other, tile, &ownVariance, &otherVariance, &view)

    if configuration.wires.isIdeal {
      let reference = tile.spread(other)
      for cell in own.indices { view.effective[cell] = own[cell] - reference[cell] }
    } else {
      wire(tile, own, other, isColumn, &ownVariance, &otherVariance, &view, &wiredCells, &wiredReference)
    }
    if var variance = ownVariance {
      if isColumn {
        view.referenceVariance = otherVariance
      } else if let otherVariance {
        for cell in variance.indices { variance[cell] += otherVariance[cell] }
      }
      view.variance = variance
    } else if let otherVariance, !isColumn {
      view.variance = otherVariance
    }
    return view
  }

  /// Adds thermal and shot noise of all cells to the variances; see ``JohnsonShotNoise``.
  private func addJohnsonShot(
    _ own: [Float], _ other: [Float], _ tile: Tile, _ ownVariance: inout [Float]?, _ otherVariance: inout [Float]?,
    _ view: inout TileView
  ) {
    guard chip.configuration.readNoise, chip.configuration.thermalNoise else { return }
    let noise = JohnsonShotNoise(chip.card, temperature: temperature)
    let quadratic = Float(noise.thermal * noise.excess)
    let constant = Float(noise.thermal) * inputFullScale * inputFullScale
    func added(_ variance: [Float]?, _ conductances: [Float]) -> [Float] {
      guard var sum = variance else { return conductances.map { quadratic * $0 } }
      sum.withUnsafeMutableBufferPointer { sum in
        conductances.withUnsafeBufferPointer { conductances in
          for cell in sum.indices { sum[cell] += quadratic * conductances[cell] }
        }
      }
      return sum
    }
    ownVariance = added(ownVariance, own)
    otherVariance = added(otherVariance, other)
    let reference = tile.spread(other)
    var columns = [Float](repeating: 0, count: tile.columns)
    columns.withUnsafeMutableBufferPointer { columns in
      own.withUnsafeBufferPointer { own in
        reference.withUnsafeBufferPointer { reference in
          for row in 0..<tile.rows {
            let start = row * tile.columns
            for column in 0..<tile.columns {
              columns[column] += constant * (own[start + column] + reference[start + column])
            }
          }
        }
      }
    }
    view.constantVariance = columns
  }

  /// Sends conductances and variances through the wires: positive and negative bit lines are arrays of their own, a
  /// reference column is one more bit line of its array.
  private func wire(
    _ tile: Tile, _ own: [Float], _ other: [Float], _ isColumn: Bool, _ ownVariance: inout [Float]?,
    _ otherVariance: inout [Float]?, _ view: inout TileView, _ wiredCells: inout WiredArray,
    _ wiredReference: inout WiredArray
  ) {
    let wires = chip.configuration.wires
    let gMax = chip.card.window.gMax
    func solve(
      _ array: inout WiredArray, _ conductances: [Float], _ variance: [Float]?, columns: Int
    ) -> (means: [Float], variance: [Float]?) {
      array.solve(
        conductances, variance: variance, rows: tile.rows, columns: columns, gMax: gMax, wires: wires,
        tolerance: chip.configuration.wireTolerance, place: tile.place)
    }
    if isColumn {
      let columns = tile.columns
      func joined(_ body: [Float], _ edge: [Float]) -> [Float] {
        (0..<tile.rows).flatMap { row in body[row * columns..<(row + 1) * columns] + [edge[row]] }
      }
      let variance = ownVariance.map { joined($0, otherVariance ?? [Float](repeating: 0, count: tile.rows)) }
      let solved = solve(&wiredCells, joined(own, other), variance, columns: columns + 1)
      for row in 0..<tile.rows {
        let reference = solved.means[row * (columns + 1) + columns]
        for column in 0..<columns {
          view.effective[row * columns + column] = solved.means[row * (columns + 1) + column] - reference
          if let noise = solved.variance { ownVariance?[row * columns + column] = noise[row * (columns + 1) + column] }
        }
        if let noise = solved.variance { otherVariance?[row] = noise[row * (columns + 1) + columns] }
      }
    } else {
      let positive = solve(&wiredCells, own, ownVariance, columns: tile.columns)
      let negative = solve(&wiredReference, other, otherVariance, columns: tile.columns)
      for cell in own.indices { view.effective[cell] = positive.means[cell] - negative.means[cell] }
      ownVariance = positive.variance
      otherVariance = negative.variance
    }
  }
}
