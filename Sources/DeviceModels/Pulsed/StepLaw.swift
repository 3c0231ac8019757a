/// How the mean conductance step of one pulse depends on the state.
///
/// Written in the normalised weight w of the pulse-response literature; ``PulseWindow`` maps w to conductance. Δ₊ and
/// Δ₋ are the cell's own up and down steps, b₊ and b₋ its bounds. Every update ends with a hard clip to the bounds.
public enum StepLaw: Sendable, Equatable {
  /// Δw = ±Δ±, whatever the state. Gokmen and Vlasov, Front. Neurosci. 10, 333 (2016), doi 10.3389/fnins.2016.00333.
  case constant
  /// Δw₊ = Δ₊(1 − γ₊ w/b₊), Δw₋ = −Δ₋(1 − γ₋ w/b₋); γ = 0 is constant, γ = 1 soft bounds. `meanBounds` divides by
  /// the nominal bounds, otherwise by the cell's own. Rasch et al., AICAS 2021, arXiv 2104.02184.
  case linear(slopeUp: Double, slopeDown: Double, meanBounds: Bool)
  /// Δw₊ = Δ₊(1 − w/b₊), Δw₋ = −Δ₋(1 − w/b₋) with the cell's own bounds: steps vanish at the bounds.
  /// Fusi and Abbott, Nat. Neurosci. 10, 485 (2007); Gong, Rasch et al., IEDM 2022.
  case softBounds
  /// Δw± = ±Δ± max(1 − A± exp(±γ± z), 0), z = 2a w/(b₊ − b₋) + b. Gong et al., Nat. Commun. 9, 2102 (2018).
  case exponential(ExponentialSteps)
  /// Δw₊ = Δ₊ ω^γ₊, Δw₋ = −Δ₋ (1 − ω)^γ₋, ω = (b₊ − w)/(b₊ − b₋). Fusi and Abbott (2007).
  case power(exponentUp: Double, exponentDown: Double)
  /// Mean steps as measured, tabulated over the weight: where no formula describes a device.
  case measured(MeasuredSteps)
  /// The exponential potentiation and depression curves of NeuroSim.
  case neuroSim(NeuroSimCurves)

  /// The constants of the exponential law.
  public struct ExponentialSteps: Sendable, Equatable {
    public var a: Double, b: Double
    public var gammaUp: Double, gammaDown: Double
    public var amplitudeUp: Double, amplitudeDown: Double

    public init(
      a: Double, b: Double, gammaUp: Double, gammaDown: Double, amplitudeUp: Double, amplitudeDown: Double
    ) {
      self.a = a
      self.b = b
      self.gammaUp = gammaUp
      self.gammaDown = gammaDown
      self.amplitudeUp = amplitudeUp
      self.amplitudeDown = amplitudeDown
    }
  }

  /// Mean steps up and down (both positive) relative to Δ, at weights in equal distances from the lowest to the highest
  /// of the nominal range; straight lines between them, held beyond the ends.
  public struct MeasuredSteps: Sendable, Equatable {
    public var up: [Double], down: [Double]

    public init(up: [Double], down: [Double]) {
      precondition(up.count == down.count && up.count >= 2, "\(up.count) steps up and \(down.count) down")
      self.up = up
      self.down = down
    }
  }

  /// Pulse numbers and nonlinearity labels of a NeuroSim device.
  public struct NeuroSimCurves: Sendable, Equatable {
    /// Pulses from the lowest to the highest conductance, and back.
    public var pulsesUp: Double, pulsesDown: Double
    /// Nonlinearity labels with the signs of NeuroSim's tables: potentiation > 0 and depression < 0 both take their
    /// largest steps first; a positive depression label retraces the potentiation-like curve, smallest steps first.
    public var labelUp: Double, labelDown: Double
    /// By how much the curve up starts above the window's low end, and the curve down below its high end, in G/Gmax:
    /// potentiation and depression with ends of their own. Negative where a curve starts outside the window.
    public var startUp: Double, startDown: Double

    public init(
      pulsesUp: Double, pulsesDown: Double, labelUp: Double, labelDown: Double, startUp: Double = 0,
      startDown: Double = 0
    ) {
      self.pulsesUp = pulsesUp
      self.pulsesDown = pulsesDown
      self.labelUp = labelUp
      self.labelDown = labelDown
      self.startUp = startUp
      self.startDown = startDown
    }
  }
}
