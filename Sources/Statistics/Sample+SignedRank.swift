internal import CGSL

extension Sample {
  /// Wilcoxon's signed-rank test that these (paired) differences lie symmetrically about 0.
  ///
  /// Zeros are left out, equal magnitudes share their mean rank; the statistic is the smaller of the two rank sums. Up
  /// to 50 differences without zeros and ties the distribution is exact, otherwise normal with the variance corrected
  /// for ties, without correction for continuity (as SciPy's `wilcoxon` does by default).
  /// - Throws: ``StatisticsError/noSpread(what:)`` where all differences are zero.
  public func signedRankTest() throws(StatisticsError) -> TestResult {
    let differences = values.filter { $0 != 0 }
    guard !differences.isEmpty else { throw .noSpread(what: name) }
    let n = differences.count
    let ranks = ranked(differences.map { abs($0) })
    let positive = zip(differences, ranks.ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    let total = Double(n * (n + 1)) / 2
    let smaller = min(positive, total - positive)
    if n <= 50, n == count, ranks.tieTerm == 0 {
      return TestResult(statistic: smaller, pValue: min(1, 2 * Self.signedRankProbability(upTo: Int(smaller), n: n)))
    }
    let variance = (Double(n) * Double(n + 1) * Double(2 * n + 1) - ranks.tieTerm / 2) / 24
    let z = (smaller - total / 2) / variance.squareRoot()
    return TestResult(statistic: smaller, pValue: min(1, 2 * gsl_cdf_ugaussian_P(z)))
  }

  /// The probability that a rank sum of n fair signs is at most `limit`: the number of subsets of 1…n by their sum,
  /// one rank after the other.
  private static func signedRankProbability(upTo limit: Int, n: Int) -> Double {
    var probabilities = [Double](repeating: 0, count: n * (n + 1) / 2 + 1)
    probabilities[0] = 1
    for rank in 1...n {
      for sum in stride(from: rank * (rank + 1) / 2, through: 0, by: -1) {
        probabilities[sum] = 0.5 * (probabilities[sum] + (sum >= rank ? probabilities[sum - rank] : 0))
      }
    }
    return probabilities[0...limit].reduce(0, +)
  }
}

/// The ranks 1…n of numbers, equal ones sharing their mean rank, and Σ (t³ − t) over groups of t equal ones.
func ranked(_ values: [Double]) -> (ranks: [Double], tieTerm: Double) {
  let order = values.indices.sorted { values[$0] < values[$1] }
  var ranks = [Double](repeating: 0, count: values.count)
  var tieTerm = 0.0
  var start = 0
  while start < order.count {
    var end = start + 1
    while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
    for place in start..<end { ranks[order[place]] = Double(start + 1 + end) / 2 }
    let ties = Double(end - start)
    tieTerm += ties * ties * ties - ties
    start = end
  }
  return (ranks, tieTerm)
}
