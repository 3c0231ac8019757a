internal import Foundation
public import Randomness
public import Units
internal import VectorMath

/// How long ago cells were programmed.
public enum CellAges: Sendable {
  /// All at one time.
  case same(Seconds)
  /// Each at a time of its own: seconds since its last write.
  case own([Float])

  /// The same times factor.
  func times(_ factor: Double) -> CellAges {
    switch self {
    case .same(let time): .same(factor * time)
    case .own(let ages): .own(ages.map { $0 * Float(factor) })
    }
  }

  /// Of `count` cells.
  func seconds(_ count: Int) -> [Float] {
    switch self {
    case .same(let time): [Float](repeating: Float(time.value), count: count)
    case .own(let ages): ages
    }
  }

  /// Their mean.
  var mean: Seconds {
    switch self {
    case .same(let time): time
    case .own(let ages): Seconds(ages.isEmpty ? 0 : Double(ages.reduce(0, +)) / Double(ages.count))
    }
  }
}

extension DeviceCard {
  /// The noise-free conductance of cells some time after they were programmed: relaxation, then drift, then leak, then the
  /// temperature of the read.
  ///
  /// A cell's drift exponent belongs to the chip (`identity`), its relaxation to the writing event (`event`, `step`),
  /// so that the conductances at several ages lie on one trajectory per cell. With a retention energy the age counts
  /// faster at higher temperature.
  ///
  /// Of cells with ages of their own a pulse begins drift and relaxation anew, from the conductance that pulses have given
  /// them: the heat of a pulse undoes the structural relaxation that drift is (assumed). A tabulated relaxation is then
  /// taken at the mean age of the array.
  /// - Parameters:
  ///   - programmed: what ``programmed(targets:event:step:first:)`` returned.
  ///   - targets: the targets; drift exponents and relaxation spreads are published over them. Without them the
  ///     programmed conductances are used.
  ///   - ages: since programming.
  ///   - temperature: of the cells since programming and at the read.
  /// - Returns: normalised conductances, not below 0.
  public func aged(
    _ programmed: [Float], targets: [Float]?, identity: StreamKey, event: StreamKey, step: UInt32, first: Int,
    ages: CellAges, temperature: Kelvin, variation: DieVariation
  ) -> [Float] {
    precondition(ages.mean.value >= 0, "an age of \(ages.mean)")
    precondition(targets == nil || targets?.count == programmed.count, "targets of another count than cells")
    let effective = self.temperature.map { ages.times($0.acceleration(temperature)) } ?? ages
    var g = programmed
    if let relaxation {
      let key = event.child("relaxation")
      g = relaxed(g, relaxation, base: targets ?? programmed, ages: effective) {
        key.normals(programmed.count, from: first, step: step)
      }
    }
    if let drift {
      g = drifted(g, drift, base: targets ?? programmed, ages: effective, variation) {
        identity.child("driftExponent").normals(programmed.count, from: first)
      }
    }
    if let leak {
      let rest = Float(pulse?.window.middle ?? Double(window.low))
      g = leak.leaked(g, rest: rest, after: effective, identity: identity, first: first)
    }
    return operated(g, temperature: temperature, variation: variation)
  }

  /// The same of cells that were all programmed at one time.
  public func aged(
    _ programmed: [Float], targets: [Float]?, identity: StreamKey, event: StreamKey, step: UInt32, first: Int,
    age: Seconds, temperature: Kelvin, variation: DieVariation
  ) -> [Float] {
    aged(
      programmed, targets: targets, identity: identity, event: event, step: step, first: first, ages: .same(age),
      temperature: temperature, variation: variation)
  }

  private func drifted(
    _ g: [Float], _ drift: PowerLawDrift, base: [Float], ages: CellAges, _ variation: DieVariation,
    normals: () -> [Float]
  ) -> [Float] {
    switch ages {
    case .same(let age):
      guard age > drift.referenceTime else { return g }
      let slope = Float(-log(age / drift.referenceTime)) * variation.driftExponent
      return mapEight(g, drift.exponents(base, normals: normals())) { $0 * exponential($1 * slope) }
    case .own(let ages):
      let start = Float(drift.referenceTime.value)
      let slope = -variation.driftExponent
      return mapEight(g, drift.exponents(base, normals: normals()), ages) { g, exponent, age in
        let time = age.replacing(with: start, where: age .< start)
        return g * exponential(exponent * slope * naturalLogarithm(time / start))
      }
    }
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
    _ g: [Float], _ relaxation: Relaxation, base: [Float], ages: CellAges, normals: () -> [Float]
  ) -> [Float] {
    let age = ages.mean
    switch relaxation {
    case .logarithmic(let model):
      if case .own(let ages) = ages {
        let unit = Float(model.unitTime.value)
        return mapEight(g, ages, normals()) { g, age, normal in
          let decades = naturalLogarithm(age.replacing(with: unit, where: age .< unit) / unit)
          let moved = g + model.meanSlope * decades + (model.deviationOffset + model.deviationSlope * decades) * normal
          let relaxed = moved.replacing(with: 0, where: moved .< 0)
          return relaxed.replacing(with: g, where: age .<= 0)
        }
      }
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
