internal import Randomness

/// One programming event on an array: the loop over slices around a ``PulseKernel``.
struct PulseEvent {
  /// The state that pulses act on, and the one that is read where write noise separates them.
  let state: UnsafeMutablePointer<Float>
  let apparent: UnsafeMutablePointer<Float>?
  let writeNoise: Float
  let count: Int
  let constants: PackedConstants
  /// The number of the array's first group of sixteen cells in the streams.
  let firstGroup: Int
  let manyPulses: Float
  /// Whether down pulses do nothing.
  let isOneSided: Bool

  /// From this number on, whole pulses are applied in aggregate.
  static var manyWholePulses: Float { 9 }

  /// Expected up and down pulses.
  func parallel<Law: StateLaw>(_ kernel: PulseKernel<Law>, up: UnsafePointer<Float>, down: UnsafePointer<Float>) {
    forEachSlice(
      load: { rows, place, group in
        copy(up, place, to: rows + PulseRows.up + 16 * group)
        copy(down, place, to: rows + PulseRows.down + 16 * group)
        if isOneSided { clearDown(rows + 16 * group) }
      },
      apply: { rows, slice in
        let (many, few) = sort(rows, slice.count, threshold: manyPulses)
        if many { kernel.many(rows, slice, isFixed: false) }
        if few {
          slice.groups.withUnsafeBufferPointer { numbers in
            PulseRows.fillUniforms(rows, from: 0, groups: slice.count, kernel.streams.counts) { numbers[$0] }
          }
          kernel.drawCounts(rows, count: 16 * slice.count)
          kernel.few(
            rows, rows + PulseRows.size, slice, largest: largestCounts(rows, slice.count),
            isMixed: isMixed(rows, slice.count))
        }
        finish(kernel, rows, slice, few)
      })
  }

  /// Whole pulses, up positive.
  func whole<Law: StateLaw>(_ kernel: PulseKernel<Law>, _ pulses: UnsafePointer<Float>) {
    forEachSlice(
      load: { rows, place, group in
        let target = rows + 16 * group
        copy(pulses, place, to: target + PulseRows.total)
        for lane in 0..<16 {
          let signed = target[lane &+ PulseRows.total]
          target[lane &+ PulseRows.up] = signed > 0 ? signed : 0
          target[lane &+ PulseRows.down] = signed < 0 ? -signed : 0
        }
        if isOneSided { clearDown(target) }
      },
      apply: { rows, slice in
        let (many, few) = sort(rows, slice.count, threshold: Self.manyWholePulses)
        if many { kernel.many(rows, slice, isFixed: true) }
        if few {
          for lane in 0..<16 * slice.count { rows[lane &+ PulseRows.count] = rows[lane &+ PulseRows.total] }
          kernel.few(
            rows, rows + PulseRows.size, slice, largest: largestCounts(rows, slice.count), isMixed: false)
        }
        finish(kernel, rows, slice, few)
      })
  }

