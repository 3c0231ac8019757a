internal import Foundation

/// The generalised model of C. Yakopcic et al., IEEE Electron Device Lett. 32, 1436 (2011).
///
/// i = a₁ x sinh(b V) for V ≥ 0 and a₂ x sinh(b V) below; dx/dt = η g(V) f(V, x) with
/// g = A_p (e^V − e^V_p) above V_p, −A_n (e^−V − e^V_n) below −V_n and nothing between, and f, which slows the motion
/// towards an end: where η V > 0 and x > x_p, e^(−α_p (x − x_p)) · (1 + (x_p − x)/(1 − x_p)); where η V < 0 and
/// x < 1 − x_n, e^(α_n (x + x_n − 1)) · x/(1 − x_n); else 1.
struct Yakopcic: CompactModel {
  var amplitudePositive: Double
  var amplitudeNegative: Double
  /// 1/V.
  var curvature: Double
  /// 1/s.
  var speedPositive: Double
  var speedNegative: Double
  /// Volts, both positive.
  var thresholdPositive: Double
  var thresholdNegative: Double
  var decayPositive: Double
  var decayNegative: Double
  var knotPositive: Double
  var knotNegative: Double
  /// Direction: 1 or −1.
  var direction: Double

  let state = StateScale(name: "x", unit: "", low: 0, high: 1)

  func guards(_ voltage: Double, _ state: Double) -> [Double] {
    [voltage - thresholdPositive, -voltage - thresholdNegative, state - knotPositive, 1 - knotNegative - state]
  }

  func rate(_ voltage: Double, _ state: Double, _ signs: [Bool]) -> Double {
    let speed: Double
    if signs[0] {
      speed = direction * speedPositive * (exp(voltage) - exp(thresholdPositive))
    } else if signs[1] {
      speed = -direction * speedNegative * (exp(-voltage) - exp(thresholdNegative))
    } else {
      return 0
    }
    if speed > 0 {
      guard signs[2] else { return speed }
      return speed * exp(-decayPositive * (state - knotPositive)) * (1 + (knotPositive - state) / (1 - knotPositive))
    }
    guard signs[3] else { return speed }
    return speed * exp(decayNegative * (state + knotNegative - 1)) * state / (1 - knotNegative)
  }

  func current(_ voltage: Double, _ state: Double) -> Double {
    (voltage >= 0 ? amplitudePositive : amplitudeNegative) * state * sinh(curvature * voltage)
  }

  var netlist: ModelNetlist {
    let speed = "(eta*ap*max(exp(v)-exp(vp),0)-eta*an*max(exp(-v)-exp(vn),0))"
    return ModelNetlist(
      definitions: [
        ".param a1=\(amplitudePositive) a2=\(amplitudeNegative) b=\(curvature) ap=\(speedPositive) an=\(speedNegative)",
        ".param vp=\(thresholdPositive) vn=\(thresholdNegative) alp=\(decayPositive) aln=\(decayNegative)",
        ".param xp=\(knotPositive) xn=\(knotNegative) eta=\(direction)",
        ".func fp(x) {x>xp ? exp(-alp*(x-xp))*(1+(xp-x)/(1-xp)) : 1}",
        ".func fn(x) {x<1-xn ? exp(aln*(x+xn-1))*x/(1-xn) : 1}",
      ], current: "((v>=0 ? a1 : a2)*s*sinh(b*v))", rate: "(max(\(speed),0)*fp(s)+min(\(speed),0)*fn(s))")
  }
}
