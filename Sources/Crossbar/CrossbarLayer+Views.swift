internal import DeviceModels
internal import Matrices
internal import Periphery
internal import Units
internal import Wires

extension CrossbarLayer {
  /// Makes the views of tiles that changed.
  /// - Parameter telegraphAge: at which telegraph noise is taken; nil now.
  mutating func prepareViews(telegraphAge: Seconds? = nil) {
    followClock()
    showTelegraphNoise(at: telegraphAge ?? elapsed)
    guard tiles.contains(where: { $0.view == nil }) else { return }
    let noise = johnsonShotNoise
    let memory = memoryNow
    let stale = tiles.indices.filter { tiles[$0].view == nil }
    var wired: [(WiredArray, WiredArray)] = stale.map { index in
      let arrays = (tiles[index].wiredCells, tiles[index].wiredReference)
      (tiles[index].wiredCells, tiles[index].wiredReference) = (WiredArray(), WiredArray())  // to change in place
      return arrays
    }
    var views = [TileView?](repeating: nil, count: stale.count)
    wired.withUnsafeMutableBufferPointer { wired in
      views.withUnsafeMutableBufferPointer { views in
        Workers.run(stale.count) { number in
          views[number] = makeView(of: tiles[stale[number]], noise, memory, &wired[number].0, &wired[number].1)
        }
      }
    }
    for (number, index) in stale.enumerated() {
      tiles[index].view = views[number]
      (tiles[index].wiredCells, tiles[index].wiredReference) = wired[number]
      guard let memory, tiles[index].view?.memory != nil else { continue }
      if tiles[index].noise == nil {
        tiles[index].noise = TileNoise(tiles[index], ladder: memory.ladder, first: memory.first)
      } else {
        tiles[index].noise?.use(memory.ladder, first: memory.first)
      }
    }
  }

  /// The largest input that converts: the input at which a word line carries the card's read voltage.
  var inputFullScale: Float {
    if case .value(let fullScale) = dacSpecification.fullScale { return fullScale }
    return 1
  }

  /// Thermal and shot noise of the layer's cells as they are operated; nil where it is switched off.
  var johnsonShotNoise: JohnsonShotNoise? {
    let configuration = chip.configuration
    guard configuration.readNoise, configuration.thermalNoise else { return nil }
    return JohnsonShotNoise(
      chip.card, temperature: temperature, cellsPerWeight: configuration.cellsPerWeight,
      time: Double(chip.slots / chip.planes) * chip.slot)
  }

