internal import VectorMath

/// A mean step and how fast it shrinks as the state follows it (the relaxation per pulse, b = −d(step)/d(state)).
struct StepHere {
  var step: Float
  var relaxation: Float
}

/// A step law as the kernels use it, in conductance. Down steps are positive sizes.
protocol StateLaw: Sendable {
  /// Whether step and relaxation are exact for every state (the step is affine in it).
  static var isAffine: Bool { get }
  func up(_ g: Float, _ cell: CellConstants) -> StepHere
  func down(_ g: Float, _ cell: CellConstants) -> StepHere
}

/// Constant, linear, soft bounds and NeuroSim: step·(1 − κ(g − origin)).
struct AffineLaw: StateLaw {
  let origin: Float
  static var isAffine: Bool { true }

  @inline(__always)
  func up(_ g: Float, _ cell: CellConstants) -> StepHere {
    let b = cell.stepUp * cell.slopeUp
    return StepHere(step: cell.stepUp - b * (g - origin), relaxation: b)
  }

  @inline(__always)
  func down(_ g: Float, _ cell: CellConstants) -> StepHere {
    let b = cell.stepDown * cell.slopeDown
    return StepHere(step: cell.stepDown - b * (g - origin), relaxation: -b)
  }
}

/// The law of ``StepLaw/exponential(_:)``.
struct ExponentialLaw: StateLaw {
  let origin: Float
  let a: Float, b: Float
  let gammaUp: Float, gammaDown: Float, amplitudeUp: Float, amplitudeDown: Float
  static var isAffine: Bool { false }

  init(_ steps: StepLaw.ExponentialSteps, origin: Float) {
    self.origin = origin
    a = Float(steps.a)
    b = Float(steps.b)
    gammaUp = Float(steps.gammaUp)
    gammaDown = Float(steps.gammaDown)
    amplitudeUp = Float(steps.amplitudeUp)
    amplitudeDown = Float(steps.amplitudeDown)
  }

  @inline(__always)
  func up(_ g: Float, _ cell: CellConstants) -> StepHere { law(g, cell, cell.stepUp, gammaUp, amplitudeUp, 1) }

  @inline(__always)
  func down(_ g: Float, _ cell: CellConstants) -> StepHere {
    law(g, cell, cell.stepDown, -gammaDown, amplitudeDown, -1)
  }

  @inline(__always)
  private func law(
    _ g: Float, _ cell: CellConstants, _ step: Float, _ gamma: Float, _ amplitude: Float, _ direction: Float
  ) -> StepHere {
    // A stuck cell has no window, and its place is not measured from the origin in units of it.
    let window = cell.high - cell.low
    let slope = window < 1e-4 ? 0 : 2 * a / window
    let term = amplitude * exponential(gamma * (slope * (g - origin) + b))
    let y = 1 - term
    let relaxation = direction * gamma * step * term * slope
    return StepHere(step: y > 0 ? step * y : 0, relaxation: y > 0 ? relaxation : 0)
  }
}

/// The law of ``StepLaw/power(exponentUp:exponentDown:)``.
struct PowerLaw: StateLaw {
  let exponentUp: Float, exponentDown: Float
  static var isAffine: Bool { false }

  @inline(__always)
  func up(_ g: Float, _ cell: CellConstants) -> StepHere { law(cell.high - g, cell, cell.stepUp, exponentUp) }

  @inline(__always)
  func down(_ g: Float, _ cell: CellConstants) -> StepHere { law(g - cell.low, cell, cell.stepDown, exponentDown) }

  @inline(__always)
  private func law(_ distance: Float, _ cell: CellConstants, _ step: Float, _ exponent: Float) -> StepHere {
    let wide = cell.high - cell.low
    let window = wide < 1e-4 ? 1e-4 : wide
    let part = distance / window
    let share = part < 1e-6 ? 1e-6 : (part > 1 ? 1 : part)
    let size = step * exponential(exponent * naturalLogarithm(share))
    return StepHere(step: size, relaxation: exponent * size / (share * window))
  }
}
