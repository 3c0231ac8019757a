import CardFitting
import Testing

/// How often intervals cover numbers that are known, and how far estimates are off in units of their standard errors, over
/// repeated fits.
struct Coverage {
  let truth: [String: Double]
  /// Share of a number, or of 0.1, below which an estimate is that number.
  let tolerance: Double
  private(set) var fits = 0
  private(set) var converged = 0
  private(set) var covered: [String: Int] = [:]
  /// Errors in standard errors, as the intervals have them; 0 of estimates that are their number.
  private(set) var errors: [String: [Double]] = [:]

  init(_ truth: [String: Double], tolerance: Double = 0) { (self.truth, self.tolerance) = (truth, tolerance) }

  mutating func add(_ result: LawResult) throws {
    fits += 1
    converged += result.converged ? 1 : 0
    for (name, value) in truth {
      let estimate = try #require(result.estimates[name], "\(name)")
      let isExact = abs(estimate.value - value) < tolerance * max(abs(value), 0.1)
      covered[name, default: 0] += isExact || estimate.contains(value) ? 1 : 0
      let error = max((estimate.upper - estimate.lower) / 3.92, 1e-9)
      errors[name, default: []].append(isExact ? 0 : (estimate.value - value) / error)
    }
  }

  /// Share of all intervals that cover.
  var share: Double { Double(covered.values.reduce(0, +)) / Double(fits * truth.count) }

  /// Share of one number's intervals that cover.
  func share(_ name: String) -> Double { Double(covered[name] ?? 0) / Double(fits) }

  /// Mean error of one number's estimates, in standard errors.
  func bias(_ name: String) -> Double { (errors[name] ?? []).reduce(0, +) / Double(fits) }

  /// The number that is covered least.
  var least: (name: String, count: Int) {
    covered.min { ($0.value, $0.key) < ($1.value, $1.key) }.map { ($0.key, $0.value) } ?? ("", 0)
  }

  /// The estimate farthest from its number, in standard errors; numbers that are 0 aside, since a spread that is none may be
  /// found, of a size that the interval states.
  var farthest: (name: String, error: Double) {
    errors.filter { truth[$0.key] != 0 }.map { ($0.key, $0.value.map { $0.isNaN ? .infinity : abs($0) }.max() ?? 0) }
      .max { ($0.1, $1.0) < ($1.1, $0.0) } ?? ("", 0)
  }
}
