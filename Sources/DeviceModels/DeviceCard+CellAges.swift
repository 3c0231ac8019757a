internal import Foundation
public import Randomness
public import Units
internal import VectorMath

extension DeviceCard {
  /// The noise-free conductance of cells that were written at different times: as
  /// ``aged(_:targets:identity:event:step:first:age:temperature:variation:)`` with an age for each.
  ///
  /// A pulse begins a cell's drift and relaxation anew, from the conductance that pulses have given it: the heat of a
  /// pulse undoes the structural relaxation that drift is (assumed). A tabulated relaxation is taken at the mean age of
  /// the array.
  /// - Parameter ages: seconds since each cell's last write.
  public func aged(
    _ programmed: [Float], identity: StreamKey, event: StreamKey, first: Int, ages: [Float], temperature: Kelvin,
    variation: DieVariation
  ) -> [Float] {
    precondition(ages.count == programmed.count, "\(ages.count) ages for \(programmed.count) cells")
    let faster = Float(self.temperature?.acceleration(temperature) ?? 1)
    var g = programmed
    switch relaxation {
    case nil: break
    case .some(.logarithmic(let model)):
      let normals = event.child("relaxation").normals(programmed.count, from: first)
      let unit = Float(model.unitTime.value)
      g = mapEight(g, ages, normals) { g, age, normal in
        let decades = naturalLogarithm((age * faster).replacing(with: unit, where: age * faster .< unit) / unit)
        let moved = g + model.meanSlope * decades + (model.deviationOffset + model.deviationSlope * decades) * normal
        let relaxed = moved.replacing(with: 0, where: moved .< 0)
        return relaxed.replacing(with: g, where: age .<= 0)
      }
    case .some(let relaxation):
      let mean = ages.isEmpty ? 0 : Double(ages.reduce(0, +)) / Double(ages.count)
      g = relaxed(g, relaxation, base: programmed, age: Seconds(mean * Double(faster))) {
        event.child("relaxation").normals(programmed.count, from: first)
      }
    }
    if let drift {
      let normals = identity.child("driftExponent").normals(programmed.count, from: first)
      let exponents = drift.exponents(programmed, normals: normals)
      let start = Float(drift.referenceTime.value)
      let slope = -variation.driftExponent
      g = mapEight(g, exponents, ages) { g, exponent, age in
        let time = (age * faster).replacing(with: start, where: age * faster .< start)
        return g * exponential(exponent * slope * naturalLogarithm(time / start))
      }
    }
    if let leak {
      let rest = Float(pulse?.window.middle ?? Double(window.low))
      g = leak.leaked(g, rest: rest, after: ages.map { $0 * faster }, identity: identity, first: first)
    }
    return operated(g, temperature: temperature, variation: variation)
  }
}
