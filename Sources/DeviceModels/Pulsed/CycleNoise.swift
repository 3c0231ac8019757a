/// The cycle-to-cycle spread of one pulse's step: ξ is a standard normal drawn anew for every pulse.
public enum CycleNoise: Sendable, Equatable {
  /// Δw(1 + σξ): proportional to the mean step at the present state (aihwkit `mult_noise`).
  case proportional(Double)
  /// Δw + σ Δ± ξ: proportional to the cell's step at w = 0 whatever the state.
  case additive(Double)
  /// Δw + σ (b₊ − b₋)ξ with the nominal window: NeuroSim's cycle-to-cycle variation.
  case window(Double)
  /// Δw + σ(c + |Δw| + k|w|)ξ: Nandakumar et al., Front. Neurosci. 14, 406 (2020), as aihwkit's exponential law.
  case stateDependent(sigma: Double, constant: Double, perWeight: Double)

  /// The same noise with all its σ multiplied.
  func scaled(by factor: Double) -> CycleNoise {
    switch self {
    case .proportional(let sigma): .proportional(sigma * factor)
    case .additive(let sigma): .additive(sigma * factor)
    case .window(let sigma): .window(sigma * factor)
    case .stateDependent(let sigma, let constant, let perWeight):
      .stateDependent(sigma: sigma * factor, constant: constant, perWeight: perWeight)
    }
  }
}
