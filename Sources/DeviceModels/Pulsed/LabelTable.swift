internal import Foundation

/// Inverse time constants of NeuroSim's labels, tabulated: each cell has labels of its own.
struct LabelTable {
  private static let pointsPerLabel = 200.0
  private let rates: [Double]
  /// Those of the card's own labels, which all cells have where the card gives no spread of labels.
  private let nominalUp: Double, nominalDown: Double
  private let curves: StepLaw.NeuroSimCurves
  private let model: PulseModel

  init?(_ model: PulseModel) {
    guard case .neuroSim(let curves) = model.law else { return nil }
    self.curves = curves
    self.model = model
    let half = Int(NeuroSimLabel.largest * Self.pointsPerLabel)
    let spread = model.spread.slopeUp > 0 || model.spread.slopeDown > 0
    nominalUp = NeuroSimLabel.inverseTimeConstant(label: curves.labelUp)
    nominalDown = NeuroSimLabel.inverseTimeConstant(label: curves.labelDown)
    rates =
      spread
      ? (-half...half).map { NeuroSimLabel.inverseTimeConstant(label: Double($0) / Self.pointsPerLabel) } : []
  }

  /// Linear between table points, relative error below 1e-5; labels beyond ±9 are held there.
  private func rate(_ label: Double) -> Double {
    let place =
      (min(max(label, -NeuroSimLabel.largest), NeuroSimLabel.largest) + NeuroSimLabel.largest)
      * Self.pointsPerLabel
    let index = min(Int(place), rates.count - 2)
    return rates[index] + (place - Double(index)) * (rates[index + 1] - rates[index])
  }

  /// Each pulse relaxes the conductance by 1 − e^{−1/A} towards low + B (A in pulses, B the curve's full amplitude):
  /// written as step·(1 − κ x) around the middle of the window.
  func fill(_ cell: inout CellConstants, _ xi: CellDraws.Scores, dieStepGain: Double, origin: Double) {
    let low = Double(cell.low)
    let window = Double(cell.high) - low
    let up = rates.isEmpty ? nominalUp : rate(curves.labelUp + model.spread.slopeUp * Double(xi.4))
    let down = rates.isEmpty ? nominalDown : rate(curves.labelDown + model.spread.slopeDown * Double(xi.5))
    let gain = dieStepGain * abs(1 + model.spread.step * Double(xi.0))
    let rise = curve(up, curves.pulsesUp, low + curves.startUp, width(window, less: curves.startUp), origin)
    let fall = curve(
      -down, curves.pulsesDown, -low - window + curves.startDown, width(window, less: curves.startDown), -origin)
    cell.stepUp = Float(gain * rise.step)
    cell.slopeUp = Float(rise.slope)
    cell.stepDown = Float(gain * fall.step)
    cell.slopeDown = -Float(fall.slope)
  }

  /// Of a curve that starts inside the window; a cell whose own bounds leave it nothing keeps a thousandth.
  private func width(_ window: Double, less start: Double) -> Double {
    start == 0 ? window : max(window - start, 1e-3)
  }

  /// Step and relative slope at `origin` of a curve that starts at `start` and rises by `window` in `pulses`.
  private func curve(
    _ rate: Double, _ pulses: Double, _ start: Double, _ window: Double, _ origin: Double
  ) -> (step: Double, slope: Double) {
    guard abs(rate) > 1e-6 else { return (window / pulses, rate / window) }
    let limit = start + window / -expm1(-rate)
    let relaxation = -expm1(-rate / pulses)
    return (relaxation * (limit - origin), 1 / (limit - origin))
  }
}
