internal import Foundation
public import Matrices
public import Randomness

/// A fixed random nonlinear stage before or behind a layer's weights, different on every chip: what a black box may hold
/// besides weights.
///
/// y = f(x) unit by unit, x what comes in, s the strength, n and m standard normal draws of the unit:
/// - `saturation`: y = g·tanh(a·x)/a, level 1/a with a = s·exp(n/2), gain g = exp(s·m/2);
/// - `randomCurve`: y = x + s·Σ cₖ (sin(ωₖx + φₖ) − sin φₖ)/ωₖ over three waves, ωₖ uniform in 0.5…2.5, φₖ in 0…2π and
///   cₖ normal of variance 2/3, so that the slope has mean 1 and standard deviation s: from about s = 0.5 on some
///   curves fall somewhere;
/// - `randomMixing`: such curves of x + s·x·M/√units, M a fixed matrix of standard normal numbers.
///
/// All of it is a pure function of the key. Strength 0 is a plain wire, bit for bit.
public struct UnknownStage: Sendable, Equatable {
  /// The stage's kind.
  public enum Kind: String, Sendable, CaseIterable {
    /// A compressive curve, y = g·tanh(a·x)/a, its gain g and level 1/a random for every unit.
    case saturation
    /// A random smooth curve for every unit, its slope of mean 1 and standard deviation `strength`.
    case randomCurve
    /// A random mixing of all units near identity, followed by such a curve.
    case randomMixing
  }

  public let kind: Kind
  public let strength: Float
  public let units: Int
  /// Levels and gains of saturating units.
  private var slopes: [Double] = []
  private var gains: [Double] = []
  /// Three waves a unit, one unit after the other.
  private var waves: [Wave] = []
  /// s·M/√units, [units × units]; nil without mixing.
  public private(set) var mixing: Matrix?

  private struct Wave: Sendable, Equatable {
    let share: Double
    let frequency: Double
    let phase: Double
  }

  private static let wavesPerUnit = 3

  /// - Parameters:
  ///   - strength: 0 and more.
  ///   - units: number of lines.
  ///   - key: names the chip and the place on it.
  public init(kind: Kind, strength: Double, units: Int, key: StreamKey) {
    precondition(strength >= 0 && strength.isFinite, "a stage of strength \(strength)")
    self.kind = kind
    self.strength = Float(strength)
    self.units = units
    switch kind {
    case .saturation:
      slopes = key.child("level").normals(units).map { strength * exp(Double($0) / 2) }
      gains = key.child("gain").normals(units).map { exp(strength * Double($0) / 2) }
    case .randomCurve, .randomMixing:
      let count = units * Self.wavesPerUnit
      let shares = key.child("share").normals(count)
      let frequencies = key.child("frequency").uniforms(count)
      let phases = key.child("phase").uniforms(count)
      let spread = strength * (2 / Double(Self.wavesPerUnit)).squareRoot()
      waves = (0..<count).map { index in
        Wave(
          share: spread * Double(shares[index]), frequency: 0.5 + 2 * Double(frequencies[index]),
          phase: 2 * .pi * Double(phases[index]))
      }
      if kind == .randomMixing {
        var matrix = Matrix(rows: units, columns: units, elements: key.child("mixing").normals(units * units))
        matrix.scale(by: Float(strength / Double(units).squareRoot()))
        mixing = matrix
      }
    }
  }

  /// What comes out for a batch [batch × units].
  public func outputs(_ sums: Matrix) -> Matrix {
    guard strength > 0 else { return sums }
    var result = mixed(sums)
    for index in result.elements.indices {
      result.elements[index] = Float(value(Double(result.elements[index]), unit: index % units))
    }
    return result
  }

  /// Errors at what comes out as errors at what came in, [batch × units]: times the stage's derivative there.
  public func errorsBack(_ errors: Matrix, at points: Matrix) -> Matrix {
    precondition(errors.count == points.count, "errors of another batch than the inputs")
    guard strength > 0 else { return errors }
    let points = mixed(points)
    var result = errors
    for index in result.elements.indices {
      result.elements[index] *= Float(slope(Double(points.elements[index]), unit: index % units))
    }
    guard let mixing else { return result }
    var back = result
    multiply(result, mixing, transposeRight: true, alpha: 1, beta: 1, into: &back)
    return back
  }

  private func mixed(_ sums: Matrix) -> Matrix {
    precondition(sums.columns == units, "\(sums.columns) sums for a stage of \(units) units")
    guard let mixing else { return sums }
    var result = sums
    multiply(sums, mixing, alpha: 1, beta: 1, into: &result)
    return result
  }

  /// The curve of a unit, after the mixing.
  public func value(_ x: Double, unit: Int) -> Double {
    guard strength > 0 else { return x }
    if kind == .saturation { return gains[unit] * tanh(slopes[unit] * x) / slopes[unit] }
    var y = x
    for wave in waves[unit * Self.wavesPerUnit..<(unit + 1) * Self.wavesPerUnit] {
      y += wave.share * (sin(wave.frequency * x + wave.phase) - sin(wave.phase)) / wave.frequency
    }
    return y
  }

  private func slope(_ x: Double, unit: Int) -> Double {
    if kind == .saturation {
      let level = tanh(slopes[unit] * x)
      return gains[unit] * (1 - level * level)
    }
    var slope = 1.0
    for wave in waves[unit * Self.wavesPerUnit..<(unit + 1) * Self.wavesPerUnit] {
      slope += wave.share * cos(wave.frequency * x + wave.phase)
    }
    return slope
  }
}
