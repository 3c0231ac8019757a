internal import Foundation

/// NeuroSim's nonlinearity label and the time constant of its exponential curves.
///
/// The normalised curve f(p) = (1 − e^{−p/A})/(1 − e^{−1/A}) (Chen, Peng, Yu, IEEE TCAD 37, 3067 (2018), eqs 8–10)
/// leaves the straight line by most at p* = A ln[1/(A(1 − e^{−1/A}))]; the label is that deviation divided by
/// 0.07·√2 and has the sign of A. It is below 10.1; the published tables end at 9.
public enum NeuroSimLabel {
  /// The label per unit of largest deviation.
  public static let deviationPerLabel = 0.07 * 2.0.squareRoot()
  /// The largest label accepted, as in the published tables.
  public static let largest = 9.0

  /// The label of a curve with inverse time constant 1/A (in units of 1/pulses for the full window).
  public static func label(inverseTimeConstant rate: Double) -> Double {
    guard abs(rate) > 1e-6 else { return rate / 8 / deviationPerLabel }
    let size = abs(rate)
    let full = -expm1(-size)
    let peak = -log(full / size) / size
    return copysign((-expm1(-size * peak) / full - peak) / deviationPerLabel, rate)
  }

  /// The inverse time constant 1/A of a label, by bisection to the last bits.
  public static func inverseTimeConstant(label: Double) -> Double {
    precondition(abs(label) <= largest, "nonlinearity label \(label) is outside -9...9")
    guard abs(label) > 1e-7 else { return label * 8 * deviationPerLabel }
    var low = 0.0
    var high = 64.0
    while true {
      let middle = 0.5 * (low + high)
      if middle <= low || middle >= high { return copysign(middle, label) }
      if Self.label(inverseTimeConstant: middle) < abs(label) { low = middle } else { high = middle }
    }
  }

  /// The time constant A of a label, in units of the pulses for the full window; infinite for label 0.
  public static func timeConstant(label: Double) -> Double { 1 / inverseTimeConstant(label: label) }
}
