internal import Randomness

extension PulseModel {
  /// This model with the factors of an experiment on variation and of one die applied (all but the die's step gain, which
  /// multiplies the drawn constants).
  public func varied(by variation: PulseVariation) -> PulseModel {
    var model = self
    let factor = variation.deviceToDevice
    model.spread.step *= factor
    model.spread.asymmetry *= factor
    model.spread.maximum *= factor
    model.spread.minimum *= factor
    model.spread.slopeUp *= factor
    model.spread.slopeDown *= factor
    model.cycleNoise = cycleNoise.scaled(by: variation.cycleToCycle)
    model.writeNoise *= variation.cycleToCycle
    model.asymmetry = asymmetry * variation.nonlinearity * variation.asymmetry + variation.dieAsymmetry
    switch law {
    case .linear(let up, let down, let meanBounds):
      // Untouched slopes keep their bits.
      let difference = variation.asymmetry == 1 ? 0 : (variation.asymmetry - 1) * (up - down) / 2
      model.law = .linear(
        slopeUp: (up + difference) * variation.nonlinearity, slopeDown: (down - difference) * variation.nonlinearity,
        meanBounds: meanBounds)
    case .neuroSim(var curves):
      let largest = NeuroSimLabel.largest
      curves.labelUp = min(max(curves.labelUp * variation.nonlinearity, -largest), largest)
      curves.labelDown = min(max(curves.labelDown * variation.nonlinearity, -largest), largest)
      model.law = .neuroSim(curves)
    case .constant, .softBounds, .exponential, .power, .measured: break
    }
    return model
  }

  /// Whether cells of one chip differ: false for models whose papers give no spread from cell to cell.
  public var hasCellSpread: Bool {
    spread.step > 0 || spread.asymmetry > 0 || spread.maximum > 0 || spread.minimum > 0 || spread.slopeUp > 0
      || spread.slopeDown > 0
  }

  /// Whether there is a difference of steps up and down that ``PulseVariation/asymmetry`` can scale.
  public var hasAsymmetry: Bool {
    if case .linear(let up, let down, _) = law, up != down { return true }
    return asymmetry != 0
  }

  /// Mean steps of the nominal cell at w = 0, in weight: (Δ₊, Δ₋).
  func nominalSteps() -> (up: Double, down: Double) {
    let up = asymmetry > 0 ? step : step * (1 + asymmetry)
    let down = asymmetry > 0 ? step * (1 - asymmetry) : step
    return consistent ? (abs(up), abs(down)) : (up, down)
  }

  /// The nominal cell: no spread, not corrupt.
  var nominalCell: CellConstants {
    var plain = self
    plain.spread = PulseSpread()
    plain.corruptFraction = 0
    return CellDraws(model: plain, dieStepGain: 1, identity: StreamKey(seed: 0)).constants(count: 1, first: 0)[0]
  }

  /// The nominal mean step of one up pulse at conductance `g`.
  public func upStep(at g: Float) -> Float {
    let cell = nominalCell
    return max(0, min(PulseResponse(self).step(up: true, cell: cell, at: g), cell.high - g))
  }

  /// The size of the nominal mean step of one down pulse at conductance `g`.
  public func downStep(at g: Float) -> Float {
    let cell = nominalCell
    return max(0, min(PulseResponse(self).step(up: false, cell: cell, at: g), g - cell.low))
  }

  /// The nominal conductance at which up and down pulses cancel.
  public var symmetryPoint: Float { PulseResponse(self).symmetryPoint(nominalCell) }

  /// The number of states: the nominal window over the mean of the nominal up and down steps at w = 0, or the mean of
  /// the NeuroSim pulse numbers. The usual figure of merit; cycle-to-cycle noise may make fewer distinguishable.
  public var numberOfStates: Double {
    if case .neuroSim(let curves) = law { return 0.5 * (curves.pulsesUp + curves.pulsesDown) }
    let steps = nominalSteps()
    return (window.weightMaximum - window.weightMinimum) / (0.5 * (steps.up + steps.down))
  }
}
