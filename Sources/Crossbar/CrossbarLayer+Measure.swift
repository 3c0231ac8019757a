public import Matrices
internal import Periphery
internal import Randomness
private import Substrate
internal import Units

extension CrossbarLayer {
  /// Sends activities through the layer; see ``BlackBox/measure(_:)``.
  ///
  /// Converters whose full scale is to be calibrated must have been (``calibrate(on:)``); a layer that was not is a
  /// programmer's error and stops the program. Every call is a read of its own: fast noise is drawn anew, slow noise
  /// follows the clock, which moves on by the batch.
  public mutating func measure(_ activities: Matrix) -> Matrix {
    let result = measure(activities, firstSample: 0)
    readStep &+= 1
    wait(Double(activities.rows) * chip.readPeriod)
    return result
  }

  /// Sends part of a longer batch through the layer. The numbers of all parts together equal those of one call with
  /// the whole batch, bit for bit, when ``nextRead()`` is called between batches only.
  /// - Parameter firstSample: the number of the first row in the batch.
  public mutating func measurePart(_ activities: Matrix, firstSample: Int) -> Matrix {
    partialReads = max(partialReads, firstSample + activities.rows)
    return measure(activities, firstSample: firstSample)
  }

  /// Ends a batch that was read in parts: the next read has new noise, and the clock moves on by the batch.
  public mutating func nextRead() {
    readStep &+= 1
    wait(Double(partialReads) * chip.readPeriod)
    partialReads = 0
  }

  private mutating func measure(_ activities: Matrix, firstSample: Int) -> Matrix {
    precondition(activities.columns == inputs, "\(activities.columns) activities for \(inputs) inputs")
    let threads = max(chip.configuration.threads, Workers.threads.get())
    if isCurved { lastActivities = activities }
    var result = Matrix(rows: activities.rows, columns: outputs)
    let last = firstSample + activities.rows
    let blocks = firstSample / ReadKernel.blockRows..<(last + ReadKernel.blockRows - 1) / ReadKernel.blockRows
    let counts = Workers.threads.withValue(threads) {
      guard chip.hasTelegraphNoise else {
        prepareViews()
        return read(blocks, activities, firstSample, &result)
      }
      // Looked at as often as slow noise is.
      var counts: [ReadCount] = []
      let stretch = TileNoise.blockReads / ReadKernel.blockRows
      var first = blocks.lowerBound
      while first < blocks.upperBound {
        let part = first..<min((first / stretch + 1) * stretch, blocks.upperBound)
        prepareViews(telegraphAge: elapsed + Double(first / stretch * TileNoise.blockReads) * chip.readPeriod)
        counts += read(part, activities, firstSample, &result)
        first = part.upperBound
      }
      return counts
    }
    for count in counts {
      saturatedInputs += count.inputs.saturated
      saturatedOutputs += count.outputs.saturated
      tally.conversions += count.outputs.conversions
      tally.readEnergy += count.squares * readEnergyUnit
    }
    countRead(of: activities.rows)
    disturbByReads(activities)
    return result
  }

  /// The largest tile in use: partial tiles need no more room.
  private var largestTile: TileShape {
    TileShape(rows: tiles.map(\.rows).max() ?? 0, columns: tiles.map(\.columns).max() ?? 0)
  }

  private struct ReadCount: Sendable {
    var inputs = ConversionCount()
    var outputs = ConversionCount()
    /// Squared inputs times the conductances of their lines.
    var squares = 0.0
  }

  /// The noise with a memory of all tiles, out of them so that it changes in place; nil where there is none.
  private mutating func takeNoise() -> [TileNoise?] {
    tiles.withUnsafeMutableBufferPointer { tiles in
      tiles.indices.map { index in
        guard tiles[index].view?.memory != nil else { return nil }
        defer { tiles[index].noise = nil }
        return tiles[index].noise
      }
    }
  }

  private mutating func keep(_ noise: [TileNoise?]) {
    tiles.withUnsafeMutableBufferPointer { tiles in
      for index in tiles.indices {
        if let noise = noise[index] { tiles[index].noise = noise }
      }
    }
  }

