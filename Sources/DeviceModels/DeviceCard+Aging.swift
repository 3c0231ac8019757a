internal import Foundation
public import Randomness
public import Units
internal import VectorMath

extension DeviceCard {
  /// The noise-free conductance of cells some time after they were programmed: relaxation, then drift, then the
  /// temperature of the read.
  ///
  /// A cell's drift exponent belongs to the chip (`identity`), its relaxation to the writing event (`event`, `step`),
  /// so that the conductances at several ages lie on one trajectory per cell. With a retention energy the age counts
  /// faster at higher temperature.
  /// - Parameters:
  ///   - programmed: what ``programmed(targets:event:step:first:)`` returned.
  ///   - targets: the targets; drift exponents and relaxation spreads are published over them. Without them the
  ///     programmed conductances are used.
  ///   - age: seconds since programming.
  ///   - temperature: of the cells since programming and at the read.
  /// - Returns: normalised conductances, not below 0.
  public func aged(
    _ programmed: [Float], targets: [Float]?, identity: StreamKey, event: StreamKey, step: UInt32, first: Int,
    age: Seconds, temperature: Kelvin, variation: DieVariation
  ) -> [Float] {
    precondition(age.value >= 0, "an age of \(age)")
    precondition(targets == nil || targets?.count == programmed.count, "targets of another count than cells")
    let effective = self.temperature.map { age * $0.acceleration(temperature) } ?? age
    var g = programmed
    if let relaxation {
      let key = event.child("relaxation")
      g = relaxed(g, relaxation, base: targets ?? programmed, age: effective) {
        key.normals(programmed.count, from: first, step: step)
      }
    }
    if let drift, effective > drift.referenceTime {
      let normals = identity.child("driftExponent").normals(programmed.count, from: first)
      let exponents = drift.exponents(targets ?? programmed, normals: normals)
      let slope = Float(-log(effective / drift.referenceTime)) * variation.driftExponent
      g = mapEight(g, exponents) { $0 * exponential($1 * slope) }
    }
    if let leak {
      let rest = Float(pulse?.window.middle ?? Double(window.low))
      g = leak.leaked(g, rest: rest, after: effective, identity: identity, first: first)
    }
    return operated(g, temperature: temperature, variation: variation)
  }

  /// What the temperature of the read and the die make of aged conductances.
  func operated(_ aged: [Float], temperature: Kelvin, variation: DieVariation) -> [Float] {
    var g = aged
    if let factors = self.temperature?.conductionFactors(temperature), factors != (1, 1) {
      let low = window.low
      let start = Float(factors.low)
      let rise = Float(factors.high - factors.low) / (1 - low)
      g = mapEight(g) { g in
        let position = (g - low).clamped(lowerBound: .zero, upperBound: SIMD8(repeating: 1 - low))
        return g * (start + rise * position)
      }
    }
    return g
  }

  func relaxed(
    _ g: [Float], _ relaxation: Relaxation, base: [Float], age: Seconds, normals: () -> [Float]
  ) -> [Float] {
    switch relaxation {
    case .logarithmic(let model):
      let state = model.state(at: age)
      guard state != (0, 0) else { return g }
      return mapEight(g, normals()) { g, normal in
        let moved = g + state.shift + state.deviation * normal
        return moved.replacing(with: 0, where: moved .< 0)
      }
    case .change(let measured):
      var included: [Float]?
      if let readNoise, readNoise.includedInSpread {
        included = readNoise.deviations(g, programmed: g, age: Seconds(0)).map { 2 * $0 * $0 }
      }
      return measured.moved(g, at: age, normals: normals, included: included)
    case .tabulated(let table):
      guard case .spread(let programming) = programming else { return g }
      guard let state = table.state(at: age, programming: programming) else { return g }
      let scale = state.shiftScale
      let shift = state.shift.map { shift in mapEight(base) { shift.evaluate($0) * scale } }
      let mean = shift.map { mapEight(base, $0) { $0 + $1 } } ?? base
      let growth = mapEight(base, mean) { base, mean in
        let early = programming.evaluate(base)
        let late = state.spread.evaluate(mean)
        return squareRootOfDifference(late.replacing(with: 0, where: late .< 0), early)
      }
      let still = shift.map { mapEight(g, $0) { $0 + $1 } } ?? g
      return mapEight(still, growth, normals()) { g, growth, normal in
        let moved = g + growth * normal
        return moved.replacing(with: 0, where: moved .< 0)
      }
    }
  }

  /// Standard deviation of one read of each cell by the published read noise, relative to Gmax; zeros for a card
  /// without it. Thermal and shot noise of the read circuit is ``ThermalAndShotNoise``.
  ///
  /// Reads of one cell at one age are drawn independently. That is exact for one read; the 1/f part of several reads
  /// close in time is correlated in a real cell.
  /// - Parameters:
  ///   - conductances: the aged normalised conductances.
  ///   - programmed: what programming left, over which 1/f amplitudes of phase-change cells are published.
  public func readNoiseSigma(
    _ conductances: [Float], programmed: [Float], age: Seconds, temperature: Kelvin
  ) -> [Float] {
    precondition(age.value >= 0, "an age of \(age)")
    guard let readNoise else { return [Float](repeating: 0, count: conductances.count) }
    return readNoise.deviations(conductances, programmed: programmed, age: age)
  }
}
