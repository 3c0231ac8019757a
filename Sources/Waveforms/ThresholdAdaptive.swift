internal import Foundation

/// VTEAM, a voltage threshold adaptive memristor (S. Kvatinsky et al., IEEE Trans. Circuits Syst. II 62, 786, 2015).
///
/// dw/dt = k_off (V/v_off − 1)^α_off above v_off > 0, k_on (V/v_on − 1)^α_on below v_on < 0 and nothing between;
/// i = V/(R_on + (R_off − R_on) w/D), 0 ≤ w ≤ D, without windows. The state is x = w/D: 0 conducts, 1 does not.
struct ThresholdAdaptive: CompactModel {
  /// Ohm.
  var on: Double
  var off: Double
  /// m.
  var thickness: Double
  /// m/s; `speedOn` is negative.
  var speedOn: Double
  var speedOff: Double
  var exponentOn: Double
  var exponentOff: Double
  /// Volts; `thresholdOn` is negative.
  var thresholdOn: Double
  var thresholdOff: Double

  let state = StateScale(name: "x", unit: "", low: 0, high: 1)

  func guards(_ voltage: Double, _ state: Double) -> [Double] { [voltage - thresholdOff, thresholdOn - voltage] }

  func rate(_ voltage: Double, _ state: Double, _ signs: [Bool]) -> Double {
    if signs[0] { return speedOff / thickness * pow(max(voltage / thresholdOff - 1, 0), exponentOff) }
    if signs[1] { return speedOn / thickness * pow(max(voltage / thresholdOn - 1, 0), exponentOn) }
    return 0
  }

  func current(_ voltage: Double, _ state: Double) -> Double { voltage / (on + (off - on) * state) }

  var netlist: ModelNetlist {
    ModelNetlist(
      definitions: [
        ".param ron=\(on) roff=\(off) kon=\(speedOn / thickness) koff=\(speedOff / thickness)",
        ".param aon=\(exponentOn) aoff=\(exponentOff) von=\(thresholdOn) voff=\(thresholdOff)",
      ], current: "(v/(ron+(roff-ron)*s))",
      rate: "(koff*pow(max(v/voff-1,0),aoff)+kon*pow(max(v/von-1,0),aon))")
  }
}
