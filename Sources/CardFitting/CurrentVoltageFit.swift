internal import Foundation
internal import Randomness

/// The static current–voltage form of measured devices.
package struct CurrentVoltageFit: Sendable {
  package enum Form: Sendable, Equatable {
    case linear
    /// I = G V₀ sinh(V/V₀).
    case hyperbolicSine(scale: Double)
    /// I = G V + n₂ V² + n₃ V³, with n₂ and n₃ polynomials of log₁₀(G/1 S), lowest power first.
    case polynomial(quadratic: [Double], cubic: [Double], from: Double, to: Double)
  }

  package struct Candidate: Sendable {
    package let name: String
    package let form: Form
    package let parameters: Int
    package let aic: Double
    /// Root mean square of the deviation of I, relative to G V.
    package let error: Double
  }

  package let candidates: [Candidate]
  package var best: Candidate { candidates[0] }
  package let limit: Double
  package let devices: Int
  /// Interval of V₀, where the hyperbolic sine is a candidate.
  package let scale: Estimate?

  private struct Curve {
    var v: [Double] = [], i: [Double] = []
  }

  init(contentsOf path: String, reading: MeasuredTable.Reading, key: StreamKey) throws {
    let table = try MeasuredTable(
      contentsOf: path, wanted: [.device, .voltage, .current], used: [], reading: reading,
      example: "device,voltage_V,current_uA")
    var curves = [Curve](repeating: Curve(), count: table.devices.count)
    for row in 0..<table.count {
      let (v, i) = (table[.voltage]?[row] ?? .nan, table[.current]?[row] ?? .nan)
      guard v.isFinite, i.isFinite, v != 0 else { continue }
      let device = Int(table[.device]?[row] ?? 0)
      curves[device].v.append(v)
      curves[device].i.append(i)
    }
    curves = curves.filter { Set($0.v).count >= 4 }
    guard curves.count >= 3 else {
      throw FittingError.tooFew(
        path: path, what: "devices with currents at four or more voltages", count: curves.count, needed: 3,
        remedy: "the form of I(V) cannot be told from fewer")
    }
    devices = curves.count
    limit = curves.flatMap(\.v).map { abs($0) }.max() ?? 1
    let n = Double(curves.reduce(0) { $0 + $1.v.count })
    var candidates: [Candidate] = []
    func add(_ name: String, _ form: Form, _ parameters: Int, _ square: Double) {
      let all = parameters + curves.count
      candidates.append(
        Candidate(
          name: name, form: form, parameters: parameters, aic: n * log(max(square, 1e-30) / n) + 2 * Double(all),
          error: (square / n).squareRoot()))
    }
    add("linear", .linear, 0, curves.reduce(0) { $0 + Self.square($1, scale: .infinity).error })
    let scale = Self.scale(curves)
    let sine = curves.reduce(0) { $0 + Self.square($1, scale: scale).error }
    add("hyperbolicSine", .hyperbolicSine(scale: scale), 1, sine)
    if let form = Self.polynomial(curves), case .polynomial(let quadratic, let cubic, _, _) = form {
      let square = curves.reduce(0.0) { sum, curve in
        let g = Self.square(curve, scale: .infinity, within: 0.3).conductance
        let x = log10(max(g, 1e-15))
        let (n2, n3) = (RetentionFit.value(quadratic, x), RetentionFit.value(cubic, x))
        var error = 0.0
        for (v, i) in zip(curve.v, curve.i) { error += pow((i / v - n2 * v - n3 * v * v) / g - 1, 2) }
        return sum + error
      }
      add("polynomial", form, quadratic.count + cubic.count, square)
    }
    self.candidates = candidates.sorted { $0.aic < $1.aic }
    var words = WordSequence(key.child("currentVoltage"))
    var scales = (0..<100).map { _ in Self.scale(curves.map { _ in curves[words.next(below: curves.count)] }) }
    scales.sort()
    self.scale = Estimate(name: "scale", value: scale, lower: scales[2], upper: scales[97])
  }

  /// The best G of one curve for a V₀, and Σ (I/(V G s(V)) … − 1)² with s = sinh(V/V₀)/(V/V₀), relative to G V.
  private static func square(
    _ curve: Curve, scale: Double, within: Double = 1
  ) -> (conductance: Double, error: Double) {
    let limit = within * (curve.v.map { abs($0) }.max() ?? 1)
    var (xx, xy) = (0.0, 0.0)
    func shape(_ v: Double) -> Double { scale.isFinite ? sinh(v / scale) * scale / v : 1 }
    for (v, i) in zip(curve.v, curve.i) where abs(v) <= limit * 1.001 {
      let x = shape(v)
      (xx, xy) = (xx + x * x, xy + x * i / v)
    }
    let g = max(xx > 0 ? xy / xx : 0, 1e-15)
    let error = zip(curve.v, curve.i).reduce(0.0) { $0 + pow($1.1 / ($1.0 * g) - shape($1.0), 2) }
    return (g, error)
  }

  private static func scale(_ curves: [Curve]) -> Double {
    let top = curves.flatMap(\.v).map { abs($0) }.max() ?? 1
    func error(_ scale: Double) -> Double { curves.reduce(0) { $0 + square($1, scale: scale).error } }
    let grid = (0...40).map { 0.15 * top * pow(200, Double($0) / 40) }
    let errors = grid.map(error)
    let place = errors.indices.min { errors[$0] < errors[$1] } ?? 0
    var (low, high) = (grid[max(place - 1, 0)], grid[min(place + 1, 40)])
    for _ in 0..<30 {
      let (a, b) = (low + 0.382 * (high - low), low + 0.618 * (high - low))
      if error(a) < error(b) { high = b } else { low = a }
    }
    return 0.5 * (low + high)
  }

  /// G, n₂ and n₃ of each device, and their polynomials over log₁₀ G.
  private static func polynomial(_ curves: [Curve]) -> Form? {
    var (x, n2, n3): ([Double], [Double], [Double]) = ([], [], [])
    for curve in curves {
      let c = RetentionFit.polynomial(curve.v, zip(curve.v, curve.i).map { $1 / $0 }, 2)
      guard c[0] > 0 else { return nil }
      x.append(log10(c[0]))
      n2.append(c[1])
      n3.append(c[2])
    }
    guard let low = x.min(), let high = x.max() else { return nil }
    let degree = high - low < 0.05 || curves.count < 6 ? 0 : curves.count < 12 ? 1 : 2
    return .polynomial(
      quadratic: RetentionFit.polynomial(x, n2, degree), cubic: RetentionFit.polynomial(x, n3, degree),
      from: pow(10, low), to: pow(10, high))
  }
}
