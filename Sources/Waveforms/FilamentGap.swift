internal import Foundation

/// The gap of a filament, the Stanford–PKU model of oxide RRAM (Z. Jiang et al., SISPAD 2014), without its random term.
///
/// i = I₀ e^(−g/g₀) sinh(V/V₀); dg/dt = −v₀ e^(−E_a/kT) sinh(γ a₀ q V/(t_ox kT)); γ = γ₀ − β (g/1 nm)³, and 0 where
/// γ |V|/t_ox < F_min; T = T₀ + |V i| R_th. The published random term ξ δ_g has a size that depends on the step of the
/// integration; it is left out here.
struct FilamentGap: CompactModel {
  /// Amperes, metres, volts.
  var currentScale: Double
  var gapScale: Double
  var voltageScale: Double
  /// m/s, eV.
  var speed: Double
  var activation: Double
  var enhancement: Double
  var enhancementLoss: Double
  /// Metres, metres, V/m.
  var hop: Double
  var oxide: Double
  var leastField: Double
  /// K/W, K.
  var thermalResistance: Double
  var ambient: Double
  /// Metres.
  var smallest: Double
  var largest: Double

  /// k/q in V/K (CODATA 2018).
  static let boltzmann = 8.617_333_262e-5

  var state: StateScale { StateScale(name: "gap", unit: "nm", low: smallest * 1e9, high: largest * 1e9) }

  private func gap(_ state: Double) -> Double { smallest + (largest - smallest) * state }

  private func gain(_ gap: Double) -> Double { enhancement - enhancementLoss * pow(gap * 1e9, 3) }

  func guards(_ voltage: Double, _ state: Double) -> [Double] {
    [gain(gap(state)) * abs(voltage) / (oxide * leastField) - 1]
  }

  func rate(_ voltage: Double, _ state: Double, _ signs: [Bool]) -> Double {
    guard signs[0] else { return 0 }
    let gap = gap(state)
    let temperature = ambient + abs(voltage * current(voltage, state)) * thermalResistance
    let thermal = Self.boltzmann * temperature
    let drive = gain(gap) * hop * voltage / (oxide * thermal)
    // e^(−E/kT) sinh(d) without overflow.
    let growth =
      0.5 * (exp(-activation / thermal + drive) - exp(-activation / thermal - drive))
    return -speed * growth / (largest - smallest)
  }

  func current(_ voltage: Double, _ state: Double) -> Double {
    currentScale * exp(-gap(state) / gapScale) * sinh(voltage / voltageScale)
  }

  var netlist: ModelNetlist {
    let k = Self.boltzmann
    return ModelNetlist(
      definitions: [
        ".param i0=\(currentScale) g0=\(gapScale) v0=\(voltageScale) vel=\(speed) ea=\(activation) gam=\(enhancement)",
        ".param bet=\(enhancementLoss) a0=\(hop) tox=\(oxide) fmin=\(leastField) rth=\(thermalResistance) "
          + "t0=\(ambient)",
        ".param gmin0=\(smallest) span=\(largest - smallest) kq=\(k)",
        ".func gap(s) {gmin0+span*s}",
        ".func cur(v,s) {i0*exp(-gap(s)/g0)*sinh(v/v0)}",
        ".func gain(s) {gam-bet*pow(gap(s)*1e9,3)}",
        ".func kt(v,s) {kq*(t0+abs(v*cur(v,s))*rth)}",
        // A jump is no expression that a circuit simulator can solve: it rises over a thousandth of the least field.
        ".func on(v,s) {0.5*(1+tanh((gain(s)*abs(v)/(tox*fmin)-1)/5e-4))}",
      ], current: "cur(v,s)",
      rate: "(-on(v,s)*vel/span*0.5*(exp((-ea+gain(s)*a0*v/tox)/kt(v,s))-exp((-ea-gain(s)*a0*v/tox)/kt(v,s))))")
  }
}