  /// Brings the noise of all tiles to the time of a block: of the first read of the ``TileNoise/blockReads`` it is one
  /// of, so that no number depends on how a batch is split.
  private func advance(_ noise: inout [TileNoise?], to block: Int) {
    let read = block * ReadKernel.blockRows / TileNoise.blockReads * TileNoise.blockReads
    let time = clock + Double(read) * chip.readPeriod
    noise.withUnsafeMutableBufferPointer { noise in
      /// Tiles next to one another where there are many, blocks of the cells of one where there are few.
      func move(_ index: Int) {
        guard let view = tiles[index].view else { return }
        noise[index]?.advance(to: time, view: view, columns: tiles[index].columns)
      }
      if noise.count >= 2 * Workers.threads.get() {
        Workers.run(noise.count, move)
      } else {
        for index in noise.indices { move(index) }
      }
    }
  }

  /// Reads blocks of samples, which are independent of one another while slow noise is held, so that any number of threads
  /// gives the same bits: stretch by stretch where it moves within the batch.
  private mutating func read(
    _ blocks: Range<Int>, _ activities: Matrix, _ firstSample: Int, _ result: inout Matrix
  ) -> [ReadCount] {
    var counts = [ReadCount](repeating: ReadCount(), count: blocks.count)
    guard !blocks.isEmpty else { return counts }
    var noise = takeNoise()
    advance(&noise, to: blocks.lowerBound)
    let end = clock + Double(blocks.upperBound * ReadKernel.blockRows) * chip.readPeriod
    let isStill = noise.allSatisfy { $0?.isStill(until: end) ?? true }
    let stretch = isStill ? blocks.upperBound : TileNoise.blockReads / ReadKernel.blockRows
    let workers = min(Workers.threads.get(), min(stretch, blocks.count))
    var rooms = (0..<workers).map { _ in ReadKernel.Scratch(tile: largestTile, functions: readBasis.functions.count) }
    let layer = self
    result.elements.withUnsafeMutableBufferPointer { target in
      counts.withUnsafeMutableBufferPointer { counts in
        rooms.withUnsafeMutableBufferPointer { rooms in
          var first = blocks.lowerBound
          while first < blocks.upperBound {
            let part = first..<min((first / stretch + 1) * stretch, blocks.upperBound)
            if first > blocks.lowerBound { advance(&noise, to: first) }
            let readers = layer.tiles.indices.map {
              TileReader(layer.tiles[$0], noise[$0], step: layer.readStep, planes: chip.planes)
            }
            // Each worker writes to the rows and counts of its own blocks only.
            Workers.run(workers) { worker in
              for block in Swift.stride(from: part.lowerBound + worker, to: part.upperBound, by: workers) {
                counts[block - blocks.lowerBound] = layer.readBlock(
                  block, activities, firstSample, readers, into: target.baseAddress!, scratch: &rooms[worker])
              }
            }
            first = part.upperBound
          }
        }
      }
    }
    keep(noise)
    return counts
  }

