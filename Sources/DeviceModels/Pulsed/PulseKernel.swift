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

  /// Takes the pulse that a round applied off the known numbers of up pulses: row `up` and share of what is left.
  @inline(never)
  func countDown(_ rows: UnsafeMutablePointer<Float>, count: Int, done: Float) {
    for index in 0..<count {
      let wasUp: Float = rows[index &+ PulseRows.uniform] < rows[index &+ PulseRows.share] ? 1 : 0
      let ups = rows[index &+ PulseRows.up] - wasUp
      let left = rows[index &+ PulseRows.count] - done - 1
      rows[index &+ PulseRows.up] = ups
      rows[index &+ PulseRows.share] = ups / (left < 1 ? 1 : left)
    }
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

  /// Fractions of mean steps, into row `value`.
  @inline(never)
  func disturb(_ rows: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count {
      let cell = PulseRows.cell(rows, index)
      let g = rows[index &+ PulseRows.state]
      let moved =
        rows[index &+ PulseRows.up] * law.up(g, cell).step - rows[index &+ PulseRows.down] * law.down(g, cell).step
      rows[index &+ PulseRows.value] = clamped(g + moved, cell.low, cell.high)
    }
  }

  /// The aggregate of a Poisson number of pulses on `count` cells, before reflection and bounds.
  /// - Returns: whether any of the cells may feel a bound before the end.
  @inline(never)
  func aggregate(_ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float) -> Bool {
    var near: UInt32 = 0
    for index in 0..<count {
      let g = rows[index &+ PulseRows.state]
      let end = poisson(rows, index, fraction).end(from: g, normal: rows[index &+ PulseRows.normal])
      near |= isNear(rows, index, g, end)
      rows[index &+ PulseRows.value] = end.value
      rows[index &+ PulseRows.mean] = end.mean
      rows[index &+ PulseRows.variance] = end.variance
    }
    return near != 0
  }

  /// 1 for a cell that may feel a bound.
  @inline(__always)
  private func isNear(
    _ rows: UnsafeMutablePointer<Float>, _ index: Int, _ start: Float, _ end: AggregatePulses.End
  ) -> UInt32 {
    BoundReflection(
      start: start, mean: end.mean, variance: end.variance, value: end.value, low: rows[index &+ PulseRows.low],
      high: rows[index &+ PulseRows.high], relativeNoise: relativeNoise
    ).isNeeded ? 1 : 0
  }

  /// As ``aggregate(_:count:fraction:)`` for cells whose steps hardly change on the way.
  /// - Returns: whether that is so (if not, the results are not to be used), and whether any may feel a bound.
  @inline(never)
  func aggregateWeak(
    _ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float
  ) -> (isWeak: Bool, isNear: Bool) {
    var any: UInt32 = 0
    var near: UInt32 = 0
    for index in 0..<count {
      let g = rows[index &+ PulseRows.state]
      let pulses = poisson(rows, index, fraction)
      let end = pulses.weakEnd(from: g, normal: rows[index &+ PulseRows.normal])
      any |= pulses.strength > AggregatePulses.weak ? 1 : 0
      near |= isNear(rows, index, g, end)
      rows[index &+ PulseRows.value] = end.value
      rows[index &+ PulseRows.mean] = end.mean
      rows[index &+ PulseRows.variance] = end.variance
    }
    return (any == 0, near != 0)
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
  /// - Returns: whether any of the cells may feel a bound before the end.
  @inline(never)
  func aggregateFixed(_ rows: UnsafeMutablePointer<Float>, count: Int, fraction: Float) -> Bool {
    var near: UInt32 = 0
    for index in 0..<count {
      let g = rows[index &+ PulseRows.state]
      let end = fixed(rows, index, fraction).end(from: g, normal: rows[index &+ PulseRows.normal])
      near |= isNear(rows, index, g, end)
      rows[index &+ PulseRows.value] = end.value
      rows[index &+ PulseRows.mean] = end.mean
      rows[index &+ PulseRows.variance] = end.variance
    }
    return near != 0
  }

  /// Whether any of the cells may feel a bound before the end.
  @inline(never)
  func nearBounds(_ rows: UnsafeMutablePointer<Float>, count: Int) -> Bool {
    var any: UInt32 = 0
    for index in 0..<count { any |= reflected(rows, index).isNeeded ? 1 : 0 }
    return any != 0
  }

  /// The values, held to their bounds, become the states.
  @inline(never)
  func settle(_ rows: UnsafeMutablePointer<Float>, count: Int) {
    for index in 0..<count {
      rows[index &+ PulseRows.state] = clamped(
        rows[index &+ PulseRows.value], rows[index &+ PulseRows.low], rows[index &+ PulseRows.high])
    }
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

  /// Steps and relaxations at the present states into their rows, for laws that are dear: of the others each kernel
  /// works them out.
  @inline(never)
  func evaluate(_ rows: UnsafeMutablePointer<Float>, count: Int) {
    if Law.isAffine { return }
    for index in 0..<count {
      let cell = PulseRows.cell(rows, index)
      let g = rows[index &+ PulseRows.state]
      let rise = law.up(g, cell)
      let fall = law.down(g, cell)
      rows[index &+ PulseRows.riseStep] = rise.step
      rows[index &+ PulseRows.riseRelaxation] = rise.relaxation
      rows[index &+ PulseRows.fallStep] = fall.step
      rows[index &+ PulseRows.fallRelaxation] = fall.relaxation
    }
  }

  @inline(__always)
  private func rise(_ rows: UnsafeMutablePointer<Float>, _ index: Int, _ g: Float, _ cell: CellConstants) -> StepHere {
    if Law.isAffine { return law.up(g, cell) }
    return StepHere(step: rows[index &+ PulseRows.riseStep], relaxation: rows[index &+ PulseRows.riseRelaxation])
  }

  @inline(__always)
  private func fall(_ rows: UnsafeMutablePointer<Float>, _ index: Int, _ g: Float, _ cell: CellConstants) -> StepHere {
    if Law.isAffine { return law.down(g, cell) }
    return StepHere(step: rows[index &+ PulseRows.fallStep], relaxation: rows[index &+ PulseRows.fallRelaxation])
  }

  @inline(__always)
  private func poisson(_ rows: UnsafeMutablePointer<Float>, _ index: Int, _ fraction: Float) -> AggregatePulses {
    let cell = PulseRows.cell(rows, index)
    let g = rows[index &+ PulseRows.state]
    let rise = rise(rows, index, g, cell)
    let fall = fall(rows, index, g, cell)
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
    let rise = rise(rows, index, g, cell)
    let fall = fall(rows, index, g, cell)
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
    // Numbers ≥ 0 are ordered like their bits, of which the optimiser makes vectors.
    var bits = Float(1).bitPattern
    for index in 0..<count {
      let cell = PulseRows.cell(rows, index)
      let g = rows[index &+ PulseRows.state]
      let up = rows[index &+ PulseRows.up]
      let down = rows[index &+ PulseRows.down]
      let rise = rise(rows, index, g, cell).relaxation
      let fall = fall(rows, index, g, cell).relaxation
      let drift = magnitude(up * rise) + magnitude(down * fall)
      let spread = up * rise * rise + down * fall * fall
      let wander = noise.perState * noise.perState * (up + down)
      let strain = Self.strain * (drift + 2 * (1 + relativeNoise) * spread + 4 * wander)
      // No pulses times an infinite relaxation, of cells with hardly any window, count for nothing.
      let counted: Float = strain > 1 ? strain : 1
      bits = counted.bitPattern > bits ? counted.bitPattern : bits
    }
    let most = Float(bitPattern: bits)
    var parts = 1
    while parts < 16, Float(parts) < most { parts += 1 }
    return parts
  }
}
