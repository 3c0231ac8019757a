internal import Foundation
internal import StrictYAML
public import Units
internal import VectorMath

/// The published noise of one read of a cell.
///
/// σ = A(g), times the cell's conductance where the paper gives a relative amplitude, times √ln((t + τ)/(2τ)) for
/// 1/f noise, whose power between 1/(t + τ) and 1/(2τ) has accumulated at time t after programming (τ is the
/// integration time of a read). Nothing is added while that logarithm is negative. How much of this one read shares with
/// the next is ``spectrum``.
public struct ReadNoise: Sendable, Equatable {
  /// Whether the noise grows with time as 1/f noise does.
  public enum Growth: String, Sendable, CaseIterable {
    case none
    case flicker
  }
  /// Which conductance the amplitude is taken at.
  public enum Argument: String, Sendable, CaseIterable {
    /// The one that programming left.
    case programmed
    /// The one at the time of the read.
    case present
  }

  public let growth: Growth
  public let argument: Argument
  public let amplitude: ConductanceFunction
  /// Whether the amplitude is relative to the present conductance.
  public let multipliesConductance: Bool
  /// τ of 1/f noise.
  public let integrationTime: Seconds?
  /// Whether the published programming spread, having been measured through reads, contains this noise already;
  /// programming then leaves the rest, √(σ² − σ_read²).
  public let includedInSpread: Bool
  /// The noise's memory: as the card says; where its noise grows with ln t, 1/f from 1/(2τ) down to the reciprocal of the
  /// time since programming, whose power is the published growth. Nil for noise of which no memory was published: it is
  /// drawn anew at every read.
  public let spectrum: NoiseSpectrum?

  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    growth = try mapping.choice("growth", of: Growth.self)
    argument = try mapping.choice("argument", of: Argument.self)
    amplitude = try ConductanceFunction(try mapping.mapping("amplitude"), gMax: gMax)
    multipliesConductance = try mapping.bool("multipliesConductance")
    includedInSpread = try mapping.bool("includedInSpread", default: false)
    integrationTime =
      growth == .flicker
      ? try mapping.quantity("integrationTime", Seconds.self, in: Seconds(1e-12)...Seconds(1)) : nil
    let given = try mapping.optionalMapping("spectrum").map { (part) throws(YAMLError) in try NoiseSpectrum(part) }
    if let given {
      if growth == .none, given.longest == nil {
        throw mapping.outside("spectrum", value: "no 'longest'", allowed: "a longest time for noise that does not grow")
      }
      spectrum = given
    } else {
      spectrum = integrationTime.map { NoiseSpectrum(shortest: 2 * $0) }
    }
    if includedInSpread, growth == .flicker {
      throw mapping.outside("includedInSpread", value: "true", allowed: "false for noise that grows with time")
    }
  }

  /// √ln((t + τ)/(2τ)), or 1 for noise that does not grow.
  func growth(at age: Seconds) -> Float {
    guard let tau = integrationTime else { return 1 }
    return Float(max(log((age + tau) / (2 * tau)), 0).squareRoot())
  }

  /// √ln((t + τ)/(2τ)) for the ages of cells in seconds.
  public func growths(_ ages: [Float]) -> [Float] {
    guard let tau = integrationTime.map({ Float($0.value) }) else {
      return [Float](repeating: 1, count: ages.count)
    }
    return mapEight(ages) { age in
      let gathered = naturalLogarithm((age + tau) / (2 * tau))
      return squareRoot(gathered.replacing(with: 0, where: gathered .< 0))
    }
  }

  /// Standard deviations of one read, relative to Gmax.
  func deviations(_ conductances: [Float], programmed: [Float], age: Seconds) -> [Float] {
    let growth = growth(at: age)
    return mapEight(conductances, programmed) { present, left in
      let amplitude = amplitude.evaluate(argument == .programmed ? left : present)
      let positive = amplitude.replacing(with: 0, where: amplitude .< 0) * growth
      return multipliesConductance ? positive * present.replacing(with: -present, where: present .< 0) : positive
    }
  }
}
