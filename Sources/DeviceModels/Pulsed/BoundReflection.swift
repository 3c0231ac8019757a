internal import Randomness
internal import VectorMath

/// What clipping after every pulse, not only after the last, does to many noisy pulses near a bound.
///
/// A clipped random walk ends below its unclipped path by the largest overshoot on the way (Lindley, 1952). Between
/// known ends the maximum of a Brownian path has the law ½(s + √(s² − 2V ln u)) with u uniform; a walk of N steps
/// reaches 0.5826 step deviations less (Chernoff 1965; Siegmund 1979). With relaxation the same holds in the time scale
/// that turns it into a Brownian path: the start's distance shrinks by the memory e^{−Q}. The bound is taken as
/// straight in that scale, which is exact without relaxation and for relaxation towards the bound itself.
struct BoundReflection {
  /// The state before, and the end as if there were no bounds.
  var start: Float, mean: Float, variance: Float, value: Float
  var low: Float, high: Float
  /// p² of the jumps: lets a down pulse cross the upper bound by its noise.
  var relativeNoise: Float

  /// Whether the cell may feel a bound before the end: one within 3.5 deviations of the way.
  @inline(__always)
  var isNeeded: Bool {
    let above = high - (mean > start ? mean : start)
    let below = (mean < start ? mean : start) - low
    let nearest = above < below ? above : below
    let distance = nearest > 0 ? nearest : 0
    return distance * distance < 12 * variance
  }

  /// The end with the bounds.
  @inline(__always)
  func held(_ pulses: AggregatePulses, _ uniform: Float) -> Float {
    let logarithm = naturalLogarithm(uniform)
    let count = pulses.up + pulses.down
    let q = pulses.relaxation
    let lost = exponentialMinusOne(-q)
    let memory = 1 + lost
    // One jump's variance: that of the end over the number of jumps that are remembered, N(1 − e^{−2Q})/2Q.
    let jump = 0.5826 * root(variance * -2 * q / ((count < 1 ? 1 : count) * lost * (1 + memory)))
    // Mean steps at the bounds.
    let room = high - start
    let depth = start - low
    let upHigh = positive(pulses.rise.step - pulses.rise.relaxation * room)
    let downHigh = positive(pulses.fall.step + pulses.fall.relaxation * room)
    let upLow = positive(pulses.rise.step + pulses.rise.relaxation * depth)
    let downLow = positive(pulses.fall.step - pulses.fall.relaxation * depth)
    let top = overshoot(
      start: room, mean: high - mean, end: high - value, logarithm, jump, memory,
      share: share(pulses.second, pulses.up, upHigh, pulses.extraUp, pulses.down, downHigh, pulses.extraDown))
    let bottom = overshoot(
      start: depth, mean: mean - low, end: value - low, logarithm, jump, memory,
      share: share(pulses.second, pulses.down, downLow, pulses.extraDown, pulses.up, upLow, pulses.extraUp))
    return isNeeded ? value - top + bottom : value
  }

  /// How far jumps near a bound go to and fro, 0...1: a path that only moves one way has its extreme at its end.
  ///
  /// 4cr/(c + r)², with c and r the variances of the jumps that cross the bound and of those that return. A jump with
  /// noise n on a mean step Δ reverses with a variance of about n⁴/(n² + Δ²).
  @inline(__always)
  private func share(
    _ second: Float, _ towards: Float, _ stepTowards: Float, _ extraTowards: Float, _ away: Float, _ stepAway: Float,
    _ extraAway: Float
  ) -> Float {
    let squareTowards = stepTowards * stepTowards
    let squareAway = stepAway * stepAway
    let noiseTowards = relativeNoise * squareTowards + extraTowards
    let noiseAway = relativeNoise * squareAway + extraAway
    let allTowards = noiseTowards + squareTowards + 1e-16
    let allAway = noiseAway + squareAway + 1e-16
    let inverse = 1 / (allTowards * allAway)
    let backTowards = noiseTowards * noiseTowards * allAway * inverse
    let backAway = noiseAway * noiseAway * allTowards * inverse
    let crossing = towards * (second * squareTowards + extraTowards) + away * backAway
    let returning = away * (second * squareAway + extraAway) + towards * backTowards
    let inverseSum = 1 / (crossing + returning + 1e-16)
    return 4 * crossing * inverseSum * returning * inverseSum
  }

  /// How far the path went beyond a bound; distances are positive inside.
  @inline(__always)
  private func overshoot(
    start: Float, mean: Float, end last: Float, _ logarithm: Float, _ jump: Float, _ memory: Float, share: Float
  ) -> Float {
    let remembered = start * memory
    let forgotten = positive(1 - memory)
    let from = remembered + positive(mean - remembered) * forgotten * forgotten * forgotten
    let gap = from - last
    let reach = 0.5 * (root(gap * gap - 2 * variance * share * logarithm) - from - last) - jump
    return positive(reach > -last ? reach : -last)
  }

  @inline(__always)
  private func root(_ x: Float) -> Float { x * inverseRoot(x) }

  @inline(__always)
  private func positive(_ x: Float) -> Float { x > 0 ? x : 0 }
}
