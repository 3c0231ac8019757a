internal import Foundation
internal import Randomness

/// What conductances do after programming, as a card can state it.
package struct RetentionFit: Sendable {
  /// The forms that cards have.
  package enum Form: Sendable, Equatable {
    /// G = G₀ (t/t₀)^−ν: t₀, mean and deviation of ν over devices; what readings scatter around it, relative to G.
    case powerLaw(reference: Double, mean: Double, deviation: Double, scatter: Double)
    /// ΔG = m ln(t/τ) + (s₀ + s ln(t/τ)) ξ, in siemens.
    case logarithmic(unit: Double, mean: Double, offset: Double, deviation: Double)
    /// Polynomials in G/Gmax (lowest power first, siemens) of mean shift and standard deviation at each time.
    case tabulated(start: Double, points: [Point])
    /// Mean and spread of the change over the state, at each time.
    case changes([Change])
  }

  package struct Change: Sendable, Equatable {
    package let time: Double
    package let states: ChangeByState
  }

  package struct Point: Sendable, Equatable {
    package let time: Double
    package let shift: [Double]
    package let deviation: [Double]
    package let devices: Int
  }

  /// A form with its criterion.
  package struct Candidate: Sendable {
    package let form: Form
    package let name: String
    package let parameters: Int
    package let logLikelihood: Double
    package var aic: Double { 2 * Double(parameters) - 2 * logLikelihood }
    /// Mean squared standardised deviation of the held-out devices.
    package let heldOut: Double
    package let estimates: [Estimate]
  }

  /// By rising AIC.
  package let candidates: [Candidate]
  package var best: Candidate { candidates[0] }
  /// Mean and deviation of held-out devices, by level and time: for a card's check points.
  package let checks: [Check]
  package let scale: Double

  package struct Check: Sendable {
    package let target: Double
    package let time: Double
    package let mean: Double
    package let deviation: Double
    package let devices: Int
  }

  private struct Reading {
    let g0: Double, time: Double, change: Double
    let device: Int
  }

  /// - Parameters:
  ///   - scale: Gmax in siemens, of which the polynomials' argument counts.
  ///   - fitted, heldOut: series of either kind of device.
  init(_ fitted: [RetentionTable.Series], heldOut: [RetentionTable.Series], scale: Double, key: StreamKey) throws {
    self.scale = scale
    let times = Self.timeGroups(fitted)
    let readings = Self.readings(fitted, times)
    let held = Self.readings(heldOut, times)
    guard readings.count >= 10, let first = times.first else {
      throw FittingError.noFit(what: "retention", reason: "fewer than ten readings after the first of each device")
    }
    var candidates: [Candidate] = []
    func add(_ form: Form, _ name: String, _ parameters: Int, _ estimates: [Estimate]) {
      let inside = Self.logLikelihood(readings, form, scale)
      let outside = Self.logLikelihood(held, form, scale)
      guard inside.sum.isFinite else { return }
      candidates.append(
        Candidate(
          form: form, name: name, parameters: parameters, logLikelihood: inside.sum,
          heldOut: held.isEmpty ? .nan : outside.square / Double(held.count), estimates: estimates))
    }
    // Intervals: devices are resampled whole.
    func resampled(_ names: [String], _ fit: ([Reading]) -> [Double]) -> [Estimate] {
      let center = fit(readings)
      let groups = Dictionary(grouping: readings, by: \.device).sorted { $0.key < $1.key }.map(\.value)
      var words = WordSequence(key.child("retention"))
      var samples = [[Double]](repeating: [], count: center.count)
      for _ in 0..<200 {
        var drawn: [Reading] = []
        drawn.reserveCapacity(readings.count)
        for _ in groups { drawn += groups[words.next(below: groups.count)] }
        for (k, value) in fit(drawn).enumerated() { samples[k].append(value) }
      }
      return names.indices.map { k in
        let sorted = samples[k].sorted()
        return Estimate(name: names[k], value: center[k], lower: sorted[4], upper: sorted[195])
      }
    }
    if let power = Self.powerLaw(fitted, reference: Self.reference(fitted)) {
      let estimates = Self.powerEstimates(fitted, Self.reference(fitted), key.child("drift"))
      add(power, "powerLaw", 3, estimates)
    }
    let logarithmic = resampled(["meanSlope", "deviationOffset", "deviationSlope"]) { sample in
      if case .logarithmic(_, let m, let s0, let s) = Self.logarithmic(sample, unit: first) { return [m, s0, s] }
      return []
    }
    add(Self.logarithmic(readings, unit: first), "logarithmic", 3, logarithmic)
    let table = Self.tabulated(readings, times, scale)
    if case .tabulated(_, let points) = table {
      add(table, "tabulated", points.reduce(0) { $0 + $1.shift.count + $1.deviation.count }, [])
    }
    if let changes = Self.changes(readings, times), case .changes(let points) = changes {
      add(changes, "changes", points.reduce(0) { $0 + 2 * $1.states.at.count }, [])
    }
    self.candidates = candidates.sorted { $0.aic < $1.aic }
    checks = Self.checks(held, times, scale)
    guard !candidates.isEmpty else { throw FittingError.noFit(what: "retention", reason: "no form describes the data") }
  }

  /// Times of reading, gathered where they lie within a factor of 1.6 of each other: the geometric means.
  private static func timeGroups(_ series: [RetentionTable.Series]) -> [Double] {
    let all = series.flatMap { $0.times.dropFirst() }.filter { $0 > 0 }.map { log($0) }.sorted()
    var groups: [[Double]] = []
    for time in all {
      if let last = groups.last?.first, time - last < 0.5 {
        groups[groups.count - 1].append(time)
      } else {
        groups.append([time])
      }
    }
    return groups.filter { $0.count >= max(5, all.count / 2000) }.map { exp(Screening.median($0)) }
  }

  private static func readings(_ series: [RetentionTable.Series], _ times: [Double]) -> [Reading] {
    series.flatMap { own in
      own.times.indices.dropFirst().compactMap { index -> Reading? in
        guard own.times[index] > 0 else { return nil }
        let nearest = times.min { abs(log($0 / own.times[index])) < abs(log($1 / own.times[index])) }
        guard let nearest, abs(log(nearest / own.times[index])) < 0.5 else { return nil }
        return Reading(
          g0: own.values[0], time: nearest, change: own.values[index] - own.values[0], device: own.device)
      }
    }
  }

  private static func reference(_ series: [RetentionTable.Series]) -> Double {
    let first = Screening.median(series.map { $0.times[0] })
    return first > 0 ? first : Screening.median(series.compactMap { $0.times.first { $0 > 0 } })
  }

  /// Slope of ln G over ln t of one device, with its squared standard error and the variance around the line.
  private static func exponent(
    _ series: RetentionTable.Series
  ) -> (value: Double, variance: Double, scatter: Double)? {
    let points = zip(series.times, series.values).filter { $0 > 0 && $1 > 0 }.map { (x: log($0), y: log($1)) }
    guard points.count >= 3 else { return nil }
    let (mx, my) = (PulseStart.mean(points.map(\.x)), PulseStart.mean(points.map(\.y)))
    var (xx, xy, yy) = (0.0, 0.0, 0.0)
    for point in points {
      xx += (point.x - mx) * (point.x - mx)
      xy += (point.x - mx) * (point.y - my)
      yy += (point.y - my) * (point.y - my)
    }
    guard xx > 1e-6 else { return nil }
    let left = max(yy - xy * xy / xx, 0) / Double(points.count - 2)
    return (-xy / xx, left / xx, left)
  }

  /// Mean of ν and its deviation less what the slopes' own errors add.
  private static func moments(
    _ exponents: [(value: Double, variance: Double, scatter: Double)]
  ) -> (mean: Double, deviation: Double) {
    let mean = PulseStart.mean(exponents.map(\.value))
    let spread = PulseStart.deviation(exponents.map(\.value))
    return (mean, max(spread * spread - PulseStart.mean(exponents.map(\.variance)), 0).squareRoot())
  }

  private static func powerLaw(_ series: [RetentionTable.Series], reference: Double) -> Form? {
    let exponents = series.compactMap(exponent)
    guard exponents.count >= 5, reference > 0 else { return nil }
    let (mean, deviation) = moments(exponents)
    guard mean > 0 else { return nil }
    // A change has the scatter of two readings.
    let scatter = (2 * PulseStart.mean(exponents.map(\.scatter))).squareRoot()
    return .powerLaw(reference: reference, mean: mean, deviation: deviation, scatter: max(scatter, 1e-5))
  }

  private static func powerEstimates(
    _ series: [RetentionTable.Series], _ reference: Double, _ key: StreamKey
  ) -> [Estimate] {
    let exponents = series.compactMap(exponent)
    let center = moments(exponents)
    var words = WordSequence(key)
    var (means, deviations): ([Double], [Double]) = ([], [])
    for _ in 0..<1000 {
      let drawn = exponents.map { _ in exponents[words.next(below: exponents.count)] }
      let (mean, deviation) = moments(drawn)
      means.append(mean)
      deviations.append(deviation)
    }
    means.sort()
    deviations.sort()
    return [
      Estimate(name: "exponentMean", value: center.mean, lower: means[24], upper: means[975]),
      Estimate(name: "exponentDeviation", value: center.deviation, lower: deviations[24], upper: deviations[975]),
    ]
  }

  private static func logarithmic(_ readings: [Reading], unit: Double) -> Form {
    // Mean through the origin of ln t; then the straight line of root mean squares by time.
    var (xx, xy) = (0.0, 0.0)
    for reading in readings {
      let x = log(reading.time / unit)
      (xx, xy) = (xx + x * x, xy + x * reading.change)
    }
    let mean = xx > 0 ? xy / xx : 0
    let groups = Dictionary(grouping: readings, by: \.time)
    var (n, sx, sy, sxx, sxy) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for (time, group) in groups {
      let x = log(time / unit)
      let square = group.reduce(0) { $0 + pow($1.change - mean * x, 2) } / Double(group.count)
      let w = Double(group.count)
      let y = square.squareRoot()
      (n, sx, sy, sxx, sxy) = (n + w, sx + w * x, sy + w * y, sxx + w * x * x, sxy + w * x * y)
    }
    let determinant = n * sxx - sx * sx
    let slope = determinant > 1e-9 * n * n ? (n * sxy - sx * sy) / determinant : 0
    let offset = (sy - slope * sx) / max(n, 1)
    return .logarithmic(unit: unit, mean: mean, offset: max(offset, 0), deviation: max(slope, 0))
  }

  private static func tabulated(_ readings: [Reading], _ times: [Double], _ scale: Double) -> Form {
    var points: [Point] = []
    for time in times {
      let group = readings.filter { $0.time == time }
      let spread = PulseStart.deviation(group.map(\.g0)) / scale
      // A level or two cannot carry a parabola.
      let degree = group.count < 30 || spread < 0.03 ? 0 : group.count < 200 ? 1 : 3
      let x = group.map { $0.g0 / scale }
      let shift = polynomial(x, group.map(\.change), degree)
      let squares = zip(x, group).map { x, reading in pow(reading.change - value(shift, x), 2) }
      // σ(g) by least squares of |residual|·√(π/2), which is σ in the mean for a normal spread.
      let absolute = squares.map { ($0 * .pi / 2).squareRoot() }
      points.append(
        Point(time: time, shift: shift, deviation: polynomial(x, absolute, degree), devices: group.count))
    }
    return .tabulated(start: (times.first ?? 1) / 10, points: points)
  }

  /// Tables by state, where a thousand devices or more can fill them.
  private static func changes(_ readings: [Reading], _ times: [Double]) -> Form? {
    let groups = times.map { time in readings.filter { $0.time == time } }
    guard let largest = groups.max(by: { $0.count < $1.count }), largest.count >= 1000,
      let axis = ChangeByState.Axis(largest.map(\.g0))
    else { return nil }
    var points: [Change] = []
    for (time, group) in zip(times, groups) {
      guard let states = ChangeByState(group.map { ($0.g0, $0.change) }, axis: axis) else { return nil }
      points.append(Change(time: time, states: states))
    }
    return .changes(points)
  }

  static func value(_ polynomial: [Double], _ x: Double) -> Double { polynomial.reversed().reduce(0) { $0 * x + $1 } }

  /// Least squares by the normal equations, degree 3 at most.
  static func polynomial(_ x: [Double], _ y: [Double], _ degree: Int) -> [Double] {
    var information = SymmetricMatrix(order: degree + 1)
    var right = [Double](repeating: 0, count: degree + 1)
    for (x, y) in zip(x, y) {
      var powers = [1.0]
      for _ in 0..<degree { powers.append(powers[powers.count - 1] * x) }
      for a in 0...degree {
        right[a] += powers[a] * y
        for b in 0...degree { information[a, b] += powers[a] * powers[b] }
      }
    }
    return information.inverted().inverse * right
  }

  /// Mean and standard deviation of the change of a device of conductance `g0` after `time`.
  package static func moments(
    _ form: Form, g0: Double, time: Double, scale: Double
  ) -> (mean: Double, deviation: Double) {
    switch form {
    case .powerLaw(let reference, let mean, let deviation, let scatter):
      let x = log(time / reference)
      let factor = exp(-mean * x)
      let relative = (deviation * deviation * x * x + scatter * scatter).squareRoot()
      return (g0 * (factor - 1), max(g0, 1e-3 * scale) * factor * relative)
    case .logarithmic(let unit, let mean, let offset, let deviation):
      let x = max(log(time / unit), 0)
      return (mean * x, max(offset + deviation * x, 1e-6 * scale))
    case .tabulated(_, let points):
      guard let point = points.min(by: { abs(log($0.time / time)) < abs(log($1.time / time)) }) else {
        return (0, scale)
      }
      let x = g0 / scale
      return (value(point.shift, x), max(value(point.deviation, x), 0.002 * scale))
    case .changes(let points):
      guard let point = points.min(by: { abs(log($0.time / time)) < abs(log($1.time / time)) }) else {
        return (0, scale)
      }
      let moments = point.states.moments(g0)
      return (moments.mean, max(moments.deviation, 0.002 * scale))
    }
  }

  private static func logLikelihood(
    _ readings: [Reading], _ form: Form, _ scale: Double
  ) -> (sum: Double, square: Double) {
    var (sum, square) = (0.0, 0.0)
    for reading in readings {
      let (mean, deviation) = moments(form, g0: reading.g0, time: reading.time, scale: scale)
      let z = (reading.change - mean) / deviation
      sum -= 0.5 * z * z + log(deviation / scale) + 0.918_938_533_204_672_7
      square += z * z
    }
    return (sum, square)
  }

  /// Held-out devices by level (sixths of the range that have twenty or more) and time.
  private static func checks(_ readings: [Reading], _ times: [Double], _ scale: Double) -> [Check] {
    let levels = readings.map(\.g0)
    guard let low = levels.min(), let high = levels.max() else { return [] }
    let width = (high - low) / 6
    var checks: [Check] = []
    for time in times {
      for level in 0..<6 {
        let (from, to) = (low + width * Double(level), low + width * Double(level + 1))
        let group = readings.filter { $0.time == time && $0.g0 >= from && ($0.g0 < to || (level == 5 && $0.g0 <= to)) }
        guard group.count >= 20 else { continue }
        let target = PulseStart.mean(group.map(\.g0))
        checks.append(
          Check(
            target: target, time: time, mean: target + PulseStart.mean(group.map(\.change)),
            deviation: PulseStart.deviation(group.map(\.change)), devices: group.count))
      }
    }
    return checks
  }
}
