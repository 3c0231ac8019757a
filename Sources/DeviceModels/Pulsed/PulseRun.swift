internal import Randomness
internal import VectorMath

/// A programming event on the cells of a range, for one state law, with one thread's working memory.
struct PulseRun<Law: StateLaw> {
  let event: PulseEvent
  let kernel: PulseKernel<Law>
  let scratch: PulseScratch

  private var rows: UnsafeMutablePointer<Float> { scratch.rows }

  /// Expected numbers of pulses.
  func expected(_ range: Range<Int>, up: UnsafePointer<Float>?, down: UnsafePointer<Float>?) {
    let threshold = event.response.manyPulses
    forEachSlice(range) { start, count, offset, group in
      let allUp = up.map { $0 + offset }
      let allDown = down.map { $0 + offset }
      // Down pulses do nothing to one-sided cells, but they are taken.
      let ups = allUp
      let downs = event.response.isOneSided ? nil : allDown
      if event.response.isOneSided, let allDown { take(start, count, allDown) }
      let (least, most) = scratch.fillTotals(ups, downs, count: count)
      guard most > 0 else { return }
      take(start, count, scratch.totals)
      if least >= threshold {
        for first in Swift.stride(from: 0, to: count, by: PulseRows.width) {
          let cells = min(PulseRows.width, count - first)
          load(start + first, cells)
          copy(ups.map { $0 + first }, cells, to: PulseRows.up)
          copy(downs.map { $0 + first }, cells, to: PulseRows.down)
          many(cells, group: group + first / 16, isFixed: false)
          store(start + first, cells, group: group + first / 16)
        }
        return
      }
      let chosen = scratch.chooseExpected(
        count: count, most: most, threshold: threshold, coarse: kernel.streams.coarse, group: group)
      if 16 * (chosen.few + chosen.many) > count { fetch(start, count) }
      forEachRow(scratch.few, chosen.few) { list, cells, rank in
        for place in 0..<cells {
          let cell = Int(list[place])
          scratch.mean[place] = scratch.totals[cell]
          scratch.up[place] = ups.map { $0[cell] } ?? 0
        }
        let group = group + rank / 16
        scratch.fillChances(list, count: cells, fine: kernel.streams.fine, group: group)
        scratch.drawCounts(count: cells)
        let picked = scratch.pick(count: cells)
        guard picked.any > 0 else { return }
        loadPicked(list, start, picked.any)
        let isMixed = loadShares(picked.any)
        few(picked.any, several: picked.several, group: group, isMixed: isMixed, isCounted: false)
        scatterPicked(list, start, picked.any, group: group)
      }
      forEachRow(scratch.many, chosen.many) { list, cells, rank in
        gather(list, start, cells)
        for place in 0..<cells {
          rows[place &+ PulseRows.up] = ups.map { $0[Int(list[place])] } ?? 0
          rows[place &+ PulseRows.down] = downs.map { $0[Int(list[place])] } ?? 0
        }
        many(cells, group: group + rank / 16, isFixed: false)
        scatter(list, start, cells, group: group + rank / 16)
      }
    }
  }

  /// Whole pulses, up positive.
  func whole(_ range: Range<Int>, _ pulses: UnsafePointer<Float>) {
    forEachSlice(range) { start, count, offset, group in
      let pulses = pulses + offset
      let chosen = scratch.chooseWhole(pulses, count: count, threshold: PulseEvent.manyWholePulses)
      whole(start, count, group, pulses, few: chosen.few, many: chosen.many)
    }
  }

  /// Whole pulses of some cells of all, in ascending order.
  func whole(_ cells: UnsafePointer<UInt32>, _ number: Int, _ pulses: UnsafePointer<Float>) {
    var rank = 0
    while rank < number {
      let start = Int(cells[rank]) / PulseScratch.slice * PulseScratch.slice
      let count = min(PulseScratch.slice, event.count - start)
      let chosen = scratch.chooseWhole(
        cells + rank, pulses + rank, number - rank, start..<start + count, threshold: PulseEvent.manyWholePulses)
      whole(start, count, event.firstGroup + start / 16, scratch.totals, few: chosen.few, many: chosen.many)
      rank += chosen.all
    }
  }

