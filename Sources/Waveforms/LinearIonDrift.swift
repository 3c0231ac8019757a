internal import Foundation

/// The drift of a doped region's boundary through a film (D. Strukov et al., Nature 453, 80, 2008).
///
/// dx/dt = µ R_on/D² · i · f(x), i = V/(R_on x + R_off (1 − x)), x in 0…1, with the windows
///
/// | window | f(x) |
/// |---|---|
/// | none | 1 |
/// | joglekar | 1 − (2x − 1)^2p |
/// | biolek | 1 − (x − [i < 0])^2p |
/// | prodromakis | j (1 − ((x − ½)² + ¾)^p) |
struct LinearIonDrift: CompactModel {
  enum Window: String, CaseIterable, Sendable { case none, joglekar, biolek, prodromakis }

  /// m²/(V s) and m.
  var mobility: Double
  var thickness: Double
  /// Ohm.
  var on: Double
  var off: Double
  var window: Window
  var exponent: Double
  /// j of Prodromakis' window.
  var height: Double
  /// Below it, in volts, nothing moves.
  var threshold: Double

  let state = StateScale(name: "x", unit: "", low: 0, high: 1)

  func guards(_ voltage: Double, _ state: Double) -> [Double] { [voltage - threshold, -voltage - threshold] }

  func rate(_ voltage: Double, _ state: Double, _ signs: [Bool]) -> Double {
    guard signs[0] || signs[1] else { return 0 }
    let shape =
      switch window {
      case .none: 1.0
      case .joglekar: 1 - pow(abs(2 * state - 1), 2 * exponent)
      case .biolek: 1 - pow(abs(state - (signs[1] ? 1 : 0)), 2 * exponent)
      case .prodromakis: height * (1 - pow((state - 0.5) * (state - 0.5) + 0.75, exponent))
      }
    return mobility * on / (thickness * thickness) * current(voltage, state) * shape
  }

  func current(_ voltage: Double, _ state: Double) -> Double { voltage / (on * state + off * (1 - state)) }

  var netlist: ModelNetlist {
    let shape =
      switch window {
      case .none: "1"
      case .joglekar: "(1-pow(abs(2*s-1),2*p))"
      case .biolek: "(v<0 ? 1-pow(abs(s-1),2*p) : 1-pow(abs(s),2*p))"
      case .prodromakis: "(j*(1-pow((s-0.5)*(s-0.5)+0.75,p)))"
      }
    return ModelNetlist(
      definitions: [
        ".param ron=\(on) roff=\(off) k=\(mobility * on / (thickness * thickness)) p=\(exponent) j=\(height) "
          + "vt=\(threshold)"
      ], current: "(v/(ron*s+roff*(1-s)))",
      rate: "((abs(v)>vt ? 1 : 0)*k*(v/(ron*s+roff*(1-s)))*\(shape))")
  }
}
