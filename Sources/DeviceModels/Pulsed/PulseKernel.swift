internal import Randomness
internal import VectorMath

/// The loops over cells of one programming event, for one state law. `rows` is the memory of ``PulseRows``.
struct PulseKernel<Law: StateLaw> {
  let law: Law
  let noise: NoiseTerms
  let streams: PulseStreams
  /// p²: with 1 + p² and 1 + 3p² the jumps' moments.
  let relativeNoise: Float

  init(law: Law, noise: NoiseTerms, streams: PulseStreams) {
    self.law = law
    self.noise = noise
    self.streams = streams
    relativeNoise = noise.perMeanStep * noise.perMeanStep
  }

  /// One pulse on `count` cells with pulses left (more than `done`), clipped to their bounds.
  @inline(never)
  func pulse(_ rows: UnsafeMutablePointer<Float>, count: Int, done: Float) {
    for index in 0..<count {
      let cell = PulseRows.cell(rows, index)
      let g = rows[index &+ PulseRows.state]
      let rise = law.up(g, cell).step
      let fall = law.down(g, cell).step
      let isUp = rows[index &+ PulseRows.uniform] < rows[index &+ PulseRows.share]
      let step = isUp ? rise : -fall
      let deviation = noise.deviation(step, isUp ? cell.stepUp : cell.stepDown, g)
      let moved = clamped(g + step + deviation * rows[index &+ PulseRows.normal], cell.low, cell.high)
      rows[index &+ PulseRows.state] = rows[index &+ PulseRows.count] > done ? moved : g
    }
  }

  /// Poisson numbers with the means in row `total` into row `count`, by inversion, for means up to 32; at most 63
  /// (beyond with probability 3e-7). One uniform on a grid of 2⁻²³ each: the mean is right to 1e-6 relative.
  @inline(never)
  func drawCounts(_ rows: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count {
      let none = exponential(-rows[index &+ PulseRows.total])
      rows[index &+ PulseRows.term] = none
      rows[index &+ PulseRows.cumulated] = none
      rows[index &+ PulseRows.count] = 0
    }
    for k in 1..<64 {
      let before = Float(k - 1)
      let inverse = 1 / Float(k)
      var any: UInt32 = 0
      for index in 0..<count {
        let term = rows[index &+ PulseRows.term]
        let mean = rows[index &+ PulseRows.total]
        let sum = rows[index &+ PulseRows.cumulated]
        let weight: Float = term > 1e-8 ? 1 : (mean > before ? 1 : 0)
        let beyond = rows[index &+ PulseRows.uniform] > sum ? weight : 0
        any |= beyond.bitPattern
        rows[index &+ PulseRows.count] += beyond
        let next = term * mean * inverse
        rows[index &+ PulseRows.term] = next
        rows[index &+ PulseRows.cumulated] = sum + next
      }
      if any == 0 { return }
    }
  }

  /// The aggregate of a Poisson number of pulses on `count` cells, before reflection and bounds.
  @inline(never)
  func aggregate(_ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float) {
    for index in 0..<count {
      let g = rows[index &+ PulseRows.state]
      let end = poisson(rows, index, fraction).end(from: g, normal: rows[index &+ PulseRows.normal])
      rows[index &+ PulseRows.value] = end.value
      rows[index &+ PulseRows.mean] = end.mean
      rows[index &+ PulseRows.variance] = end.variance
    }
  }

  /// As ``aggregate(_:count:fraction:)`` for cells whose steps hardly change on the way.
  /// - Returns: whether that is so; if not, the results are not to be used.
  @inline(never)
  func aggregateWeak(_ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float) -> Bool {
    var any: UInt32 = 0
    for index in 0..<count {
      let g = rows[index &+ PulseRows.state]
      let pulses = poisson(rows, index, fraction)
      let end = pulses.weakEnd(from: g, normal: rows[index &+ PulseRows.normal])
      any |= pulses.strength > AggregatePulses.weak ? 1 : 0
      rows[index &+ PulseRows.value] = end.value
      rows[index &+ PulseRows.mean] = end.mean
      rows[index &+ PulseRows.variance] = end.variance
    }
    return any == 0
  }

  /// Whether the steps of all the cells hardly change on the way.
  @inline(never)
  func isWeak(_ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float) -> Bool {
    var any: UInt32 = 0
    for index in 0..<count {
      any |= poisson(rows, index, fraction).strength > AggregatePulses.weak ? 1 : 0
    }
    return any == 0
  }