  private func makeView(
    of tile: Tile, _ johnsonShot: JohnsonShotNoise?, _ memory: (ladder: TrapLadder, first: Int)?,
    _ wiredCells: inout WiredArray, _ wiredReference: inout WiredArray
  ) -> TileView {
    let configuration = chip.configuration
    let own = tile.cells.conductances(age: slowAge, temperature: temperature)
    let other = tile.reference.conductances(age: slowAge, temperature: temperature)
    var view = TileView(effective: [])
    view.lineLoads = tile.lineLoads(own, other)
    let isColumn = mapping == .referenceColumn

    var ownVariance: [Float]?
    var otherVariance: [Float]?
    if configuration.readNoise, configuration.variation.readNoise > 0 {
      ownVariance = tile.cells.readVariance(own, age: slowAge, temperature: temperature)
      otherVariance = tile.reference.readVariance(other, age: slowAge, temperature: temperature)
    }
    if let memory, memory.first < memory.ladder.count, let own = ownVariance, let other = otherVariance {
      // What is slower than a block of reads is shown by the conductances; what is faster stays in the variances.
      view.memory = NoiseMemory(
        cells: tile.cells.deviations(own, at: slowAge, temperature),
        reference: tile.reference.deviations(other, at: slowAge, temperature))
      let fast = Float(fastShare(memory))
      ownVariance = fast > 0 ? own.map { fast * $0 } : nil
      otherVariance = fast > 0 ? other.map { fast * $0 } : nil
    }
    if let johnsonShot {
      // Where it is all the noise there is, of cells on ideal wires with references of their own, its variance is a
      // product of lines.
      if ownVariance == nil, otherVariance == nil, configuration.wires.isIdeal, !isColumn {
        addSeparable(johnsonShot, own, other, tile, &view)
      } else {
        add(johnsonShot, own, other, tile, &ownVariance, &otherVariance, &view)
      }
    }

    let reading = readBasis
    // Of cells that see the read voltage of either sign only, what they carry on average of the two.
    let secants = chip.basis != nil && reading.functions.contains(.magnitude)
    let (seen, subtracted) = secants ? (signed(tile.cells, 1), signed(tile.reference, 1)) : (own, other)
    view.curves = curves(of: tile, own, other, reading)
    if configuration.wires.isIdeal {
      view.effective = difference(seen, tile.spread(subtracted))
    } else {
      view.effective = seen
      // Without a variance of their own the sensitivities of the cells are found with one of their conductance.
      let isSilent = ownVariance == nil && view.memory != nil
      if isSilent { (ownVariance, otherVariance) = (own, other) }
      let before = (ownVariance, otherVariance)
      wire(tile, seen, subtracted, isColumn, &ownVariance, &otherVariance, &view, &wiredCells, &wiredReference)
      view.memory?.pass(from: before, to: (ownVariance, otherVariance))
      if isSilent { (ownVariance, otherVariance) = (nil, nil) }
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
    if let memory, view.memory != nil, let variance = view.variance, !isColumn, configuration.wires.isIdeal {
      // The fast part is a share of a cell's noise: an error of its variance is a smaller one of the whole.
      let separable = SeparableVariance(variance, columns: tile.columns)
      if Float(fastShare(memory)) * separable.error(variance) <= SeparableVariance.largestError {
        view.separableVariance = separable
        view.variance = nil
      }
    }
    return view
  }

  /// Element by element, into memory that nothing was written to before.
  private func difference(_ own: [Float], _ other: [Float]) -> [Float] {
    [Float](unsafeUninitializedCapacity: own.count) { target, count in
      own.withUnsafeBufferPointer { own in
        other.withUnsafeBufferPointer { other in
          for cell in own.indices { target[cell] = own[cell] - other[cell] }
        }
      }
      count = own.count
    }
  }

  /// The share of a cell's noise that is drawn anew at every read.
  private func fastShare(_ memory: (ladder: TrapLadder, first: Int)) -> Double {
    memory.ladder.white + memory.ladder.share(0..<memory.first)
  }

  /// Thermal and shot noise as a ``SeparableVariance``.
  private func addSeparable(
    _ noise: JohnsonShotNoise, _ own: [Float], _ other: [Float], _ tile: Tile, _ view: inout TileView
  ) {
    let variance = SeparableVariance(
      own, other, factor: Float(noise.thermal * noise.excess), columns: tile.columns)
    let atRest = inputFullScale * inputFullScale / Float(noise.excess)
    view.separableVariance = variance
    view.constantVariance = variance.columns.map { $0 * atRest }
  }

  /// The variance of a single cell's current at full scale on its word line, all other lines at rest.
  func singleCellVariances(_ tile: Tile, _ view: TileView) -> [Float]? {
    var variances: [Float]
    if let variance = view.variance {
      variances = variance
    } else if view.separableVariance != nil {
      variances = [Float](repeating: 0, count: tile.rows * tile.columns)
      let fast = view.memory == nil ? 0 : memoryNow.map { Float(fastShare($0)) } ?? 0
      let quadratic = johnsonShotNoise.map { Float($0.thermal * $0.excess) } ?? 0
      for group in [tile.cells, tile.reference] {
        let conductances = group.conductances(age: slowAge, temperature: temperature)
        let published =
          fast > 0 ? group.readVariance(conductances, age: slowAge, temperature: temperature) : nil
        for cell in variances.indices {
          variances[cell] += quadratic * conductances[cell] + fast * (published?[cell] ?? 0)
        }
      }
    } else {
      return nil
    }
    guard let constant = view.constantVariance else { return variances }
    let unit = 1 / (inputFullScale * inputFullScale)
    for cell in variances.indices { variances[cell] += constant[cell % tile.columns] * unit }
    return variances
  }

  /// Adds thermal and shot noise of all cells to the variances; see ``JohnsonShotNoise``.
  private func add(
    _ noise: JohnsonShotNoise, _ own: [Float], _ other: [Float], _ tile: Tile, _ ownVariance: inout [Float]?,
    _ otherVariance: inout [Float]?,
    _ view: inout TileView
  ) {
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
    let wires = chip.configuration.wires.at(temperature)
    // Cells side by side are one cell of as many times the conductance.
    let gMax = Siemens(chip.card.window.gMax.value * Double(chip.configuration.cellsPerWeight))
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
