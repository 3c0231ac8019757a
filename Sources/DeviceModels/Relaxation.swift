internal import Foundation
internal import StrictYAML
public import Units

/// How the distribution around the target widens and shifts after programming.
///
/// Each cell and writing event has one standard normal ξ, scaled by a spread that depends on time: a cell's trajectory
/// is smooth and its distribution at every time is the published one.
public enum Relaxation: Sendable, Equatable {
  /// Spreads around the target, published for a few times and interpolated between them.
  case tabulated(TabulatedRelaxation)
  /// Shift and spread that are straight lines over ln t, the same for all conductances.
  case logarithmic(LogarithmicRelaxation)
  /// Mean and spread of the *change* since programming, measured for a few times.
  case change(MeasuredRelaxation)

  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    if mapping.contains("changes") {
      self = .change(try MeasuredRelaxation(mapping, gMax: gMax))
    } else if mapping.contains("points") {
      self = .tabulated(try TabulatedRelaxation(mapping, gMax: gMax))
    } else {
      self = .logarithmic(try LogarithmicRelaxation(mapping, gMax: gMax))
    }
  }

  /// The last time for which something was published; later the state is held there. Nil without such a limit.
  public var heldBeyond: Seconds? {
    switch self {
    case .tabulated(let table): table.points.last?.time
    case .change(let measured): measured.points.last?.time
    case .logarithmic: nil
    }
  }
}

/// Spread (and mean shift) around the target at published times.
///
/// The programming spread σ₀ holds at `startsAt`. At a later time t with spread σ(t) a cell has moved by
/// shift(t) + √(σ(t)² − σ₀²) ξ from what programming left, so that its spread around the target is σ(t). Between
/// published times the *coefficients* of the curves are interpolated, linearly in t or in ln t.
public struct TabulatedRelaxation: Sendable, Equatable {
  /// What was published for one time.
  public struct Point: Sendable, Equatable {
    public let time: Seconds
    public let spread: ConductanceFunction
    /// Shift of the mean; nil for none.
    public let shift: ConductanceFunction?
  }

  /// The axis of the interpolation.
  public enum Interpolation: String, Sendable, CaseIterable {
    case time
    case logTime
  }

  public let startsAt: Seconds
  public let interpolation: Interpolation
  /// By rising time.
  public let points: [Point]

  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    startsAt = try mapping.quantity("startsAt", Seconds.self, in: Seconds(0)...Seconds(1e9))
    interpolation = try mapping.choice("interpolation", of: Interpolation.self)
    if interpolation == .logTime, startsAt.value <= 0 {
      throw mapping.outside("startsAt", value: "\(startsAt)", allowed: "times above 0 s for interpolation: logTime")
    }
    var points: [Point] = []
    for item in try mapping.mappings("points", count: 1...64) {
      let time = try item.quantity("time", Seconds.self, in: (points.last?.time ?? startsAt)...Seconds(1e12))
      guard time > (points.last?.time ?? startsAt) else {
        throw item.outside("time", value: "\(time)", allowed: "times after the one before")
      }
      let spread = try ConductanceFunction(try item.mapping("spread"), gMax: gMax)
      var shift: ConductanceFunction?
      if let given = try item.optionalMapping("shift") { shift = try ConductanceFunction(given, gMax: gMax) }
      points.append(Point(time: time, spread: spread, shift: shift))
      let form = points[0].spread.shape
      if form != spread.shape || points[0].shift?.shape != shift?.shape {
        throw item.outside("spread", value: spread.shape, allowed: "the form of the first point, \(form)")
      }
    }
    self.points = points
  }

  /// Spread and shift at an age, or nil while nothing has happened yet.
  func state(
    at age: Seconds, programming: ConductanceFunction?
  ) -> (spread: ConductanceFunction, shift: ConductanceFunction?, shiftScale: Float)? {
    guard age > startsAt else { return nil }
    guard let next = points.firstIndex(where: { $0.time >= age }) else {
      let last = points[points.count - 1]
      return (last.spread, last.shift, 1)
    }
    let end = points[next]
    let start = next == 0 ? startsAt : points[next - 1].time
    let fraction =
      interpolation == .time
      ? (age - start) / (end.time - start) : log(age / start) / log(end.time / start)
    let before = next == 0 ? programming : points[next - 1].spread
    let spread = before.map { $0.interpolated(to: end.spread, fraction: fraction) } ?? end.spread
    if next == 0 { return (spread, end.shift, Float(fraction)) }
    let shift = end.shift.flatMap { target in
      points[next - 1].shift?.interpolated(to: target, fraction: fraction)
    }
    return (spread, shift, 1)
  }
}

/// Shift and spread over ln t: ΔG = m ln(t/τ) + (s₀ + s ln(t/τ)) ξ for t ≥ τ; held at its value for τ before, and
/// nothing at t = 0.
public struct LogarithmicRelaxation: Sendable, Equatable {
  /// τ.
  public let unitTime: Seconds
  /// m, s₀ and s relative to Gmax.
  public let meanSlope: Float
  public let deviationOffset: Float
  public let deviationSlope: Float

  init(_ mapping: YAMLMapping, gMax: Siemens) throws(YAMLError) {
    unitTime = try mapping.quantity("unitTime", Seconds.self, in: Seconds(1e-9)...Seconds(1e9))
    meanSlope = Float(try mapping.quantity("meanSlope", Siemens.self) / gMax)
    deviationOffset = Float(try mapping.quantity("deviationOffset", Siemens.self, in: .conductance) / gMax)
    deviationSlope = Float(try mapping.quantity("deviationSlope", Siemens.self, in: .conductance) / gMax)
  }

  /// Shift and standard deviation, relative to Gmax.
  public func state(at age: Seconds) -> (shift: Float, deviation: Float) {
    guard age.value > 0 else { return (0, 0) }
    let decades = Float(max(log(age / unitTime), 0))
    return (meanSlope * decades, deviationOffset + deviationSlope * decades)
  }
}

extension ConductanceFunction {
  /// Number and formulas of the pieces, which two curves must share to be interpolated.
  var shape: String { pieces.map(\.form.name).joined(separator: ", ") }
}