  /// The aggregate of a fixed number of pulses in one direction.
  @inline(never)
  func aggregateFixed(_ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float) {
    for index in 0..<count {
      let g = rows[index &+ PulseRows.state]
      let end = fixed(rows, index, fraction).end(from: g, normal: rows[index &+ PulseRows.normal])
      rows[index &+ PulseRows.value] = end.value
      rows[index &+ PulseRows.mean] = end.mean
      rows[index &+ PulseRows.variance] = end.variance
    }
  }

  /// Whether any of the cells may feel a bound before the end.
  @inline(never)
  func nearBounds(_ rows: UnsafeMutablePointer<Float>, count: Int) -> Bool {
    var any: UInt32 = 0
    for index in 0..<count { any |= reflected(rows, index).isNeeded ? 1 : 0 }
    return any != 0
  }

  /// Replaces values near bounds by those of walks that are clipped after every pulse.
  @inline(never)
  func reflect(_ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float) {
    for index in 0..<count {
      rows[index &+ PulseRows.value] = reflected(rows, index).held(
        poisson(rows, index, fraction), rows[index &+ PulseRows.uniform])
    }
  }

  /// As ``reflect(_:count:fraction:)``, for a fixed number of pulses.
  @inline(never)
  func reflectFixed(_ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float) {
    for index in 0..<count {
      rows[index &+ PulseRows.value] = reflected(rows, index).held(
        fixed(rows, index, fraction), rows[index &+ PulseRows.uniform])
    }
  }

  @inline(__always)
  private func reflected(_ rows: UnsafeMutablePointer<Float>, _ index: Int) -> BoundReflection {
    BoundReflection(
      start: rows[index &+ PulseRows.state], mean: rows[index &+ PulseRows.mean],
      variance: rows[index &+ PulseRows.variance], value: rows[index &+ PulseRows.value],
      low: rows[index &+ PulseRows.low], high: rows[index &+ PulseRows.high], relativeNoise: relativeNoise)
  }

  @inline(__always)
  private func poisson(_ rows: UnsafeMutablePointer<Float>, _ index: Int, _ fraction: Float) -> AggregatePulses {
    let cell = PulseRows.cell(rows, index)
    let g = rows[index &+ PulseRows.state]
    let rise = law.up(g, cell)
    let fall = law.down(g, cell)
    return AggregatePulses(
      up: rows[index &+ PulseRows.up] * fraction, down: rows[index &+ PulseRows.down] * fraction, rise: rise,
      fall: fall, second: 1 + relativeNoise, third: 1 + 3 * relativeNoise,
      extraUp: noise.extraVariance(rise.step, cell.stepUp, g),
      extraDown: noise.extraVariance(fall.step, cell.stepDown, g))
  }

  @inline(__always)
  private func fixed(_ rows: UnsafeMutablePointer<Float>, _ index: Int, _ fraction: Float) -> AggregatePulses {
    let cell = PulseRows.cell(rows, index)
    let g = rows[index &+ PulseRows.state]
    let rise = law.up(g, cell)
    let fall = law.down(g, cell)
    let isUp = rows[index &+ PulseRows.up] > 0
    let extra = noise.extraVariance(isUp ? rise.step : fall.step, isUp ? cell.stepUp : cell.stepDown, g)
    return AggregatePulses(
      fixed: (rows[index &+ PulseRows.up] + rows[index &+ PulseRows.down]) * fraction, isUp: isUp, rise, fall,
      extra: extra, relativeNoise: noise.perMeanStep)
  }

  static var strain: Float { 3 }

  /// How many parts the pulses of a law that is not affine are applied in: enough that in each the steps change by a
  /// fraction only.
  @inline(never)
  func parts(_ rows: UnsafeMutablePointer<Float>, count: Int) -> Int {
    if Law.isAffine { return 1 }
    var most: Float = 1
    for index in 0..<count {
      let cell = PulseRows.cell(rows, index)
      let g = rows[index &+ PulseRows.state]
      let up = rows[index &+ PulseRows.up]
      let down = rows[index &+ PulseRows.down]
      let rise = law.up(g, cell).relaxation
      let fall = law.down(g, cell).relaxation
      let drift = magnitude(up * rise) + magnitude(down * fall)
      let spread = up * rise * rise + down * fall * fall
      let wander = noise.perState * noise.perState * (up + down)
      let strain = Self.strain * (drift + 2 * (1 + relativeNoise) * spread + 4 * wander)
      most = strain > most ? strain : most
    }
    var parts = 1
    while parts < 16, Float(parts) < most { parts += 1 }
    return parts
  }
}
