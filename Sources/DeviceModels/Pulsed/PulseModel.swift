/// The pulse response of one cell type: mean step, cell-to-cell spread, cycle-to-cycle noise.
///
/// Steps and bounds are in units of the normalised weight (``PulseWindow``). The constants of cell i, with ξ standard
/// normal:
/// - gainᵢ = 1 + s ξ, or exp(s ξ) when log-normal (median 1); rᵢ = ρ ξ; for asymmetry a > 0: Δ₊ = Δ(gainᵢ + rᵢ),
///   Δ₋ = Δ(gainᵢ − a − rᵢ); for a ≤ 0: Δ₊ = Δ(gainᵢ + a + rᵢ), Δ₋ = Δ(gainᵢ − rᵢ); absolute values if `consistent`.
/// - b₊ = w₊(1 + s₊ξ), b₋ = w₋(1 + s₋ξ); γᵢ = |γ + s_γ ξ|.
/// - a corrupt cell stays for ever at one uniform weight within ±`corruptRange`.
/// Source: the C++ of IBM aihwkit's pulsed devices (Rasch et al., AICAS 2021, arXiv 2104.02184).
public struct PulseModel: Sendable, Equatable {
  /// Weight range and its place in conductance.
  public var window: PulseWindow
  /// How the mean step depends on the state.
  public var law: StepLaw
  /// Δ: mean step at w = 0 (`dw_min`). Ignored by the NeuroSim law, whose steps follow from its pulse numbers.
  public var step: Double
  /// a: mean difference of up and down steps, relative to Δ (`up_down`).
  public var asymmetry: Double
  /// Whether steps keep their sign, by taking absolute values.
  public var consistent: Bool
  /// The spread from cell to cell.
  public var spread: PulseSpread
  /// The spread from pulse to pulse.
  public var cycleNoise: CycleNoise
  /// Standard deviation, in units of Δ, of the difference between the state pulses act on and the one that is read;
  /// redrawn whenever a cell is touched.
  public var writeNoise: Double
  /// Share of cells stuck for ever, and the largest weight at which they are stuck.
  public var corruptFraction: Double, corruptRange: Double
  /// Spread (in units of w₊) of a reference device around each cell's symmetry point, for cards that subtract it.
  public var referenceSpread: Double?
  /// Whether pulses move the conductance up only (partial SET of phase-change memory; down needs a reset).
  public var oneSided: Bool

  public init(
    window: PulseWindow, law: StepLaw, step: Double, asymmetry: Double = 0, consistent: Bool = true,
    spread: PulseSpread = PulseSpread(), cycleNoise: CycleNoise = .proportional(0), writeNoise: Double = 0,
    corruptFraction: Double = 0, corruptRange: Double = 0, referenceSpread: Double? = nil, oneSided: Bool = false
  ) {
    self.window = window
    self.law = law
    self.step = step
    self.asymmetry = asymmetry
    self.consistent = consistent
    self.spread = spread
    self.cycleNoise = cycleNoise
    self.writeNoise = writeNoise
    self.corruptFraction = corruptFraction
    self.corruptRange = corruptRange
    self.referenceSpread = referenceSpread
    self.oneSided = oneSided
  }

  /// The conductance around which the kernels write their laws: w = 0, or mid-window for the NeuroSim law.
  var origin: Double {
    if case .neuroSim = law { 0.5 * (1 + window.lowest) } else { window.reference }
  }
}
