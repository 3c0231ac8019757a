extension CardMeanings {
  static let rest = [
    CardMeanings(
      "currentVoltage", "",
      [
        Field(
          "currentVoltage.model",
          "`polynomial` G V + n₂ V² + n₃ V³; `mixture` of two basis curves such that I(U₀) = G U₀; "
            + "`hyperbolicSine` G V₀ sinh(V/V₀)"),
        Field("currentVoltage.quadratic", "coefficients of n₂ in A/V² over log₁₀(G/1 S), lowest power first"),
        Field("currentVoltage.cubic", "coefficients of n₃ in A/V³"),
        Field("currentVoltage.validFrom", "n₂ and n₃ are held at their values there below this conductance"),
        Field("currentVoltage.linearFrom", "ohmic from this conductance on", allowed: "from `validFrom` to 10 S"),
        Field(
          "currentVoltage.limit", "largest voltage published",
          allowed: "up to 1000 V; of `mixture` from `readVoltage` on, up to 100 V"),
        Field("currentVoltage.high", "coefficients of V, V², … of the upper curve, in ampere"),
        Field("currentVoltage.low", "those of the lower curve"),
        Field("currentVoltage.readVoltage", "U₀"),
        Field("currentVoltage.scale", "V₀"),
      ]),
    CardMeanings(
      "defects", "Shares of all cells; together at most 1.",
      [
        Field("defects.stuckLow", "stay at the low end"),
        Field("defects.stuckHigh", "stay at the high end"),
        Field("defects.stuckMid", "stay near the middle of the window"),
        Field("defects.midSpread", "half the width of the band of those, relative to the window"),
        Field("defects.unresponsive", "stay anywhere in the window"),
      ]),
    CardMeanings(
      "endurance",
      "G_on falls by a log₁₀(1 + N/N₀), R_off by (1 + N/N₀)^(−b); N₀ is log-normal over cells. An assumed form.",
      [
        Field("endurance.cycles", "median of N₀"),
        Field("endurance.decadesDeviation", "σ of log₁₀ N₀"),
        Field("endurance.onLossPerDecade", "a"),
        Field("endurance.offExponent", "b"),
      ]),
    CardMeanings(
      "temperature", "",
      [
        Field("temperature.reference", "T₀, at which the card's values hold"),
        Field("temperature.conductionEnergy", "activation energy of conduction in the low state"),
        Field("temperature.metallicCoefficientPerKelvin", "α of the high state, G/(1 + α (T − T₀))"),
        Field("temperature.retentionEnergy", "activation energy of drift and relaxation"),
        Field("temperature.bake", "mean and spread of the change by a bake, over the state"),
        Field("temperature.bake.duration", "of the measured bakes"),
        Field("temperature.bake.activationEnergy", "for bakes of other durations"),
        Field("temperature.bake.points", "by rising temperature"),
        Field("temperature.bake.points[].temperature", "of the bake", allowed: "above the one before, up to 2000 K"),
        Field("temperature.bake.points[].mean", "mean of the change"),
        Field("temperature.bake.points[].deviation", "spread of the change"),
      ]),
    CardMeanings(
      "randomTelegraphNoise", "",
      [
        Field(
          "randomTelegraphNoise.illustrative", "`true`: says that no telegraph noise here is a fit", allowed: "true"),
        Field("randomTelegraphNoise.visibleShare", "share of cells with a visible trap"),
        Field("randomTelegraphNoise.relativeAmplitude", "ΔR/R at the reference resistance, proportional to R"),
        Field("randomTelegraphNoise.referenceResistance", "where the amplitude is stated"),
        Field("randomTelegraphNoise.saturation", "largest ΔR/R"),
        Field("randomTelegraphNoise.shortest", "least mean time until capture or emission"),
        Field("randomTelegraphNoise.longest", "largest", allowed: "from `shortest` to 1e9 s"),
      ]),
    CardMeanings(
      "write", "",
      [
        Field("write.upVoltage", "of a pulse that raises the conductance"),
        Field("write.upWidth", "its width"),
        Field("write.downVoltage", "of a pulse that lowers it"),
        Field("write.downWidth", "its width"),
        Field("write.energyPerPulse", "energy of a pulse; G V² t if left out"),
      ]),
    CardMeanings(
      "disturb", "Shares of the mean step that a full pulse of that direction would make at the state.",
      [
        Field("disturb.half", "of a pulse at half the write voltage"),
        Field("disturb.third", "of a pulse at a third"),
        Field("disturb.read", "of one read"),
      ]),
    CardMeanings(
      "dieToDie", "Standard deviations by level of manufacture. Serial numbers lie on wafers and lots in order.",
      [
        Field("dieToDie.step", "relative, of write steps"),
        Field("dieToDie.step.lot", "from lot to lot"),
        Field("dieToDie.step.wafer", "from wafer to wafer of a lot"),
        Field("dieToDie.step.die", "from die to die of a wafer"),
        Field("dieToDie.step.rows", "of the deviation at the first and last row of an array"),
        Field("dieToDie.step.columns", "the same of columns"),
        Field("dieToDie.driftExponent", "relative, of drift exponents"),
        Field("dieToDie.driftExponent.lot", "from lot to lot"),
        Field("dieToDie.driftExponent.wafer", "from wafer to wafer"),
        Field("dieToDie.driftExponent.die", "from die to die"),
        Field("dieToDie.failures", "of the natural logarithm of the odds that a cell is defective or fails"),
        Field("dieToDie.failures.lot", "from lot to lot"),
        Field("dieToDie.failures.wafer", "from wafer to wafer"),
        Field("dieToDie.failures.die", "from die to die"),
        Field("dieToDie.diesPerWafer", "dies on one wafer"),
        Field("dieToDie.wafersPerLot", "wafers in one lot"),
      ]),
    CardMeanings(
      "verifiedWriting", "Measured dies have the serial numbers 1, 2, …; others are drawn around them.",
      [
        Field("verifiedWriting.failuresAt", "conductances at which failures were counted, rising"),
        Field("verifiedWriting.ratioAt", "voltages of unverified pulses, rising"),
        Field("verifiedWriting.dies", "one entry a measured die"),
        Field(
          "verifiedWriting.dies[].failures", "share of cells that fail at each conductance",
          allowed: "1e-06...0.999; as many as `failuresAt`"),
        Field("verifiedWriting.dies[].pulses", "mean pulses a cell"),
        Field(
          "verifiedWriting.dies[].openLoopRatio",
          "median resistance after one unverified pulse over that of the "
            + "calibration die", allowed: "0.01...100; as many as `ratioAt`"),
        Field("verifiedWriting.curve", "R(V) = limit + scale (V/1 V − threshold)^(−exponent) of the calibration die"),
        Field("verifiedWriting.curve.limit", "below 1/G_max"),
        Field("verifiedWriting.curve.scale", "at 1 V above the threshold"),
        Field("verifiedWriting.curve.threshold", "voltage"),
        Field("verifiedWriting.curve.exponent", "n"),
        Field("verifiedWriting.openLoopDeviation", "σ of ln R over the cells of a die"),
      ]),
    CardMeanings(
      "sources", "",
      [
        Field("sources[].parts", "the parts of the card that the source stands for"),
        Field("sources[].paper", "author, title, place, year"),
        Field("sources[].doi", "digital object identifier"),
        Field("sources[].url", "address"),
        Field("sources[].where", "equation, figure, table or file"),
        Field(
          "sources[].evidence",
          "printed in the source, fitted to its figure or table, printed as a limit at which the card "
            + "stands, computed from printed values, or assumed"),
      ]),
    CardMeanings(
      "check",
      "Published values, tabulated independently of the card. What a quantity needs beside its value is refused "
        + "when it is missing.",
      [
        Field("check[].quantity", "what the value is: mean or deviation of what simulated cells give"),
        Field("check[].target", "target or starting conductance"),
        Field("check[].time", "after programming"),
        Field("check[].voltage", "of a current or of one unverified pulse"),
        Field("check[].temperature", "of a bake"),
        Field("check[].resistance", "for `openLoopShift`"),
        Field("check[].die", "serial number"),
        Field("check[].pulses", "how many were given"),
        Field("check[].upPulses", "how many of them go up before the others go down; all if left out"),
        Field("check[].value", "the value, with the unit of its quantity"),
        Field("check[].tolerance", "by how much the reference itself is uncertain, relative to the value"),
        Field("check[].source", "where it was printed, or how it was tabulated"),
      ]),
  ]
}
