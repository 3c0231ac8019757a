/// A memristor as a differential equation of one state, for currents and states along a waveform.
///
/// The state is normalised: s in 0…1, held at its ends. Where the equations change their form (a threshold, a window
/// that asks for the sign of the voltage), a model names the function whose sign decides, and is asked for the rate on
/// one side of it, so that the integration can stop at the place itself.
protocol CompactModel: Sendable {
  /// What the state is called and how large it is: `x` in 0…1, `gap` in nm.
  var state: StateScale { get }
  /// Functions of voltage and state whose signs choose the form of the equations.
  func guards(_ voltage: Double, _ state: Double) -> [Double]
  /// ds/dt in 1/s in the form that `signs` choose: true where a guard is positive.
  func rate(_ voltage: Double, _ state: Double, _ signs: [Bool]) -> Double
  /// Current in amperes.
  func current(_ voltage: Double, _ state: Double) -> Double
  /// Current and ds/dt as expressions of SPICE with `v` and `s` for voltage and state, after lines of `.param` and
  /// `.func`.
  var netlist: ModelNetlist { get }
}

extension CompactModel {
  func signs(_ voltage: Double, _ state: Double) -> [Bool] { guards(voltage, state).map { $0 > 0 } }
  func rate(_ voltage: Double, _ state: Double) -> Double { rate(voltage, state, signs(voltage, state)) }
}

/// Natural numbers of a normalised state.
package struct StateScale: Sendable, Equatable {
  package let name: String
  /// Empty for a number without unit.
  package let unit: String
  let low: Double
  let high: Double

  /// The name as a column has it: `gap_nm`.
  package var column: String { unit.isEmpty ? name : name + "_" + unit }

  func natural(_ state: Double) -> Double { low + (high - low) * state }
  func normalised(_ value: Double) -> Double { (value - low) / (high - low) }
}

/// A model in the words of SPICE.
struct ModelNetlist: Sendable {
  /// `.param` and `.func` lines.
  var definitions: [String]
  var current: String
  /// ds/dt between the ends of the state.
  var rate: String
}
