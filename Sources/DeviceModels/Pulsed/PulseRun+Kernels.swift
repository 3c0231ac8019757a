internal import Randomness
internal import VectorMath

extension PulseRun {
  /// Applies whole pulses one after the other to cells in the order of their numbers, the largest first: row `count`,
  /// shares of up pulses in row `share`, a uniform number for those with a single pulse in row `uniform`.
  /// - Parameter isCounted: whether row `up` holds known numbers of up pulses; else each pulse goes up with the
  ///   probability in row `share`.
  func few(_ cells: Int, several: Int, group: Int, isMixed: Bool, isCounted: Bool) {
    let rows = scratch.rows
    var active = cells
    var round = 0
    var (noise, directions) = (kernel.streams.noise(round: 0), kernel.streams.directions(round: 0))
    while active > 0 {
      let place = PulseStreams.index(group, round)
      if round > 0, round % 64 == 0 {
        (noise, directions) = (kernel.streams.noise(round: round), kernel.streams.directions(round: round))
      }
      if !kernel.noise.isNone { PulseRows.fillNormals(rows, count: active, noise, group: place) }
      if isMixed, several > 0 {
        // Only cells with several pulses need a direction drawn: of the others it is known, or drawn already.
        let needed = round == 0 ? several : active
        PulseRows.fillUniforms(
          rows + PulseRows.raw, count: needed, directions, group: place)
        (rows + PulseRows.uniform).update(from: rows + PulseRows.raw, count: needed)
      }
      kernel.pulse(rows, count: PulseRows.padded(active), done: Float(round))
      if isCounted, isMixed { kernel.countDown(rows, count: PulseRows.padded(active), done: Float(round)) }
      round += 1
      // From 63 pulses on cells are not in order.
      if round < 63 {
        while active > 0, rows[active - 1 &+ PulseRows.count] <= Float(round) { active -= 1 }
      } else if !(0..<active).contains(where: { rows[$0 &+ PulseRows.count] > Float(round) }) {
        active = 0
      }
    }
  }

  /// Applies many pulses, rows `up` and `down`, in aggregate; the result is in row `state`.
  func many(_ cells: Int, group: Int, isFixed: Bool) {
    let rows = scratch.rows
    PulseRows.fillNormals(rows, count: cells, kernel.streams.aggregate, group: group)
    for first in Swift.stride(from: 0, to: cells, by: PulseRows.bundle) {
      let base = rows + first
      let count = min(PulseRows.bundle, PulseRows.padded(cells) - first)
      kernel.evaluate(base, count: count)
      let parts = kernel.parts(base, count: count)
      guard parts > 1 else {
        part(base, count, group: group + first / 16, fraction: 1, isFixed: isFixed)
        continue
      }
      for number in 0..<parts {
        let place = PulseStreams.index(group + first / 16, number)
        if number > 0 {
          PulseRows.fillNormals(rows, from: first, count: count, kernel.streams.aggregate, group: place)
          kernel.evaluate(base, count: count)
        }
        part(base, count, group: place, fraction: 1 / Float(parts), isFixed: isFixed)
      }
    }
  }

  /// A fraction of the pulses on some cells: aggregate, reflection where a cell may need it, bounds.
  private func part(
    _ base: UnsafeMutablePointer<Float>, _ count: Int, group: Int, fraction: Float, isFixed: Bool
  ) {
    var isNear: Bool
    if isFixed {
      isNear = kernel.aggregateFixed(base, count: count, fraction: fraction)
    } else {
      // The first cells foretell which form it will be.
      var isWeak = kernel.isWeak(base, count: 16, fraction: fraction)
      isNear = false
      if isWeak { (isWeak, isNear) = kernel.aggregateWeak(base, count: count, fraction: fraction) }
      if !isWeak { isNear = kernel.aggregate(base, count: count, fraction: fraction) }
    }
    if isNear {
      PulseRows.fillUniforms(base + PulseRows.uniform, count: count, kernel.streams.bounds, group: group)
      // Neighbours that need it together: a kernel's constants are loaded once for them.
      var first = 0
      while first < count {
        var end = first
        while end < count, kernel.nearBounds(base + end, count: 16) { end += 16 }
        if end > first {
          if isFixed {
            kernel.reflectFixed(base + first, count: end - first, fraction: fraction)
          } else {
            kernel.reflect(base + first, count: end - first, fraction: fraction)
          }
        }
        first = end + 16
      }
    }
    kernel.settle(base, count: count)
  }
}
