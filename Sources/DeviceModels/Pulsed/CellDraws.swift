internal import Foundation
internal import Randomness

/// The drawing of cell constants from a model, each purpose from a stream of its own.
struct CellDraws {
  let model: PulseModel
  let dieStepGain: Double
  let identity: StreamKey

  func constants(count: Int, first: Int) -> PackedConstants {
    var packed = PackedConstants(count: count)
    let labels = LabelTable(model)
    let normals = ["stepGain", "asymmetry", "maximum", "minimum", "slopeUp", "slopeDown"].map { identity.child($0) }
    let uniforms = ["corrupt", "corruptWeight"].map { identity.child($0) }
    let slice = 4_096
    for base in stride(from: 0, to: packed.stride, by: slice) {
      let size = min(slice, packed.stride - base)
      let xi = normals.map { $0.normals(size, from: first + base) }
      let chance = uniforms.map { $0.uniforms(size, from: first + base) }
      for index in 0..<size {
        let z = (xi[0][index], xi[1][index], xi[2][index], xi[3][index], xi[4][index], xi[5][index])
        packed.store(cell(z, chance[0][index], chance[1][index], labels), at: base + index)
      }
    }
    return packed
  }

  typealias Scores = (Float, Float, Float, Float, Float, Float)

  private func cell(_ xi: Scores, _ corrupt: Float, _ weight: Float, _ labels: LabelTable?) -> CellConstants {
    let spread = model.spread
    let scale = Float(model.window.scale)
    let origin = Float(model.origin)
    let reference = Float(model.window.reference)
    // Absolute values keep each bound on its side of w = 0, where the nominal one is.
    let high = copysign(
      Float(model.window.weightMaximum) * (1 + Float(spread.maximum) * xi.2), Float(model.window.weightMaximum))
    let low = copysign(
      Float(model.window.weightMinimum) * (1 + Float(spread.minimum) * xi.3), Float(model.window.weightMinimum))
    var cell = steps(xi)
    cell.high = max(reference + scale * high, 0)
    cell.low = max(reference + scale * low, 0)
    cell.stepUp *= scale
    cell.stepDown *= scale
    switch model.law {
    case .constant, .exponential, .power: break
    case .softBounds:
      // No pulse goes beyond its own bound: κ is held below 1/step.
      cell.slopeUp = 1 / max(cell.high - origin, cell.stepUp, 1e-3)
      cell.slopeDown = -1 / max(origin - cell.low, cell.stepDown, 1e-3)
    case .linear(let up, let down, let meanBounds):
      let gammaUp = abs(Float(up) + Float(spread.slopeUp) * xi.4)
      let gammaDown = abs(Float(down) + Float(spread.slopeDown) * xi.5)
      let above = meanBounds ? Float(model.window.weightMaximum) * scale : cell.high - origin
      let below = meanBounds ? Float(-model.window.weightMinimum) * scale : origin - cell.low
      cell.slopeUp = min(gammaUp / max(above, 1e-3), 1 / max(cell.stepUp, 1e-6))
      cell.slopeDown = max(-gammaDown / max(below, 1e-3), -1 / max(cell.stepDown, 1e-6))
    case .neuroSim: labels?.fill(&cell, xi, dieStepGain: dieStepGain, origin: Double(origin))
    }
    if model.oneSided { cell.stepDown = 0 }
    if model.corruptFraction > 0, corrupt < Float(model.corruptFraction) {
      let range = model.window.weightMinimum...model.window.weightMaximum
      let middle = range.contains(0) ? 0 : 0.5 * (range.lowerBound + range.upperBound)
      let stuck = Float(model.window.conductance(weight: middle)) + scale * Float(model.corruptRange) * (2 * weight - 1)
      cell = CellConstants(stepUp: 0, stepDown: 0, slopeUp: 0, slopeDown: 0, low: stuck, high: stuck)
    }
    return cell
  }

  /// Steps at w = 0 in units of weight.
  private func steps(_ xi: Scores) -> CellConstants {
    let spread = model.spread
    let z = spread.step * Double(xi.0)
    let gain = spread.stepIsLogNormal ? exp(z) : 1 + z
    let r = spread.asymmetry * Double(xi.1)
    let a = model.asymmetry
    let size = model.step * dieStepGain
    var up = size * (gain + r + min(a, 0))
    var down = size * (gain - r - max(a, 0))
    if model.consistent {
      up = abs(up)
      down = abs(down)
    }
    return CellConstants(stepUp: Float(up), stepDown: Float(down), slopeUp: 0, slopeDown: 0, low: 0, high: 0)
  }
}

/// Inverse time constants of NeuroSim's labels, tabulated: each cell has labels of its own.
struct LabelTable {
  private static let pointsPerLabel = 200.0
  private let rates: [Double]
  private let curves: StepLaw.NeuroSimCurves
  private let model: PulseModel

  init?(_ model: PulseModel) {
    guard case .neuroSim(let curves) = model.law else { return nil }
    self.curves = curves
    self.model = model
    let half = Int(NeuroSimLabel.largest * Self.pointsPerLabel)
    let spread = model.spread.slopeUp > 0 || model.spread.slopeDown > 0
    rates = spread
      ? (-half...half).map { NeuroSimLabel.inverseTimeConstant(label: Double($0) / Self.pointsPerLabel) } : []
  }

  /// Linear between table points, relative error below 1e-5; labels beyond ±9 are held there.
  private func rate(_ label: Double) -> Double {
    if rates.isEmpty { return NeuroSimLabel.inverseTimeConstant(label: label) }
    let place = (min(max(label, -NeuroSimLabel.largest), NeuroSimLabel.largest) + NeuroSimLabel.largest)
      * Self.pointsPerLabel
    let index = min(Int(place), rates.count - 2)
    return rates[index] + (place - Double(index)) * (rates[index + 1] - rates[index])
  }

  /// Each pulse relaxes the conductance by 1 − e^{−1/A} towards low + B (A in pulses, B the curve's full amplitude):
  /// written as step·(1 − κ x) around the middle of the window.
  func fill(_ cell: inout CellConstants, _ xi: CellDraws.Scores, dieStepGain: Double, origin: Double) {
    let low = Double(cell.low)
    let window = Double(cell.high) - low
    let up = rate(curves.labelUp + model.spread.slopeUp * Double(xi.4))
    let down = rate(curves.labelDown + model.spread.slopeDown * Double(xi.5))
    let gain = dieStepGain * abs(1 + model.spread.step * Double(xi.0))
    let rise = curve(up, curves.pulsesUp, low, window, origin)
    let fall = curve(-down, curves.pulsesDown, -low - window, window, -origin)
    cell.stepUp = Float(gain * rise.step)
    cell.slopeUp = Float(rise.slope)
    cell.stepDown = Float(gain * fall.step)
    cell.slopeDown = -Float(fall.slope)
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
