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
        if many != 0 { kernel.many(rows, slice, isFixed: false) }
        if few != 0 {
          slice.groups.withUnsafeBufferPointer { numbers in
            PulseRows.fillUniforms(rows, from: 0, groups: slice.count, kernel.streams.counts) { numbers[$0] }
          }
          kernel.drawCounts(rows, count: 16 * slice.count)
          kernel.few(
            rows, rows + PulseRows.size, slice, largest: largestCounts(rows, slice.count),
            isMixed: isMixed(rows, slice.count))
        }
        finish(kernel, rows, slice)
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
        if many != 0 { kernel.many(rows, slice, isFixed: true) }
        if few != 0 {
          for lane in 0..<16 * slice.count { rows[lane &+ PulseRows.count] = rows[lane &+ PulseRows.total] }
          kernel.few(
            rows, rows + PulseRows.size, slice, largest: largestCounts(rows, slice.count), isMixed: false)
        }
        finish(kernel, rows, slice)
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

  /// Rows `total` (zero where the pulses are many: they are done in aggregate) and `share`, and which groups have
  /// cells with many and with few pulses, a bit each.
  @inline(__always)
  private func sort(
    _ rows: UnsafeMutablePointer<Float>, _ groups: Int, threshold: Float
  ) -> (many: UInt32, few: UInt32) {
    var many: UInt32 = 0
    var few: UInt32 = 0
    for group in 0..<groups {
      let base = rows + 16 * group
      var anyMany: UInt32 = 0
      var anyFew: UInt32 = 0
      for lane in 0..<16 {
        let up = base[lane &+ PulseRows.up]
        let total = up + base[lane &+ PulseRows.down]
        let isMany: UInt32 = total >= threshold ? 1 : 0
        let isFew: UInt32 = total > 0 ? 1 ^ isMany : 0
        let divisor: Float = total > 0 ? total : 1
        base[lane &+ PulseRows.share] = up / divisor
        base[lane &+ PulseRows.total] = total >= threshold ? 0 : total
        base[lane &+ PulseRows.count] = 0
        anyMany |= isMany
        anyFew |= isFew
      }
      many |= anyMany << UInt32(group)
      few |= anyFew << UInt32(group)
    }
    return (many, few)
  }

  /// Stores the slice's cells, and what is seen of those that were touched.
  @inline(__always)
  private func finish<Law: StateLaw>(
    _ kernel: PulseKernel<Law>, _ rows: UnsafeMutablePointer<Float>, _ slice: borrowing PulseSlice
  ) {
    for group in 0..<slice.count {
      let base = rows + 16 * group
      for lane in 0..<16 {
        // Pulses without any in row `total`: done in aggregate.
        let whole = base[lane &+ PulseRows.up] + base[lane &+ PulseRows.down]
        let isMany = base[lane &+ PulseRows.total] == 0 ? whole > 0 : false
        let value = base[lane &+ PulseRows.value]
        let state = base[lane &+ PulseRows.state]
        base[lane &+ PulseRows.term] = isMany ? 1 : base[lane &+ PulseRows.count]
        base[lane &+ PulseRows.state] = isMany ? value : state
      }
      let place = slice.places[group]
      let present = min(16, count - place)
      let target = state + place
      for lane in 0..<present { target[lane] = base[lane + PulseRows.state] }
      guard let apparent else { continue }
      let number = slice.groups[group]
      PulseRows.fillNormals(rows, from: 16 * group, groups: 1, kernel.streams.write) { _ in number }
      for lane in 0..<present where base[lane + PulseRows.term] > 0 {
        // A conductance is not negative.
        apparent[place + lane] = max(0, base[lane + PulseRows.state] + writeNoise * base[lane + PulseRows.normal])
      }
    }
  }

  /// Copies sixteen numbers, zeros for those past the end of the array.
  @inline(__always)
  private func copy(_ source: UnsafePointer<Float>, _ place: Int, to target: UnsafeMutablePointer<Float>) {
    if place + 16 <= count {
      UnsafeMutableRawPointer(target).copyMemory(from: source + place, byteCount: 64)
    } else {
      for lane in 0..<16 { target[lane] = place + lane < count ? source[place + lane] : 0 }
    }
  }
}
