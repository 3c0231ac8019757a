internal import Foundation
internal import Statistics

/// A standard deviation with the standard error that holds for any distribution with a fourth moment:
/// SE(s) = (s/2) √((κ + 2)/n), κ the excess kurtosis.
struct DeviationEstimate {
  let value: Double
  let standardError: Double

  init(_ sample: Sample) throws {
    value = try sample.standardDeviation()
    let kurtosis = value > 0 ? try sample.excessKurtosis() : 0
    standardError = 0.5 * value * (max(kurtosis + 2, 0) / Double(sample.count)).squareRoot()
  }

  /// Value and the ends of its 95 % interval.
  var threeNumbers: [Double] { [value, value - 1.959_964 * standardError, value + 1.959_964 * standardError] }
}

/// A number with five significant digits, for tables.
func significant(_ value: Double) -> String { String(format: "%.5g", value) }
