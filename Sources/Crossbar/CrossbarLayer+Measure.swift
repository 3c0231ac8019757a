internal import Dispatch
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
    Workers.threads.withValue(threads) { prepareViews() }
    var result = Matrix(rows: activities.rows, columns: outputs)
    let last = firstSample + activities.rows
    let blocks = firstSample / ReadKernel.blockRows..<(last + ReadKernel.blockRows - 1) / ReadKernel.blockRows
    let counts: [ReadCount]
    if threads > 1, blocks.count > 1 {
      counts = readInParallel(blocks, activities, firstSample, threads, &result)
    } else {
      var scratch = ReadKernel.Scratch(tile: largestTile)
      var noise = takeNoise()
      counts = result.elements.withUnsafeMutableBufferPointer { target in
        blocks.map { block in
          advance(&noise, to: block)
          return readBlock(block, activities, firstSample, noise, into: target.baseAddress!, scratch: &scratch)
        }
      }
      keep(noise)
    }
    for count in counts {
      saturatedInputs += count.inputs.saturated
      saturatedOutputs += count.outputs.saturated
      tally.conversions += count.outputs.conversions
    }
    tally.vectorsRead += activities.rows
    return result
  }

  /// The largest tile in use: partial tiles need no more room.
  private var largestTile: TileShape {
    TileShape(rows: tiles.map(\.rows).max() ?? 0, columns: tiles.map(\.columns).max() ?? 0)
  }

  private struct ReadCount: Sendable {
    var inputs = ConversionCount()
    var outputs = ConversionCount()
  }

  /// The noise with a memory of all tiles, out of them so that it changes in place; nil where there is none.
  private mutating func takeNoise() -> [TileNoise?] {
    tiles.indices.map { index in
      guard tiles[index].view?.memory != nil else { return nil }
      defer { tiles[index].noise = nil }
      return tiles[index].noise
    }
  }

  private mutating func keep(_ noise: [TileNoise?]) {
    for index in tiles.indices {
      if let noise = noise[index] { tiles[index].noise = noise }
    }
  }

  /// Brings the noise of all tiles to the time of a block: of the first read of the ``TileNoise/blockReads`` it is one
  /// of, so that no number depends on how a batch is split.
  private func advance(_ noise: inout [TileNoise?], to block: Int) {
    let read = block * ReadKernel.blockRows / TileNoise.blockReads * TileNoise.blockReads
    let time = clock + Double(read) * chip.readPeriod
    for index in noise.indices {
      guard let view = tiles[index].view else { continue }
      noise[index]?.advance(to: time, view: view, columns: tiles[index].columns)
    }
  }

  /// Blocks are independent of one another, so any number of threads gives the same bits. Each thread takes whole
  /// stretches during which slow noise is held, with noise of its own to move.
  private mutating func readInParallel(
    _ blocks: Range<Int>, _ activities: Matrix, _ firstSample: Int, _ threads: Int, _ result: inout Matrix
  ) -> [ReadCount] {
    var counts = [ReadCount](repeating: ReadCount(), count: blocks.count)
    var first = takeNoise()
    advance(&first, to: blocks.lowerBound)
    let end = clock + Double(blocks.upperBound * ReadKernel.blockRows) * chip.readPeriod
    let still = first.allSatisfy { $0?.isStill(until: end) ?? true }
    let stretch = still ? 1 : TileNoise.blockReads / ReadKernel.blockRows
    let stretches = blocks.lowerBound / stretch..<(blocks.upperBound + stretch - 1) / stretch
    let threads = min(threads, stretches.count)
    let shape = largestTile
    let begun = first
    let layer = self
    counts.withUnsafeMutableBufferPointer { counts in
      result.elements.withUnsafeMutableBufferPointer { target in
        // Each thread writes to the rows and counts of its own blocks only.
        nonisolated(unsafe) let counts = counts
        nonisolated(unsafe) let target = target.baseAddress!
        DispatchQueue.concurrentPerform(iterations: threads) { thread in
          var scratch = ReadKernel.Scratch(tile: shape)
          var noise = begun
          for part in Swift.stride(from: stretches.lowerBound + thread, to: stretches.upperBound, by: threads) {
            for block in (part * stretch..<(part + 1) * stretch).clamped(to: blocks) {
              if !still { layer.advance(&noise, to: block) }
              counts[block - blocks.lowerBound] = layer.readBlock(
                block, activities, firstSample, noise, into: target, scratch: &scratch)
            }
          }
        }
      }
    }
    keep(first)
    return counts
  }

  /// Reads the samples of one block that lie in the batch.
  private func readBlock(
    _ block: Int, _ activities: Matrix, _ firstSample: Int, _ noise: [TileNoise?],
    into target: UnsafeMutablePointer<Float>, scratch: inout ReadKernel.Scratch
  ) -> ReadCount {
    guard let dacs else { preconditionFailure("the layer's converters are not calibrated") }
    var count = ReadCount()
    let origin = block * ReadKernel.blockRows
    // Rows of the block that hold samples; the others stay zero.
    let rows = max(firstSample - origin, 0)..<min(firstSample + activities.rows - origin, ReadKernel.blockRows)
    let sample = origin + rows.lowerBound
    let output = target + (sample - firstSample) * outputs
    for gridRow in 0..<grid.gridRows {
      let band = tiles[gridRow * grid.gridColumns].place.inputs
      scratch.inputs.withUnsafeMutableBufferPointer { converted in
        let base = converted.baseAddress!
        base.update(repeating: 0, count: rows.lowerBound * band.count)
        activities.elements.withUnsafeBufferPointer { source in
          count.inputs += dacs[gridRow].convert(
            source.baseAddress! + (sample - firstSample) * inputs + band.lowerBound, stride: inputs,
            into: base + rows.lowerBound * band.count, stride: band.count, rows: rows.count)
        }
        (base + rows.upperBound * band.count).update(
          repeating: 0, count: (ReadKernel.blockRows - rows.upperBound) * band.count)
      }
      var squared = false
      for gridColumn in 0..<grid.gridColumns {
        let index = gridRow * grid.gridColumns + gridColumn
        let tile = tiles[index]
        guard let view = tile.view, let adc = tile.adc else { preconditionFailure("tile without view or converter") }
        if view.variance != nil, !squared {
          ReadKernel.square(count: ReadKernel.blockRows * band.count, scratch: &scratch)
          squared = true
        }
        ReadKernel.currents(
          view, noise[index]?.effective ?? view.effective, rows: band.count, columns: tile.columns, scratch: &scratch)
        if let referenceVariance = view.referenceVariance {
          ReadKernel.addCommonNoise(
            referenceVariance, columns: tile.columns, firstSample: sample, rows: rows,
            draws: DrawGroup(tile.cycle.child("referenceNoise"), step: readStep), scratch: &scratch)
        }
        let hasVariances = view.variance != nil || view.separableVariance != nil
        let noisy = hasVariances || adc.specification.noise > 0
        let adding = gridRow > 0
        scratch.currents.withUnsafeBufferPointer { currents in
          scratch.variances.withUnsafeBufferPointer { variances in
            let start = rows.lowerBound * tile.columns
            let destination = output + tile.place.outputs.lowerBound
            if noisy {
              count.outputs += adc.convert(
                currents.baseAddress! + start, stride: tile.columns,
                variances: hasVariances ? variances.baseAddress! + start : nil, stride: tile.columns,
                into: destination, stride: outputs, rows: rows.count, firstSample: sample,
                draws: DrawGroup(tile.cycle.child("readNoise"), step: readStep), adding: adding)
            } else {
              count.outputs += adc.convert(
                currents.baseAddress! + start, stride: tile.columns, into: destination, stride: outputs,
                rows: rows.count, adding: adding)
            }
          }
        }
      }
    }
    for index in 0..<rows.count * outputs { output[index] *= scale }
    return count
  }
}
