internal import VectorMath

/// A model's law and noise in the numbers the kernels use, in conductance.
struct PulseResponse: Sendable {
  enum Law: Sendable {
    case affine(AffineLaw)
    case exponential(ExponentialLaw)
    case power(PowerLaw)
    case measured(MeasuredLaw)
  }

  let law: Law
  let noise: NoiseTerms
  /// Standard deviation of the apparent state around the hidden one.
  let writeNoise: Float
  /// From this expected number of pulses on, pulses are applied in aggregate: 4 to 32, the more the smaller the
  /// cycle-to-cycle noise, so that the noise blurs the grid of whole steps.
  let manyPulses: Float
  let isOneSided: Bool

  init(_ model: PulseModel) {
    let origin = Float(model.origin)
    law =
      switch model.law {
      case .constant, .linear, .softBounds, .neuroSim: .affine(AffineLaw(origin: origin))
      case .exponential(let steps): .exponential(ExponentialLaw(steps, origin: origin))
      case .measured(let steps): .measured(MeasuredLaw(steps, window: model.window))
      case .power(let up, let down): .power(PowerLaw(exponentUp: Float(up), exponentDown: Float(down)))
      }
    noise = NoiseTerms(model)
    isOneSided = model.oneSided
    writeNoise = Float(model.writeNoise * model.step * model.window.scale)
    manyPulses = Float(min(max(0.3 / max(noise.typicalSquare(model), 1e-6), 4), 32))
  }

  /// One cell's mean step, as the kernels have it.
  func step(up: Bool, cell: CellConstants, at g: Float) -> Float {
    switch law {
    case .affine(let law): (up ? law.up(g, cell) : law.down(g, cell)).step
    case .exponential(let law): (up ? law.up(g, cell) : law.down(g, cell)).step
    case .power(let law): (up ? law.up(g, cell) : law.down(g, cell)).step
    case .measured(let law): (up ? law.up(g, cell) : law.down(g, cell)).step
    }
  }

  /// Where up and down steps cancel, by bisection; a bound when there is no such point between the bounds.
  func symmetryPoint(_ cell: CellConstants) -> Float {
    func net(_ g: Float) -> Float { step(up: true, cell: cell, at: g) - step(up: false, cell: cell, at: g) }
    var low = cell.low
    var high = cell.high
    guard high > low else { return cell.high }
    if net(low) <= 0 { return low }
    if net(high) >= 0 { return high }
    for _ in 0..<40 {
      let middle = 0.5 * (low + high)
      if net(middle) > 0 { low = middle } else { high = middle }
    }
    return 0.5 * (low + high)
  }
}

/// One pulse's noise: standard deviation p·|Δ| + q·step + r + t·|g − origin|, Δ the mean step, step that at the origin.
struct NoiseTerms: Sendable {
  var perMeanStep: Float = 0
  var perCellStep: Float = 0
  var absolute: Float = 0
  var perState: Float = 0
  let origin: Float
  var isNone: Bool { perMeanStep == 0 && perCellStep == 0 && absolute == 0 && perState == 0 }

  init(_ model: PulseModel) {
    origin = Float(model.window.reference)
    switch model.cycleNoise {
    case .proportional(let sigma): perMeanStep = Float(sigma)
    case .additive(let sigma): perCellStep = Float(sigma)
    case .window(let sigma): absolute = Float(sigma * (1 - model.window.lowest))
    case .stateDependent(let sigma, let constant, let perWeight):
      perMeanStep = Float(sigma)
      absolute = Float(sigma * constant * model.window.scale)
      perState = Float(sigma * perWeight)
    }
  }

  /// The squared noise of one pulse relative to the nominal step.
  func typicalSquare(_ model: PulseModel) -> Double {
    let step: Double =
      if case .neuroSim(let curves) = model.law {
        (1 - model.window.lowest) / max(curves.pulsesUp, curves.pulsesDown)
      } else { model.step * model.window.scale }
    let relative = Double(perMeanStep) + Double(perCellStep) + Double(absolute) / step
    return relative * relative
  }

  @inline(__always)
  func deviation(_ meanStep: Float, _ cellStep: Float, _ g: Float) -> Float {
    perMeanStep * magnitude(meanStep) + perCellStep * cellStep + absolute + perState * magnitude(g - origin)
  }

  /// The variance of one pulse beyond p²Δ².
  @inline(__always)
  func extraVariance(_ meanStep: Float, _ cellStep: Float, _ g: Float) -> Float {
    let extra = perCellStep * cellStep + absolute + perState * magnitude(g - origin)
    return extra * (extra + 2 * perMeanStep * magnitude(meanStep))
  }
}
