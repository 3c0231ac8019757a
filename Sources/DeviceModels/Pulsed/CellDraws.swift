internal import Foundation
internal import Randomness

/// The drawing of cell constants from a model, each purpose from a stream of its own.
struct CellDraws {
  let model: PulseModel
  let dieStepGain: Double
  let identity: StreamKey
  /// Gradients of the steps over the array; see ``PulseVariation/rowSlope``.
  var rowSlope = 0.0, columnSlope = 0.0
  var columns = 0

  /// The die's factor on the steps of a cell at its place in an array of `count` cells.
  private func stepGain(_ cell: Int, of count: Int) -> Double {
    guard columns > 0, rowSlope != 0 || columnSlope != 0 else { return dieStepGain }
    func place(_ index: Int, _ lines: Int) -> Double { lines > 1 ? 2 * Double(index) / Double(lines - 1) - 1 : 0 }
    let row = place(cell / columns, (count + columns - 1) / columns)
    return dieStepGain * max(0.1, 1 + rowSlope * row + columnSlope * place(cell % columns, columns))
  }

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
        let gain = stepGain(first + base + index, of: first + count)
        packed.store(cell(z, chance[0][index], chance[1][index], labels, gain), at: base + index)
      }
    }
    return packed
  }

  typealias Scores = (Float, Float, Float, Float, Float, Float)

  private func cell(
    _ xi: Scores, _ corrupt: Float, _ weight: Float, _ labels: LabelTable?, _ gain: Double
  ) -> CellConstants {
    let spread = model.spread
    let scale = Float(model.window.scale)
    let origin = Float(model.origin)
    let reference = Float(model.window.reference)
    // Absolute values keep each bound on its side of w = 0, where the nominal one is.
    let high = copysign(
      Float(model.window.weightMaximum) * (1 + Float(spread.maximum) * xi.2), Float(model.window.weightMaximum))
    let low = copysign(
      Float(model.window.weightMinimum) * (1 + Float(spread.minimum) * xi.3), Float(model.window.weightMinimum))
    var cell = steps(xi, gain)
    cell.high = max(reference + scale * high, 0)
    cell.low = max(reference + scale * low, 0)
    cell.stepUp *= scale
    cell.stepDown *= scale
    switch model.law {
    case .constant, .exponential, .power, .measured: break
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
    case .neuroSim: labels?.fill(&cell, xi, dieStepGain: gain, origin: Double(origin))
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
  private func steps(_ xi: Scores, _ dieGain: Double) -> CellConstants {
    let spread = model.spread
    let z = spread.step * Double(xi.0)
    let gain = spread.stepIsLogNormal ? exp(z) : 1 + z
    let r = spread.asymmetry * Double(xi.1)
    let a = model.asymmetry
    let size = model.step * dieGain
    var up = size * (gain + r + min(a, 0))
    var down = size * (gain - r - max(a, 0))
    if model.consistent {
      up = abs(up)
      down = abs(down)
    }
    return CellConstants(stepUp: Float(up), stepDown: Float(down), slopeUp: 0, slopeDown: 0, low: 0, high: 0)
  }
}
