internal import Randomness
internal import VectorMath

/// One slice of an event: which groups of sixteen cells are in the rows.
struct PulseSlice {
  /// The groups' numbers in their stream and the places of their first cells in the array.
  var groups: [Int] = [Int](repeating: 0, count: PulseRows.groups)
  var places: [Int] = [Int](repeating: 0, count: PulseRows.groups)
  var count = 0
}

extension PulseKernel {
  /// Applies many pulses to the cells of a slice, from rows `up` and `down`; the result is in row `value`.
  func many(_ rows: UnsafeMutablePointer<Float>, _ slice: borrowing PulseSlice, isFixed: Bool) {
    guard Law.isAffine else {
      for group in 0..<slice.count { inParts(rows, group, number: slice.groups[group], isFixed: isFixed) }
      return
    }
    slice.groups.withUnsafeBufferPointer { numbers in
      part(rows, from: 0, groups: slice.count, fraction: 1, isFixed: isFixed) { numbers[$0] }
    }
  }

  /// One group under a law that is not affine. The parts are chosen for each group alone, so that its numbers do not
  /// depend on what else is in the slice.
  private func inParts(_ rows: UnsafeMutablePointer<Float>, _ group: Int, number: Int, isFixed: Bool) {
    let base = rows + 16 * group
    let parts = parts(base, count: 16)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 16) { saved in
      for lane in 0..<16 { saved[lane] = base[lane + PulseRows.state] }
      for number in (0..<parts).map({ PulseStreams.index(number, $0) }) {
        part(rows, from: 16 * group, groups: 1, fraction: 1 / Float(parts), isFixed: isFixed) { _ in number }
        for lane in 0..<16 { base[lane + PulseRows.state] = base[lane + PulseRows.value] }
      }
      for lane in 0..<16 { base[lane + PulseRows.state] = saved[lane] }
    }
  }

  /// A fraction of the pulses on some groups: aggregate, reflection where a cell may need it, bounds.
  @inline(__always)
  private func part(
    _ rows: UnsafeMutablePointer<Float>, from start: Int, groups: Int, fraction: Float, isFixed: Bool,
    _ index: (Int) -> Int
  ) {
    let base = rows + start
    PulseRows.fillNormals(rows, from: start, groups: groups, streams.noise, index)
    if isFixed {
      aggregateFixed(base, count: 16 * groups, fraction: fraction)
    } else if !isWeak(base, count: 16, fraction: fraction)
      || !aggregateWeak(base, count: 16 * groups, fraction: fraction)
    {
      aggregate(base, count: 16 * groups, fraction: fraction)
      // Whether a group is weak is decided for itself: its numbers do not depend on what else is in the slice.
      for group in 0..<groups where isWeak(base + 16 * group, count: 16, fraction: fraction) {
        _ = aggregateWeak(base + 16 * group, count: 16, fraction: fraction)
      }
    }
    if nearBounds(base, count: 16 * groups) {
      PulseRows.fillUniforms(rows, from: start, groups: groups, streams.bounds, index)
      if isFixed {
        reflectFixed(base, count: 16 * groups, fraction: fraction)
      } else {
        reflect(base, count: 16 * groups, fraction: fraction)
      }
    }
    for lane in 0..<16 * groups {
      base[lane &+ PulseRows.value] = clamped(
        base[lane &+ PulseRows.value], base[lane &+ PulseRows.low], base[lane &+ PulseRows.high])
    }
  }

  /// Applies the whole pulses of row `count` (shares of up pulses in row `share`) one after the other.
  ///
  /// The groups are put in the order of their largest numbers in a second set of rows, so that those with pulses left
  /// are always the first ones.
  func few(
    _ rows: UnsafeMutablePointer<Float>, _ ordered: UnsafeMutablePointer<Float>, _ slice: borrowing PulseSlice,
    largest: [Int], isMixed: Bool
  ) {
    let order = (0..<slice.count).filter { largest[$0] > 0 }.sorted { largest[$0] > largest[$1] }
    guard let first = order.first else { return }
    let numbers = order.map { slice.groups[$0] }
    for (place, group) in order.enumerated() {
      for row in PulseRows.pulseRows { PulseRows.copyGroup(rows + row, group, to: ordered + row, place) }
    }
    var active = order.count
    for k in 0..<largest[first] {
      while largest[order[active - 1]] <= k { active -= 1 }
      let index = { (group: Int) in PulseStreams.index(numbers[group], k) }
      if !noise.isNone { PulseRows.fillNormals(ordered, from: 0, groups: active, streams.noise, index) }
      if isMixed { PulseRows.fillUniforms(ordered, from: 0, groups: active, streams.directions, index) }
      pulse(ordered, count: 16 * active, done: Float(k))
    }
    for (place, group) in order.enumerated() {
      PulseRows.copyGroup(ordered + PulseRows.state, place, to: rows + PulseRows.state, group)
    }
  }
}
