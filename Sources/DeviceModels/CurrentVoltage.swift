internal import Foundation
internal import StrictYAML
public import Units

/// Static current–voltage characteristic I(V; G) of a cell whose conductance at the read voltage is G.
public enum CurrentVoltage: Sendable, Equatable {
  /// I = G V + n₂(x) V² + n₃(x) V³ with polynomials n₂, n₃ of x = log₁₀(G / 1 S), for |V| ≤ `limit`; from `linearFrom`
  /// on, where the fit has its last point, the cell is ohmic, and below `validFrom` n₂ and n₃ are held at their values
  /// there.
  /// Source: V. Milo et al., IRPS 2021 (as fitted in the CrossSim simulator).
  case polynomial(PolynomialCurrentVoltage)
  /// I = r·I_low(V) + (1 − r)·I_high(V): mixtures of two basis curves, with r such that I(U₀) = G U₀.
  /// Source: T. Hennen et al., IEEE Trans. Electron Devices (2024), doi 10.1109/TED.2024.3427616.
  case mixture(MixtureCurrentVoltage)
  /// I = G V₀ sinh(V/V₀).
  case hyperbolicSine(scale: Volts)

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    enum Model: String, CaseIterable { case polynomial, mixture, hyperbolicSine }
    switch try mapping.choice("model", of: Model.self) {
    case .polynomial: self = .polynomial(try PolynomialCurrentVoltage(mapping))
    case .mixture: self = .mixture(try MixtureCurrentVoltage(mapping))
    case .hyperbolicSine:
      self = .hyperbolicSine(scale: try mapping.quantity("scale", Volts.self, in: Volts(1e-3)...Volts(1e3)))
    }
  }

  /// The largest voltage for which the characteristic was published; nil without a limit.
  public var voltageLimit: Volts? {
    switch self {
    case .polynomial(let model): model.limit
    case .mixture(let model): model.limit
    case .hyperbolicSine: nil
    }
  }

  /// Coefficients c₁, c₂, … of I = Σ cₖ Vᵏ for a conductance, or nil when the characteristic is no polynomial.
  public func coefficients(_ conductance: Siemens) -> [Double]? {
    switch self {
    case .polynomial(let model): model.coefficients(conductance)
    case .mixture(let model): model.coefficients(conductance)
    case .hyperbolicSine: nil
    }
  }

  /// The current at a voltage.
  public func current(_ conductance: Siemens, at voltage: Volts) -> Amperes {
    if case .hyperbolicSine(let scale) = self {
      return Amperes(conductance.value * scale.value * sinh(voltage / scale))
    }
    let c = coefficients(conductance) ?? []
    return Amperes(c.reversed().reduce(0) { ($0 + $1) * voltage.value })
  }

  /// dI/dV at a voltage.
  public func differentialConductance(_ conductance: Siemens, at voltage: Volts) -> Siemens {
    if case .hyperbolicSine(let scale) = self { return Siemens(conductance.value * cosh(voltage / scale)) }
    let c = coefficients(conductance) ?? []
    var sum = 0.0
    for (index, coefficient) in c.enumerated().reversed() {
      sum = sum * voltage.value + Double(index + 1) * coefficient
    }
    return Siemens(sum)
  }

  /// Currents of an array of cells at one voltage, relative to gMax times 1 V.
  /// - Parameter conductances: normalised conductances.
  public func currents(_ conductances: [Float], gMax: Siemens, at voltage: Volts) -> [Float] {
    conductances.map { Float(current(gMax * Double($0), at: voltage).value / gMax.value) }
  }
}

/// See ``CurrentVoltage/polynomial(_:)``.
public struct PolynomialCurrentVoltage: Sendable, Equatable {
  /// Coefficients of n₂ in A/V² and of n₃ in A/V³ over x, lowest power first.
  public let quadratic: [Double]
  public let cubic: [Double]
  /// The lowest conductance for which the fit is used.
  public let validFrom: Siemens
  /// The conductance from which on the cell is linear.
  public let linearFrom: Siemens
  public let limit: Volts

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    quadratic = try mapping.numbers("quadratic", count: 1...8)
    cubic = try mapping.numbers("cubic", count: 1...8)
    validFrom = try mapping.quantity("validFrom", Siemens.self, in: .positiveConductance)
    linearFrom = try mapping.quantity("linearFrom", Siemens.self, in: validFrom...Siemens(10))
    limit = try mapping.quantity("limit", Volts.self, in: Volts(1e-3)...Volts(1e3))
  }

  func coefficients(_ conductance: Siemens) -> [Double] {
    guard conductance < linearFrom else { return [conductance.value] }
    let x = log10(max(conductance, validFrom).value)
    func polynomial(_ c: [Double]) -> Double { c.reversed().reduce(0) { $0 * x + $1 } }
    return [conductance.value, polynomial(quadratic), polynomial(cubic)]
  }
}

/// See ``CurrentVoltage/mixture(_:)``.
public struct MixtureCurrentVoltage: Sendable, Equatable {
  /// Coefficients of V¹, V², … of the two basis curves in ampere, lowest power first.
  public let high: [Double]
  public let low: [Double]
  /// U₀.
  public let readVoltage: Volts
  public let limit: Volts

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    high = try mapping.numbers("high", count: 1...16)
    low = try mapping.numbers("low", count: 1...16)
    readVoltage = try mapping.quantity("readVoltage", Volts.self, in: Volts(1e-3)...Volts(10))
    limit = try mapping.quantity("limit", Volts.self, in: readVoltage...Volts(100))
    guard conductance(high) > conductance(low) else {
      throw mapping.outside(
        "high", value: "\(conductance(high))", allowed: "curves above the one of 'low' at readVoltage")
    }
  }

  private func conductance(_ c: [Double]) -> Siemens { Siemens(c.reversed().reduce(0) { $0 * readVoltage.value + $1 }) }

  /// The conductances of the two curves at U₀.
  var mixtureEnds: (high: Siemens, low: Siemens) { (conductance(high), conductance(low)) }

  /// r = (G_high − G) / (G_high − G_low).
  public func mixture(_ conductance: Siemens) -> Double {
    let top = self.conductance(high)
    return (top - conductance) / (top - self.conductance(low))
  }

  func coefficients(_ conductance: Siemens) -> [Double] {
    let r = mixture(conductance)
    return (0..<max(high.count, low.count)).map { k in
      r * (k < low.count ? low[k] : 0) + (1 - r) * (k < high.count ? high[k] : 0)
    }
  }
}
