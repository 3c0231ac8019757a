internal import DeviceModels
internal import Units

/// Thermal and shot noise of cells, folded into the two variance terms that a read has anyway.
///
/// The noise of a cell between thermal and shot noise is ``ThermalAndShotNoise``; at an input x (1 = full scale, where
/// the word line carries the card's read voltage) its variance is thermal · (1 + e(x)) per unit of conductance, with
/// e = u coth u − 1 and u = q x V/2kT. The part that does not depend on the input is exact and becomes a constant of the
/// column; the excess e is replaced by c·x², with c from least squares over inputs of 0…full scale, so that it costs no
/// third matrix product. The largest error of the fit, ``worstExcessError``, is a share of the thermal part, which
/// itself lies far below an 8-bit LSB (docs/physics.md gives figures).
struct JohnsonShotNoise: Sendable, Equatable {
  /// Variance per unit of normalised conductance at zero input, inputs normalised to full scale.
  let thermal: Double
  /// c: excess variance per unit of thermal variance and squared input.
  let excess: Double
  /// Largest error of the fitted excess over 0…full scale, in units of the thermal variance.
  let worstExcessError: Double

  /// - Parameters:
  ///   - cellsPerWeight: cells whose currents add, with conductances in units of as many times Gmax.
  ///   - time: over which currents are integrated; nil for the card's.
  init(_ card: DeviceCard, temperature: Kelvin, cellsPerWeight: Int = 1, time: Seconds? = nil) {
    let bandwidth = time.map { 0.5 / $0.value } ?? card.read.bandwidth.value
    func variance(at input: Double) -> Double {
      let density = ThermalAndShotNoise.spectralDensity(
        conductance: card.window.gMax, voltage: card.read.voltage * input, temperature: temperature)
      let fullScale = card.window.gMax.value * card.read.voltage.value
      return density * bandwidth / (fullScale * fullScale)
    }
    let still = variance(at: 0)
    let points = (0...200).map { (input: Double($0) / 200, excess: variance(at: Double($0) / 200) / still - 1) }
    let fit =
      points.reduce(0) { $0 + $1.excess * $1.input * $1.input }
      / points.reduce(0) { $0 + $1.input * $1.input * $1.input * $1.input }
    thermal = still / Double(cellsPerWeight)
    excess = fit
    worstExcessError = points.map { abs($0.excess - fit * $0.input * $0.input) }.max() ?? 0
  }
}