  /// Whole pulses of the cells of a slice that ``scratch`` lists.
  private func whole(_ start: Int, _ count: Int, _ group: Int, _ pulses: UnsafePointer<Float>, few: Int, many: Int) {
    if 16 * (few + many) > count { fetch(start, count) }
    forEachRow(scratch.few, few) { list, cells, rank in
      for place in 0..<cells {
        let number = pulses[Int(list[place])]
        scratch.up[place] = number > 0 ? 1 : 0
        scratch.count[place] = event.response.isOneSided && number < 0 ? 0 : magnitude(number)
      }
      takeWhole(list, cells, start, pulses)
      let picked = scratch.pick(count: cells)
      guard picked.any > 0 else { return }
      let group = group + rank / 16
      loadPicked(list, start, picked.any)
      for slot in 0..<picked.any {
        let rank = Int(scratch.picked[slot])
        rows[slot &+ PulseRows.count] = scratch.count[rank]
        rows[slot &+ PulseRows.share] = scratch.up[rank]
        rows[slot &+ PulseRows.uniform] = 0.5
      }
      clearPadding(picked.any)
      self.few(picked.any, several: picked.several, group: group, isMixed: false, isCounted: false)
      scatterPicked(list, start, picked.any, group: group)
    }
    forEachRow(scratch.many, many) { list, cells, rank in
      takeWhole(list, cells, start, pulses)
      gather(list, start, cells)
      for place in 0..<cells {
        let number = pulses[Int(list[place])]
        rows[place &+ PulseRows.up] = number > 0 ? number : 0
        rows[place &+ PulseRows.down] = number < 0 && !event.response.isOneSided ? -number : 0
      }
      self.many(cells, group: group + rank / 16, isFixed: true)
      scatter(list, start, cells, group: group + rank / 16)
    }
  }

