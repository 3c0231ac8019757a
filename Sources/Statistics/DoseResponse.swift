internal import Foundation

/// A logistic curve through responses at doses above 0: response = 1 / (1 + (half-dose / dose)^slope).
///
/// The two parameters are those of a logit of shares on ln dose (L. Papke, J. Wooldridge, J. Appl. Econometrics 11,
/// 619, 1996): the score Σ w (response − curve) · (1, ln dose) is zero. Responses are shares, such as a mortality index
/// held at 1; what noise takes below 0 counts as it is.
public struct DoseResponse: Sendable, Equatable {
  /// The dose at which the curve passes ½. Infinite where it does not within the doses that were tried, 0 where it did
  /// before the smallest one.
  public let halfDose: Double
  /// Exponent of the curve; steeper ones than ``steepest`` cannot be told apart by doses that lie apart.
  public let slope: Double

  /// Largest slope that is fitted: from 10 to 90 % within a factor of 1.44 of the dose.
  public static let steepest = 12.0

  /// Nil without two doses that count.
  /// - Parameter weights: how often each response counts.
  public init?(doses: [Double], responses: [Double], weights: [Double]) {
    precondition(doses.count == responses.count && doses.count == weights.count, "doses and responses do not pair")
    let kept = doses.indices.filter { weights[$0] > 0 && doses[$0] > 0 && responses[$0].isFinite }
    guard let low = kept.map({ doses[$0] }).min(), let high = kept.map({ doses[$0] }).max(), low < high else {
      return nil
    }
    let x = kept.map { log(doses[$0]) }
    let y = kept.map { responses[$0] }
    let w = kept.map { weights[$0] }
    let total = w.reduce(0, +)
    let center = zip(w, x).reduce(0) { $0 + $1.0 * $1.1 } / total
    let (level, slope, isSettled) = Self.fit(x.map { $0 - center }, y, w)
    self.slope = slope
    // Shares below 0 can have no curve that fits best: where hardly anything was lost at the highest dose, ½ lies beyond.
    func lostAtHighest() -> Double {
      let highest = kept.indices.filter { doses[kept[$0]] == high }
      return highest.reduce(0) { $0 + w[$1] * y[$1] } / highest.reduce(0) { $0 + w[$1] }
    }
    guard isSettled || lostAtHighest() >= 0.5 else {
      halfDose = .infinity
      return
    }
    guard slope > 0 else {
      halfDose = zip(w, y).reduce(0) { $0 + $1.0 * $1.1 } / total < 0.5 ? .infinity : 0
      return
    }
    let half = exp(center - level / slope)
    halfDose = half > high * (1 + 1e-9) ? .infinity : half < low * (1 - 1e-9) ? 0 : half
  }

  /// The curve at a dose.
  public func response(at dose: Double) -> Double {
    guard halfDose > 0, halfDose.isFinite else { return halfDose == 0 ? 1 : 0 }
    return 1 / (1 + pow(halfDose / dose, slope))
  }

  /// Level and slope of the logit, by Newton's method with steps held to 2, the slope held to −1…``steepest``.
  /// - Returns: also whether the steps came to an end.
  private static func fit(
    _ x: [Double], _ y: [Double], _ w: [Double]
  ) -> (level: Double, slope: Double, isSettled: Bool) {
    var (level, slope) = (0.0, 1.0)
    for _ in 0..<200 {
      var (g0, g1, h00, h01, h11) = (0.0, 0.0, 1e-9, 0.0, 1e-9)
      for index in x.indices {
        let p = 1 / (1 + exp(-(level + slope * x[index])))
        let (rest, v) = (w[index] * (y[index] - p), max(w[index] * p * (1 - p), 1e-12))
        g0 += rest
        g1 += rest * x[index]
        h00 += v
        h01 += v * x[index]
        h11 += v * x[index] * x[index]
      }
      let isHeld = slope >= steepest && g1 * h00 - g0 * h01 >= 0 || slope <= -1 && g1 * h00 - g0 * h01 <= 0
      let determinant = h00 * h11 - h01 * h01
      var step =
        isHeld || determinant <= 0
        ? (g0 / h00, 0.0) : ((g0 * h11 - g1 * h01) / determinant, (g1 * h00 - g0 * h01) / determinant)
      step = (min(2, max(-2, step.0)), min(2, max(-2, step.1)))
      level += step.0
      slope = min(steepest, max(-1, slope + step.1))
      if abs(step.0) < 1e-10, abs(step.1) < 1e-10 { return (level, slope, true) }
    }
    return (level, slope, false)
  }
}
