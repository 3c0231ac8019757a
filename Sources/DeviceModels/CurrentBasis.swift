internal import Foundation
public import Units
internal import VectorMath

/// A card's current–voltage characteristic as a short sum of products, I(V; G) = Σₖ aₖ(G) fₖ(V), so that what an array
/// of cells gives at many voltages is a handful of matrix products.
///
/// Exact for every ``CurrentVoltage``: a polynomial has one term a power, with its coefficients over G; a mixture of two
/// curves has one term that goes with G and one that all cells share, which differences of cells do not see; a
/// hyperbolic sine has one. Everything is in units of the card's window and read voltage: g = G/Gmax, u = V/V_read, and
/// currents in Gmax · V_read.
public struct CurrentBasis: Sendable, Equatable {
  /// fₖ in these units.
  public enum Function: Sendable, Equatable {
    /// Σ cₘ uᵐ, from m = 1 on.
    case polynomial([Float])
    /// sinh(ρu)/ρ.
    case hyperbolicSine(Float)
  }

  /// The functions; the first goes with the conductance itself.
  public let functions: [Function]
  /// The largest |u| for which the characteristic was published.
  public let limit: Double
  private let curve: CurrentVoltage
  private let gMax: Siemens
  private let voltage: Volts

  public init(_ curve: CurrentVoltage, gMax: Siemens, voltage: Volts) {
    (self.curve, self.gMax, self.voltage) = (curve, gMax, voltage)
    limit = curve.voltageLimit.map { $0 / voltage } ?? .infinity
    let volts = voltage.value
    switch curve {
    case .polynomial(let model):
      let powers = max(model.quadratic.isEmpty ? 1 : 2, model.cubic.isEmpty ? 1 : 3)
      functions = (1...powers).map { power in
        .polynomial([Float](repeating: 0, count: power - 1) + [1])
      }
    case .mixture(let model):
      // r is affine in G: what is proportional to it, and the rest.
      let (top, bottom) = (model.mixtureEnds.high.value, model.mixtureEnds.low.value)
      let span = top - bottom
      func scaled(_ high: Double, _ low: Double, _ unit: Double) -> [Float] {
        (0..<max(model.high.count, model.low.count)).map { power in
          let (up, down) = (
            power < model.high.count ? model.high[power] : 0, power < model.low.count ? model.low[power] : 0
          )
          return Float((high * up + low * down) * pow(volts, Double(power)) / unit)
        }
      }
      functions = [
        .polynomial(scaled(1, -1, span)), .polynomial(scaled(-bottom, top, span * gMax.value)),
      ]
    case .hyperbolicSine(let scale): functions = [.hyperbolicSine(Float(voltage / scale))]
    }
  }

  /// aₖ of cells with these conductances, normalised.
  public func coefficients(_ term: Int, _ conductances: [Float]) -> [Float] {
    switch curve {
    case .hyperbolicSine: return conductances
    case .mixture: return term == 0 ? conductances : [Float](repeating: 1, count: conductances.count)
    case .polynomial(let model):
      guard term > 0 else { return conductances }
      let unit = pow(voltage.value, Double(term)) / gMax.value
      return conductances.map { g in
        let c = model.coefficients(gMax * Double(g))
        return term < c.count ? Float(c[term] * unit) : 0
      }
    }
  }

  /// The current of cells at one voltage u, in units of Gmax · V_read.
  public func currents(_ conductances: [Float], at u: Float) -> [Float] {
    var sum = [Float](repeating: 0, count: conductances.count)
    for (term, function) in functions.enumerated() {
      let value = function.value(u)
      for (cell, coefficient) in coefficients(term, conductances).enumerated() { sum[cell] += value * coefficient }
    }
    return sum
  }
}

extension CurrentBasis.Function {
  /// f(u).
  public func value(_ u: Float) -> Float {
    switch self {
    case .polynomial(let c): c.reversed().reduce(0) { ($0 + $1) * u }
    case .hyperbolicSine(let rate): sinh(rate * u) / rate
    }
  }

  /// f′(u).
  public func slope(_ u: Float) -> Float {
    switch self {
    case .polynomial(let c):
      c.enumerated().reversed().reduce(0) { $0 * u + Float($1.offset + 1) * $1.element }
    case .hyperbolicSine(let rate): cosh(rate * u)
    }
  }

  /// F · f(x/F) of many numbers, which may be replaced in place.
  /// - Parameter fullScale: F, the number that stands for the read voltage.
  public func fill(
    _ inputs: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>, count: Int, fullScale: Float
  ) {
    switch self {
    case .polynomial(let c):
      // In units of the input: cₘ / Fᵐ⁻¹.
      let scaled = c.enumerated().map { $1 / Float(pow(Double(fullScale), Double($0))) }
      scaled.withUnsafeBufferPointer { c in
        for start in stride(from: 0, to: count, by: 16) {
          var block = SIMD16<Float>.zero
          var x = SIMD16<Float>.zero
          let lanes = min(16, count - start)
          for lane in 0..<lanes { x[lane] = inputs[start + lane] }
          for power in c.indices.reversed() { block = (block + SIMD16(repeating: c[power])) * x }
          for lane in 0..<lanes { target[start + lane] = block[lane] }
        }
      }
    case .hyperbolicSine(let rate):
      let (inner, outer) = (rate / fullScale, 0.5 * fullScale / rate)
      for index in 0..<count {
        // From eᶻ − 1, which keeps small arguments.
        let grown = exponentialMinusOne(inner * inputs[index])
        target[index] = outer * (grown + grown / (1 + grown))
      }
    }
  }
}