  /// Fractions of steps; see ``PulseEvent/disturb(_:up:down:)``.
  func disturb(_ range: Range<Int>, up: UnsafePointer<Float>, down: UnsafePointer<Float>) {
    let isOneSided = event.response.isOneSided
    for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: PulseRows.width) {
      let cells = min(PulseRows.width, range.upperBound - start)
      let offset = start - range.lowerBound
      load(start, cells)
      copy(up + offset, cells, to: PulseRows.up)
      copy(isOneSided ? nil : down + offset, cells, to: PulseRows.down)
      kernel.disturb(rows, count: cells)
      if let apparent = event.apparent {
        for cell in 0..<cells {
          apparent[start + cell] = max(
            0, apparent[start + cell] + rows[cell &+ PulseRows.value] - event.state[start + cell])
        }
      }
      (event.state + start).update(from: rows + PulseRows.value, count: cells)
    }
  }

  /// Whole pulses in both directions of some cells of a range.
  func touched(
    _ range: Range<Int>, _ places: UnsafePointer<UInt32>, _ number: Int, _ up: UnsafePointer<Float>?,
    _ down: UnsafePointer<Float>?
  ) {
    let isOneSided = event.response.isOneSided
    let none = scratch.totals
    for place in 0..<PulseRows.width { none[place] = 0 }
    for rank in Swift.stride(from: 0, to: number, by: PulseRows.width) {
      let cells = min(PulseRows.width, number - rank)
      let group = event.firstGroup + range.lowerBound / 16 + rank / 16
      let base = places + rank
      let ups = up.map { $0 + rank } ?? UnsafePointer(none)
      let allDown = down.map { $0 + rank } ?? UnsafePointer(none)
      // Down pulses do nothing to one-sided cells, but they are taken.
      let downs = isOneSided ? UnsafePointer(none) : allDown
      for place in 0..<cells {
        scratch.count[place] = ups[place] + downs[place]
        scratch.up[place] = ups[place]
      }
      if let taken = event.taken.map({ $0 + range.lowerBound }) {
        for place in 0..<cells { taken[Int(base[place])] += ups[place] + allDown[place] }
      }
      let picked = scratch.pick(count: cells)
      guard picked.any > 0 else { continue }
      let state = event.state + range.lowerBound
      let steps = event.planes + range.lowerBound
      let slopes = steps + event.stride
      let bounds = slopes + event.stride
      for slot in 0..<picked.any {
        let place = Int(scratch.picked[slot])
        let cell = Int(base[place])
        rows[slot &+ PulseRows.state] = state[cell]
        rows[slot &+ PulseRows.stepUp] = Float(bitPattern: steps[cell])
        rows[slot &+ PulseRows.slopeUp] = Float(bitPattern: slopes[cell])
        rows[slot &+ PulseRows.low] = Float(bitPattern: bounds[cell])
        rows[slot &+ PulseRows.count] = scratch.count[place]
        rows[slot &+ PulseRows.up] = scratch.up[place]
      }
      PackedConstants.decode(rows, count: PulseRows.padded(picked.any))
      for slot in 0..<picked.any {
        rows[slot &+ PulseRows.share] = rows[slot &+ PulseRows.up]
        rows[slot &+ PulseRows.mean] = rows[slot &+ PulseRows.count]
        rows[slot &+ PulseRows.uniform] = 0.5
      }
      let isMixed = divideShares(picked.any)
      few(picked.any, several: picked.several, group: group, isMixed: isMixed, isCounted: true)
      for slot in 0..<picked.any { state[Int(base[Int(scratch.picked[slot])])] = rows[slot &+ PulseRows.state] }
      show(picked.any, group: group) { range.lowerBound + Int(base[Int(scratch.picked[$0])]) }
    }
  }

  // MARK: Walking

  @inline(__always)
  private func forEachSlice(
    _ range: Range<Int>, _ body: (_ start: Int, _ count: Int, _ offset: Int, _ group: Int) -> Void
  ) {
    for start in Swift.stride(from: range.lowerBound, to: range.upperBound, by: PulseScratch.slice) {
      body(
        start, min(PulseScratch.slice, range.upperBound - start), start - range.lowerBound,
        event.firstGroup + start / 16)
    }
  }

  @inline(__always)
  private func forEachRow(
    _ list: UnsafePointer<UInt16>, _ count: Int,
    _ body: (_ list: UnsafePointer<UInt16>, _ cells: Int, _ rank: Int) -> Void
  ) {
    for rank in Swift.stride(from: 0, to: count, by: PulseRows.width) {
      body(list + rank, min(PulseRows.width, count - rank), rank)
    }
  }

  // MARK: In and out of the rows

  /// Reads a number of every cache line of some cells, in their order: the processor fetches lines ahead of such a walk,
  /// and not ahead of one from one chosen cell to the next.
  @inline(never)
  private func fetch(_ start: Int, _ count: Int) {
    let state = UnsafeRawPointer(event.state).assumingMemoryBound(to: UInt32.self)
    var any: UInt32 = 0
    for cell in Swift.stride(from: start, to: start + count, by: 16) {
      any |= state[cell] | event.planes[cell]
      any |= event.planes[event.stride + cell] | event.planes[2 * event.stride + cell]
    }
    scratch.sink.pointee = any
  }

  private func take(_ start: Int, _ count: Int, _ pulses: UnsafePointer<Float>) {
    guard let taken = event.taken.map({ $0 + start }) else { return }
    for index in 0..<count { taken[index] += pulses[index] }
  }

  private func takeWhole(
    _ list: UnsafePointer<UInt16>, _ cells: Int, _ start: Int, _ pulses: UnsafePointer<Float>
  ) {
    guard let taken = event.taken else { return }
    for place in 0..<cells { taken[start + Int(list[place])] += magnitude(pulses[Int(list[place])]) }
  }

  /// Loads neighbouring cells.
  private func load(_ start: Int, _ cells: Int) {
    (rows + PulseRows.state).update(from: event.state + start, count: cells)
    let words = event.planes + start
    PackedConstants.decode(words, rows + PulseRows.stepUp, count: cells)
    PackedConstants.decode(words + event.stride, rows + PulseRows.slopeUp, count: cells)
    PackedConstants.decode(words + 2 * event.stride, rows + PulseRows.low, count: cells)
  }

  private func copy(_ source: UnsafePointer<Float>?, _ cells: Int, to row: Int) {
    if let source {
      (rows + row).update(from: source, count: cells)
      for index in cells..<PulseRows.padded(cells) { rows[index &+ row] = 0 }
    } else {
      (rows + row).update(repeating: 0, count: PulseRows.padded(cells))
    }
  }

  /// Loads the cells of a list.
  private func gather(_ list: UnsafePointer<UInt16>, _ start: Int, _ cells: Int) {
    let state = event.state + start
    let steps = event.planes + start
    let slopes = steps + event.stride
    let bounds = slopes + event.stride
    for place in 0..<cells {
      let cell = Int(list[place])
      rows[place &+ PulseRows.state] = state[cell]
      rows[place &+ PulseRows.stepUp] = Float(bitPattern: steps[cell])
      rows[place &+ PulseRows.slopeUp] = Float(bitPattern: slopes[cell])
      rows[place &+ PulseRows.low] = Float(bitPattern: bounds[cell])
    }
    PackedConstants.decode(rows, count: PulseRows.padded(cells))
    for index in cells..<PulseRows.padded(cells) {
      rows[index &+ PulseRows.up] = 0
      rows[index &+ PulseRows.down] = 0
    }
  }

  /// Loads the picked cells of a list.
  private func loadPicked(_ list: UnsafePointer<UInt16>, _ start: Int, _ cells: Int) {
    let state = event.state + start
    let steps = event.planes + start
    let slopes = steps + event.stride
    let bounds = slopes + event.stride
    for slot in 0..<cells {
      let cell = Int(list[Int(scratch.picked[slot])])
      rows[slot &+ PulseRows.state] = state[cell]
      rows[slot &+ PulseRows.stepUp] = Float(bitPattern: steps[cell])
      rows[slot &+ PulseRows.slopeUp] = Float(bitPattern: slopes[cell])
      rows[slot &+ PulseRows.low] = Float(bitPattern: bounds[cell])
    }
    PackedConstants.decode(rows, count: PulseRows.padded(cells))
  }

  /// The picked cells' numbers of pulses and shares of up pulses.
  /// - Returns: whether cells have pulses in both directions.
  private func loadShares(_ cells: Int) -> Bool {
    for slot in 0..<cells {
      let rank = Int(scratch.picked[slot])
      rows[slot &+ PulseRows.count] = scratch.count[rank]
      rows[slot &+ PulseRows.share] = scratch.up[rank]
      rows[slot &+ PulseRows.mean] = scratch.mean[rank]
      rows[slot &+ PulseRows.uniform] = scratch.rest[rank]
    }
    return divideShares(cells)
  }

  /// Row `share` over row `mean`, a loop of its own that becomes vectors.
  /// - Returns: whether any share lies between 0 and 1.
  @inline(never)
  private func divideShares(_ cells: Int) -> Bool {
    var mixed: UInt32 = 0
    for slot in 0..<cells {
      let share = rows[slot &+ PulseRows.share] / rows[slot &+ PulseRows.mean]
      rows[slot &+ PulseRows.share] = share
      let some: UInt32 = share > 0 ? 1 : 0
      mixed |= share < 1 ? some : 0
    }
    clearPadding(cells)
    return mixed != 0
  }

  /// Lanes past the last cell get no pulses.
  private func clearPadding(_ cells: Int) {
    for index in cells..<PulseRows.padded(cells) {
      rows[index &+ PulseRows.count] = 0
      rows[index &+ PulseRows.share] = 0
    }
  }

  private func scatterPicked(_ list: UnsafePointer<UInt16>, _ start: Int, _ cells: Int, group: Int) {
    let state = event.state + start
    for slot in 0..<cells { state[Int(list[Int(scratch.picked[slot])])] = rows[slot &+ PulseRows.state] }
    show(cells, group: group) { start + Int(list[Int(scratch.picked[$0])]) }
  }

  private func scatter(_ list: UnsafePointer<UInt16>, _ start: Int, _ cells: Int, group: Int) {
    let state = event.state + start
    for place in 0..<cells { state[Int(list[place])] = rows[place &+ PulseRows.state] }
    show(cells, group: PulseStreams.index(group, 1)) { start + Int(list[$0]) }
  }

  private func store(_ start: Int, _ cells: Int, group: Int) {
    (event.state + start).update(from: rows + PulseRows.state, count: cells)
    show(cells, group: PulseStreams.index(group, 1)) { start + $0 }
  }

  /// What is seen of cells that were touched: their states, in row `state`, and write noise.
  @inline(__always)
  private func show(_ cells: Int, group: Int, _ cell: (Int) -> Int) {
    guard let apparent = event.apparent else { return }
    PulseRows.fillNormals(rows, count: cells, kernel.streams.write, group: group)
    for place in 0..<cells {
      // A conductance is not negative.
      apparent[cell(place)] = max(
        0, rows[place &+ PulseRows.state] + event.response.writeNoise * rows[place &+ PulseRows.normal])
    }
  }
}
