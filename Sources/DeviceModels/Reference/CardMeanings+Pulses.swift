extension CardMeanings {
  static let pulses = [
    CardMeanings(
      "pulse",
      "Steps in units of a weight w that lies on the window: `weightRange` are the weights at G_min and G_max. Δ "
        + "is the mean step at w = 0; up and down steps Δ₊ and Δ₋ of a cell and its bounds b₊ and b₋ are spread about the "
        + "mean. Every step ends at the cell's bounds. The equations of each law stand in [physics.md](physics.md).",
      [
        Field("pulse.law", "how the mean step depends on the state"),
        Field(
          "pulse.weightRange",
          "[lowest, highest]; around 0 for `linear` and `softBounds`; of `neuroSim` [0, 1] if left out"),
        Field("pulse.slopeUp", "`linear`: γ₊ of Δ₊ (1 − γ₊ w/b₊)"),
        Field("pulse.slopeDown", "`linear`: γ₋ of Δ₋ (1 − γ₋ w/b₋)"),
        Field("pulse.meanBounds", "`linear`: whether w is divided by the nominal bounds, not the cell's own"),
        Field("pulse.a", "`exponential`: a of Δ± max(1 − A± e^(±γ± z), 0), z = 2a w/(b₊ − b₋) + b"),
        Field("pulse.b", "`exponential`: b"),
        Field("pulse.gammaUp", "`exponential`: γ₊"),
        Field("pulse.gammaDown", "`exponential`: γ₋"),
        Field("pulse.amplitudeUp", "`exponential`: A₊"),
        Field("pulse.amplitudeDown", "`exponential`: A₋"),
        Field("pulse.exponentUp", "`power`: exponent of the share of the window that is left above"),
        Field("pulse.exponentDown", "`power`: exponent of the share that is left below"),
        Field(
          "pulse.stepsUp", "`measured`: steps up relative to Δ at weights in equal distances over the weight range"),
        Field("pulse.stepsDown", "`measured`: steps down, positive", allowed: "0...1000; as many as `stepsUp`"),
        Field("pulse.pulsesUp", "`neuroSim`: pulses from the lowest to the highest conductance"),
        Field("pulse.pulsesDown", "`neuroSim`: pulses back"),
        Field("pulse.nonlinearityUp", "`neuroSim`: label of the curve up; above 0 its largest steps come first"),
        Field("pulse.nonlinearityDown", "`neuroSim`: label of the curve down; below 0 its largest steps come first"),
        Field(
          "pulse.windowUp",
          "`neuroSim`: the ends of the curve up where they are not those of `window`: pulses up take a "
            + "cell from its `gMin` to its `gMax` in `pulsesUp`; cells below start on the curve's continuation"),
        Field("pulse.windowUp.gMin", "start of the curve up", allowed: "0 S...10 S, below gMax"),
        Field("pulse.windowUp.gMax", "end of the curve up", allowed: "`window.gMax`"),
        Field("pulse.windowDown", "`neuroSim`: the same of the curve down, from its `gMax` to its `gMin`"),
        Field("pulse.windowDown.gMin", "end of the curve down", allowed: "`window.gMin`"),
        Field("pulse.windowDown.gMax", "start of the curve down", allowed: "1e-15 S...10 S, above gMin"),
        Field(
          "pulse.step", "Δ; not with `neuroSim`, whose steps follow from its pulses",
          allowed: "1e-06...width of the weight range"),
        Field("pulse.asymmetry", "a: mean difference of up and down steps, relative to Δ"),
        Field("pulse.consistent", "whether steps keep their sign whatever the spread, by absolute values"),
        Field("pulse.deviceToDevice", "standard deviations from cell to cell"),
        Field("pulse.deviceToDevice.step", "of the gain on both steps, relative"),
        Field("pulse.deviceToDevice.stepDistribution", "of the gain; `logNormal` has median 1"),
        Field("pulse.deviceToDevice.asymmetry", "of half the difference of steps, relative to Δ"),
        Field("pulse.deviceToDevice.maximum", "of b₊, relative to it"),
        Field("pulse.deviceToDevice.minimum", "of b₋, relative to it; without effect where that is 0"),
        Field("pulse.deviceToDevice.slopeUp", "of γ₊, or of the label up"),
        Field("pulse.deviceToDevice.slopeDown", "of γ₋, or of the label down"),
        Field("pulse.cycleToCycle", "noise from pulse to pulse, drawn anew for each; none if left out"),
        Field(
          "pulse.cycleToCycle.kind",
          "standard deviation of a step: σ × the mean step at the state, σ × the cell's own step "
            + "at w = 0, σ × the nominal window, or σ (constant + step + perWeight |w|)"),
        Field("pulse.cycleToCycle.sigma", "σ"),
        Field("pulse.cycleToCycle.constant", "`stateDependent`: constant"),
        Field("pulse.cycleToCycle.perWeight", "`stateDependent`: perWeight"),
        Field("pulse.writeNoise", "σ, in units of Δ, between the state that pulses act on and the one that is read"),
        Field("pulse.oneSided", "whether pulses go up only (partial SET of phase-change memory)"),
        Field("pulse.corrupt", "cells stuck for ever near weight 0"),
        Field("pulse.corrupt.fraction", "their share"),
        Field("pulse.corrupt.range", "the largest weight at which they are stuck"),
        Field("pulse.referenceSpread", "spread of a reference device about a cell's symmetry point, in units of b₊"),
      ]),
    CardMeanings(
      "switching",
      "Stochastic cycles (Hennen et al. 2024): features of a cycle are HRS resistance (decades of ohm), set "
        + "voltage, LRS resistance, reset voltage.",
      [
        Field("switching.components", "mixture of Gaussians from which devices are drawn; weights add up to 1"),
        Field("switching.components[].weight", "share of devices"),
        Field("switching.components[].mean", "means of the four features and of their four deviations over cycles"),
        Field("switching.components[].factor", "lower Cholesky factor of the covariance, 8 rows of 8"),
        Field("switching.memory", "A₁ A₂ … of the autoregression, 4 rows of 4 numbers an order"),
        Field("switching.innovation", "B, 4 rows of 4"),
        Field("switching.shape", "a polynomial of each feature, highest power first: 4 rows of 5"),
      ]),
  ]
}