  /// Collects the groups with any pulse, sixteen at a time.
  @inline(__always)
  private func forEachSlice(
    load: (UnsafeMutablePointer<Float>, _ place: Int, _ group: Int) -> Void,
    apply: (UnsafeMutablePointer<Float>, borrowing PulseSlice) -> Void
  ) {
    var slice = PulseSlice()
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * PulseRows.size) { buffer in
      buffer.initialize(repeating: 0.5)
      let rows = buffer.baseAddress!
      constants.planes.withUnsafeBufferPointer { planes in
        for place in stride(from: 0, to: count, by: 16) {
          let group = slice.count
          load(rows, place, group)
          guard isTouched(rows + 16 * group) else { continue }
          copy(state, place, to: rows + PulseRows.state + 16 * group)
          PackedConstants.decode(
            planes.baseAddress!, stride: constants.stride, from: place, to: rows, at: 16 * group)
          slice.groups[group] = firstGroup + place / 16
          slice.places[group] = place
          slice.count += 1
          if slice.count == PulseRows.groups {
            apply(rows, slice)
            slice.count = 0
          }
        }
        if slice.count > 0 { apply(rows, slice) }
      }
    }
  }

  @inline(__always)
  private func clearDown(_ base: UnsafeMutablePointer<Float>) {
    for lane in 0..<16 { base[lane &+ PulseRows.down] = 0 }
  }

  @inline(__always)
  private func isTouched(_ base: UnsafeMutablePointer<Float>) -> Bool {
    var bits: UInt32 = 0
    for lane in 0..<16 {
      bits |= base[lane &+ PulseRows.up].bitPattern | base[lane &+ PulseRows.down].bitPattern
    }
    return bits << 1 != 0
  }

  /// Whether there are cells with both up and down pulses.
  @inline(__always)
  private func isMixed(_ rows: UnsafeMutablePointer<Float>, _ groups: Int) -> Bool {
    var mixed: UInt32 = 0
    for lane in 0..<16 * groups {
      let share = rows[lane &+ PulseRows.share]
      mixed |= share > 0 ? (share < 1 ? 1 : 0) : 0
    }
    return mixed != 0
  }

  /// The largest whole number of pulses in each group.
  private func largestCounts(_ rows: UnsafeMutablePointer<Float>, _ groups: Int) -> [Int] {
    (0..<groups).map { group in
      var most: Float = 0
      for lane in 0..<16 {
        let count = rows[16 &* group &+ lane &+ PulseRows.count]
        most = count > most ? count : most
      }
      return Int(most)
    }
  }

  /// Whether there are cells with many and with few pulses; where there are few, also rows `total` (zero where the
  /// pulses are many and done in aggregate) and `share`.
  @inline(__always)
  private func sort(
    _ rows: UnsafeMutablePointer<Float>, _ groups: Int, threshold: Float
  ) -> (many: Bool, few: Bool) {
    var many: UInt32 = 0
    var few: UInt32 = 0
    for lane in 0..<16 * groups {
      let total = rows[lane &+ PulseRows.up] + rows[lane &+ PulseRows.down]
      let isMany: UInt32 = total >= threshold ? 1 : 0
      many |= isMany
      few |= total > 0 ? 1 ^ isMany : 0
    }
    guard few != 0 else { return (many != 0, false) }
    for lane in 0..<16 * groups {
      let up = rows[lane &+ PulseRows.up]
      let total = up + rows[lane &+ PulseRows.down]
      let divisor: Float = total > 0 ? total : 1
      rows[lane &+ PulseRows.share] = up / divisor
      rows[lane &+ PulseRows.total] = total >= threshold ? 0 : total
      rows[lane &+ PulseRows.count] = 0
    }
    return (many != 0, true)
  }

  /// Stores the slice's cells, and what is seen of those that were touched.
  @inline(__always)
  private func finish<Law: StateLaw>(
    _ kernel: PulseKernel<Law>, _ rows: UnsafeMutablePointer<Float>, _ slice: borrowing PulseSlice, _ few: Bool
  ) {
    if few {
      mergeFewAndMany(rows, 16 * slice.count)
    } else {
      takeMany(rows, 16 * slice.count)
    }
    for group in 0..<slice.count { store(rows + PulseRows.state + 16 * group, slice.places[group]) }
    guard let apparent else { return }
    slice.groups.withUnsafeBufferPointer { numbers in
      PulseRows.fillNormals(rows, from: 0, groups: slice.count, kernel.streams.write) { numbers[$0] }
    }
    for group in 0..<slice.count {
      let base = rows + 16 * group
      let place = slice.places[group]
      for lane in 0..<min(16, count - place) where base[lane + PulseRows.term] > 0 {
        // A conductance is not negative.
        apparent[place + lane] = max(0, base[lane + PulseRows.state] + writeNoise * base[lane + PulseRows.normal])
      }
    }
  }

  /// All pulses were done in aggregate: row `state` becomes row `value` where there were any, row `term` tells where.
  @inline(never)
  private func takeMany(_ rows: UnsafeMutablePointer<Float>, _ cells: Int) {
    for lane in 0..<cells {
      let touched = rows[lane &+ PulseRows.up] + rows[lane &+ PulseRows.down] > 0
      let value = rows[lane &+ PulseRows.value]
      let before = rows[lane &+ PulseRows.state]
      rows[lane &+ PulseRows.state] = touched ? value : before
      rows[lane &+ PulseRows.term] = touched ? 1 : 0
    }
  }

  /// Row `value` is taken only where row `total` says nothing was left to single pulses.
  @inline(never)
  private func mergeFewAndMany(_ rows: UnsafeMutablePointer<Float>, _ cells: Int) {
    for lane in 0..<cells {
      let whole = rows[lane &+ PulseRows.up] + rows[lane &+ PulseRows.down]
      let single = rows[lane &+ PulseRows.total]
      let many = whole - single
      let value = rows[lane &+ PulseRows.value]
      let before = rows[lane &+ PulseRows.state]
      let number = rows[lane &+ PulseRows.count]
      rows[lane &+ PulseRows.state] = many > 0 ? value : before
      rows[lane &+ PulseRows.term] = many > 0 ? 1 : number
    }
  }

  /// Stores sixteen states, without those past the end of the array.
  @inline(__always)
  private func store(_ source: UnsafePointer<Float>, _ place: Int) {
    if place + 16 <= count {
      move(source, to: state + place)
    } else {
      for lane in 0..<count - place { state[place + lane] = source[lane] }
    }
  }

  @inline(__always)
  private func move(_ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>) {
    let from = UnsafeRawPointer(source)
    let to = UnsafeMutableRawPointer(target)
    to.storeBytes(of: from.loadUnaligned(as: SIMD8<Float>.self), as: SIMD8<Float>.self)
    to.storeBytes(
      of: from.loadUnaligned(fromByteOffset: 32, as: SIMD8<Float>.self), toByteOffset: 32, as: SIMD8<Float>.self)
  }

  /// Copies sixteen numbers, zeros for those past the end of the array.
  @inline(__always)
  private func copy(_ source: UnsafePointer<Float>, _ place: Int, to target: UnsafeMutablePointer<Float>) {
    if place + 16 <= count {
      move(source + place, to: target)
    } else {
      for lane in 0..<16 { target[lane] = place + lane < count ? source[place + lane] : 0 }
    }
  }
}
