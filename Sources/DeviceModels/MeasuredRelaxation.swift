internal import Foundation
internal import StrictYAML
public import Units
internal import VectorMath

/// Mean and spread of the change of conductance since programming, measured for a few times.
///
/// ΔG(t) = m(G, t) + s(G, t) ξ, with one standard normal ξ a cell and write and G what programming left, so that the
/// spread about the *target* is that of programming and of the change together. Between measured times m and s go
/// straight in ln t; before the first one nothing has happened yet, after the last one they are held.
///
/// This is what a figure of "standard deviation of conductance change" gives (W. Wan et al., Nature 608, 504 (2022),
/// Extended Data Fig. 3d); a spread about the target is ``TabulatedRelaxation``.
public struct MeasuredRelaxation: Sendable, Equatable {
  /// What was measured at one time.
  public struct Point: Sendable, Equatable {
    public let time: Seconds
    /// s over the conductance.
    public let deviation: ConductanceFunction
    /// m over the conductance; nil for none.
    public let mean: ConductanceFunction?
  }

  /// By rising time.
  public let points: [Point]
  /// When the description starts: the first measured time.
  public var startsAt: Seconds { points[0].time }

  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    var points: [Point] = []
    for item in try mapping.mappings("changes", count: 1...64) {
      let earliest = points.last?.time ?? Seconds(1e-9)
      let time = try item.quantity("time", Seconds.self, in: earliest...Seconds(1e12))
      guard points.isEmpty || time > earliest else {
        throw item.outside("time", value: "\(time)", allowed: "times after the one before")
      }
      let deviation = try ConductanceFunction(try item.mapping("deviation"), gMax: gMax)
      var mean: ConductanceFunction?
      if let given = try item.optionalMapping("mean") { mean = try ConductanceFunction(given, gMax: gMax) }
      points.append(Point(time: time, deviation: deviation, mean: mean))
      if points[0].deviation.shape != deviation.shape || points[0].mean?.shape != mean?.shape {
        throw item.outside("deviation", value: deviation.shape, allowed: "the forms of the first time")
      }
    }
    self.points = points
  }

  /// Mean and spread at an age; nil before the first measured time.
  func state(at age: Seconds) -> (mean: ConductanceFunction?, deviation: ConductanceFunction)? {
    guard age >= startsAt else { return nil }
    guard let next = points.firstIndex(where: { $0.time > age }), next > 0 else {
      let last = points[points.count - 1]
      return (last.mean, last.deviation)
    }
    let (start, end) = (points[next - 1], points[next])
    let fraction = log(age / start.time) / log(end.time / start.time)
    let mean = start.mean.flatMap { mean in end.mean.map { mean.interpolated(to: $0, fraction: fraction) } }
    return (mean, start.deviation.interpolated(to: end.deviation, fraction: fraction))
  }

  /// ΔG of cells that programming left at `conductances`, normalised, from one normal each.
  /// - Parameter included: variance of the two reads through which the change was measured, to be taken out of it.
  func moved(_ conductances: [Float], at age: Seconds, normals: () -> [Float], included: [Float]?) -> [Float] {
    guard let state = state(at: age) else { return conductances }
    var deviation = state.deviation.values(conductances)
    for index in deviation.indices {
      let square = deviation[index] * deviation[index] - (included?[index] ?? 0)
      deviation[index] = max(deviation[index], 0) == 0 ? 0 : max(square, 0).squareRoot()
    }
    let shift = state.mean?.values(conductances)
    var result = mapEight(conductances, deviation, normals()) { g, spread, normal in g + spread * normal }
    if let shift { for index in result.indices { result[index] += shift[index] } }
    for index in result.indices where result[index] < 0 { result[index] = 0 }
    return result
  }
}
