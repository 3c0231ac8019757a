internal import Foundation
public import Randomness
internal import StrictYAML
public import Units

/// Mean and spread of the change of conductance by a bake, over the state, measured at a few temperatures.
///
/// G → max(G + m(G, T) + s(G, T) ξ, 0), one standard normal ξ a cell and bake. The mean may change its sign with the
/// state, which a stretched clock cannot give. Between measured temperatures m and s go straight in T, from nothing at
/// the reference temperature to the first of them.
///
/// Of another duration t than the measured t₀ the bake is taken for one of t₀ at the temperature T′ that does as much by
/// Arrhenius' law, 1/T′ = 1/T − (k/E) ln(t/t₀).
public struct Bake: Sendable, Equatable {
  /// What was measured at one temperature.
  public struct Point: Sendable, Equatable {
    public let temperature: Kelvin
    public let mean: ConductanceFunction
    public let deviation: ConductanceFunction
  }

  /// t₀.
  public let duration: Seconds
  /// E, which only bakes of other durations need.
  public let activationEnergy: ElectronVolts
  /// By rising temperature.
  public let points: [Point]

  init(_ mapping: YAMLMapping, reference: Kelvin, gMax: Siemens) throws(YAMLError) {
    duration = try mapping.quantity("duration", Seconds.self, in: Seconds(1e-3)...Seconds(1e9))
    activationEnergy = try mapping.quantity(
      "activationEnergy", ElectronVolts.self, in: ElectronVolts(0.01)...ElectronVolts(5))
    var points: [Point] = []
    for item in try mapping.mappings("points", count: 1...64) {
      let earlier = points.last?.temperature ?? reference
      let temperature = try item.quantity("temperature", Kelvin.self, in: earlier...Kelvin(2000))
      guard temperature > earlier else {
        throw item.outside("temperature", value: "\(temperature)", allowed: "temperatures above \(earlier)")
      }
      let point = Point(
        temperature: temperature, mean: try ConductanceFunction(try item.mapping("mean"), gMax: gMax),
        deviation: try ConductanceFunction(try item.mapping("deviation"), gMax: gMax))
      if let first = points.first,
        first.mean.shape != point.mean.shape || first.deviation.shape != point.deviation.shape
      {
        throw item.outside("mean", value: point.mean.shape, allowed: "the forms of the first temperature")
      }
      points.append(point)
    }
    self.points = points
  }

  /// T′: the temperature at which ``duration`` does what `time` does at `temperature`.
  public func equivalent(_ temperature: Kelvin, for time: Seconds) -> Kelvin {
    let energy = activationEnergy.value / PhysicalConstants.boltzmannElectronVolts
    let inverse = 1 / temperature.value - log(time / duration) / energy
    return inverse > 0 ? Kelvin(1 / inverse) : Kelvin(.infinity)
  }

  /// The hottest bake of ``duration`` that was measured.
  public var hottest: Kelvin { points[points.count - 1].temperature }

  /// m and s, relative to Gmax, of cells at an equivalent temperature between the reference and ``hottest``.
  func change(_ conductances: [Float], at temperature: Kelvin, reference: Kelvin) -> (mean: [Float], deviation: [Float])
  {
    guard temperature > reference else {
      let none = [Float](repeating: 0, count: conductances.count)
      return (none, none)
    }
    let next = points.firstIndex { $0.temperature >= temperature } ?? points.count - 1
    let start = next == 0 ? reference : points[next - 1].temperature
    let fraction = min(1, (temperature.value - start.value) / (points[next].temperature.value - start.value))
    guard next > 0 else {
      let scale = Float(fraction)
      return (
        points[0].mean.values(conductances).map { $0 * scale },
        points[0].deviation.values(conductances).map { $0 * scale }
      )
    }
    let (low, high) = (points[next - 1], points[next])
    return (
      low.mean.interpolated(to: high.mean, fraction: fraction).values(conductances),
      low.deviation.interpolated(to: high.deviation, fraction: fraction).values(conductances)
    )
  }
}

extension DeviceCard {
  /// What a bake leaves of conductances, by the card's measured bakes (`temperature.bake`).
  ///
  /// - Parameters:
  ///   - conductances: normalised, before the bake.
  ///   - temperature, time: of the bake.
  ///   - event, step: what is being baked and the number of the bake; they fix the draws. Cell `first + i` gets draw
  ///     `first + i`.
  /// - Returns: normalised conductances, not below 0.
  /// - Throws: ``DeviceModelsError/missingPart(card:part:cardsThatHaveIt:)`` for a card without measured bakes,
  ///   ``DeviceModelsError/outOfRange(name:value:allowed:)`` for a bake hotter or longer than any that was measured.
  public func baked(
    _ conductances: [Float], at temperature: Kelvin, for time: Seconds, event: StreamKey, step: UInt32, first: Int
  ) throws(DeviceModelsError) -> [Float] {
    guard let part = self.temperature, let bake = part.bake else {
      throw .missingPart(card: id, part: "temperature.bake", cardsThatHaveIt: [])
    }
    guard temperature.value > 0, temperature.value.isFinite else {
      throw .outOfRange(name: "bake temperature", value: "\(temperature)", allowed: "temperatures above 0 K")
    }
    guard time.value >= 0, time.value.isFinite else {
      throw .outOfRange(name: "bake time", value: "\(time)", allowed: "0 s or more")
    }
    guard time.value > 0 else { return conductances }
    let equivalent = bake.equivalent(temperature, for: time)
    guard equivalent.value <= bake.hottest.value * (1 + 1e-9) else {
      throw .outOfRange(
        name: "bake of \(time)", value: "\(temperature)",
        allowed: "what does no more than \(bake.duration) at \(bake.hottest), the hottest bake that was measured")
    }
    let change = bake.change(conductances, at: equivalent, reference: part.reference)
    let normals = event.child("bake").normals(conductances.count, from: first, step: step)
    var result = conductances
    for index in result.indices {
      result[index] = max(0, result[index] + change.mean[index] + change.deviation[index] * normals[index])
    }
    return result
  }
}
