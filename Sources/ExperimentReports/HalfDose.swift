internal import Foundation
internal import Statistics

/// The half-dose of mortality: how large a difference between chips must be for a copy to lose half of what was
/// learned.
struct HalfDose {
  /// One copy at one dose.
  struct Observation {
    let chips: ChipPairs.Pair
    let dose: Double
    /// The share of what was learned that was lost.
    let lost: Double
  }

  let curve: DoseResponse
  /// 95 %, over chips; nil below three of them.
  let interval: Interval?
  /// Doses that were tried, above 0.
  let doses: ClosedRange<Double>
  let pairs: Int

  /// Nil without two doses.
  init?(_ observations: [Observation], resamples: Int = 1_000) {
    let doses = observations.map(\.dose)
    let lost = observations.map(\.lost)
    let all = [Double](repeating: 1, count: doses.count)
    guard let curve = DoseResponse(doses: doses, responses: lost, weights: all), let low = doses.min(),
      let high = doses.max()
    else { return nil }
    self.curve = curve
    self.doses = low...high
    let chips = ChipPairs(observations.map(\.chips))
    pairs = Set(observations.map { "\($0.chips.donor)/\($0.chips.recipient)" }).count
    interval = try? chips.interval(resamples: resamples) { weights in
      DoseResponse(doses: doses, responses: lost, weights: weights)?.halfDose
    }
  }

  /// `3.12 [2.80, 3.55]`; what lies beyond the doses tried is said so: `> 0.5`.
  var text: String {
    guard let interval else { return shown(curve.halfDose) }
    if interval.lower == interval.upper, !curve.halfDose.isFinite || curve.halfDose == 0 {
      return shown(curve.halfDose)
    }
    return "\(shown(curve.halfDose)) [\(shown(interval.lower)), \(shown(interval.upper))]"
  }

  private func shown(_ dose: Double) -> String {
    if dose == .infinity { return "> \(Self.digits(doses.upperBound))" }
    if dose <= 0 { return "< \(Self.digits(doses.lowerBound))" }
    return Self.digits(dose)
  }

  private static func digits(_ value: Double) -> String { String(format: "%.3g", value) }
}