  /// Reads the samples of one block that lie in the batch.
  private func readBlock(
    _ block: Int, _ activities: Matrix, _ firstSample: Int, _ readers: [TileReader],
    into target: UnsafeMutablePointer<Float>, scratch: inout ReadKernel.Scratch
  ) -> ReadCount {
    guard let dacs else { preconditionFailure("the layer's converters are not calibrated") }
    var count = ReadCount()
    let origin = block * ReadKernel.blockRows
    // Rows of the block that hold samples; the others stay zero.
    let rows = max(firstSample - origin, 0)..<min(firstSample + activities.rows - origin, ReadKernel.blockRows)
    let sample = origin + rows.lowerBound
    let output = target + (sample - firstSample) * outputs
    let reading = readBasis
    let planes = chip.planes
    for gridRow in 0..<grid.gridRows {
      let band = readers[gridRow * grid.gridColumns].place.inputs
      let dac = dacs[gridRow]
      scratch.inputs.withUnsafeMutableBufferPointer { converted in
        let base = converted.baseAddress!
        base.update(repeating: 0, count: rows.lowerBound * band.count)
        activities.elements.withUnsafeBufferPointer { source in
          let (from, to) = (
            source.baseAddress! + (sample - firstSample) * inputs + band.lowerBound,
            base + rows.lowerBound * band.count
          )
          count.inputs +=
            planes > 1
            ? dac.codes(from, stride: inputs, into: to, stride: band.count, rows: rows.count)
            : dac.convert(from, stride: inputs, into: to, stride: band.count, rows: rows.count)
        }
        (base + rows.upperBound * band.count).update(
          repeating: 0, count: (ReadKernel.blockRows - rows.upperBound) * band.count)
        count.squares += squaredInputs(base, gridRow: gridRow, rows: rows)
      }
      if planes > 1 { scratch.codes = scratch.inputs }
      for plane in 0..<planes {
        if planes > 1 {
          ReadKernel.fillPlane(
            plane, gains: dac.errors.gain, fullScale: reading.fullScale, rows: band.count, scratch: &scratch)
        }
        ReadKernel.bend(reading, count: ReadKernel.blockRows * band.count, scratch: &scratch)
        var squared = false
        for gridColumn in 0..<grid.gridColumns {
          let tile = readers[gridRow * grid.gridColumns + gridColumn]
          if tile.view.variance != nil || tile.view.referenceVariance != nil, !squared {
            ReadKernel.square(count: ReadKernel.blockRows * band.count, scratch: &scratch)
            squared = true
          }
          ReadKernel.currents(tile.view, tile.effective, rows: band.count, columns: tile.columns, scratch: &scratch)
          let draws = tile.draws(plane)
          if let referenceVariance = tile.view.referenceVariance {
            ReadKernel.addCommonNoise(
              referenceVariance, columns: tile.columns, firstSample: sample, rows: rows, draws: draws.reference,
              scratch: &scratch)
          }
          let destination = output + tile.place.outputs.lowerBound
          guard planes > 1 else {
            count.outputs += tile.convert(
              scratch, rows, sample, draws.own, into: destination, stride: outputs, adding: gridRow > 0)
            continue
          }
          // Shifted and added digitally.
          let weight = Float(1 << plane) / Float(1 << planes - 1)
          let columns = tile.columns
          withUnsafeTemporaryAllocation(of: Float.self, capacity: rows.count * columns) { part in
            let part = part.baseAddress!
            count.outputs += tile.convert(scratch, rows, sample, draws.own, into: part, stride: columns, adding: false)
            let isFirst = gridRow == 0 && plane == 0
            for row in 0..<rows.count {
              let (line, to) = (part + row * columns, destination + row * outputs)
              for column in 0..<columns { to[column] = (isFirst ? 0 : to[column]) + weight * line[column] }
            }
          }
        }
      }
    }
    for index in 0..<rows.count * outputs { output[index] *= scale }
    return count
  }
}

/// A tile as the blocks of a read meet it. A class, so that a block that looks at a tile holds one reference and not each
/// of its arrays.
private final class TileReader: Sendable {
  let place: TilePlace
  let view: TileView
  /// Conductances with the slow noise of now.
  let effective: [Float]
  private let adc: ADC
  private let draws: [(own: DrawGroup, reference: DrawGroup)]
  var columns: Int { place.outputs.count }

  init(_ tile: Tile, _ noise: TileNoise?, step: UInt32, planes: Int) {
    guard let view = tile.view, let adc = tile.adc else { preconditionFailure("tile without view or converter") }
    place = tile.place
    self.view = view
    effective = noise?.effective ?? view.effective
    self.adc = adc
    let (own, reference) = (tile.cycle.child("readNoise"), tile.cycle.child("referenceNoise"))
    draws = (0..<planes).map { plane in
      func draws(_ key: StreamKey) -> DrawGroup { DrawGroup(plane > 0 ? key.child("plane", plane) : key, step: step) }
      return (draws(own), draws(reference))
    }
  }

  /// The noise streams of one of the reads that carry a vector.
  func draws(_ plane: Int) -> (own: DrawGroup, reference: DrawGroup) { draws[plane] }

  /// Converts the currents of a block, with their noise.
  func convert(
    _ scratch: ReadKernel.Scratch, _ rows: Range<Int>, _ sample: Int, _ draws: DrawGroup,
    into target: UnsafeMutablePointer<Float>, stride: Int, adding: Bool
  ) -> ConversionCount {
    let hasVariances = view.variance != nil || view.separableVariance != nil
    let start = rows.lowerBound * columns
    return scratch.currents.withUnsafeBufferPointer { currents in
      scratch.variances.withUnsafeBufferPointer { variances in
        guard hasVariances || adc.specification.noise > 0 else {
          return adc.convert(
            currents.baseAddress! + start, stride: columns, into: target, stride: stride, rows: rows.count,
            adding: adding)
        }
        return adc.convert(
          currents.baseAddress! + start, stride: columns,
          variances: hasVariances ? variances.baseAddress! + start : nil, stride: columns, into: target,
          stride: stride, rows: rows.count, firstSample: sample, draws: draws, adding: adding)
      }
    }
  }
}
