internal import Foundation
public import Statistics

extension Sample {
  /// The one-sample Kolmogorov–Smirnov test against a continuous distribution: D = sup |Fₙ − F|.
  ///
  /// - Parameter cumulative: F, a cumulative distribution function fixed beforehand, not fitted to these values.
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` where F leaves 0…1.
  public func kolmogorovSmirnovTest(
    cumulative: (Double) -> Double
  ) throws(StatisticsError) -> TestResult {
    let n = Double(count)
    var distance = 0.0
    for (index, probability) in try probabilities(cumulative).enumerated() {
      distance = max(distance, probability - Double(index) / n, Double(index + 1) / n - probability)
    }
    return TestResult(statistic: distance, pValue: KolmogorovDistribution.survival(distance, n: count))
  }

  /// The Anderson–Darling test against a continuous distribution that is fixed beforehand, which weighs the tails:
  /// A² = −n − Σ (2i − 1) / n · (ln Fᵢ + ln(1 − Fₙ₊₁₋ᵢ)).
  ///
  /// p-value by ``AndersonDarlingDistribution``; a value where F is 0 or 1 gives an infinite statistic and p = 0.
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` where F leaves 0…1.
  public func andersonDarlingTest(cumulative: (Double) -> Double) throws(StatisticsError) -> TestResult {
    let probabilities = try probabilities(cumulative)
    guard let first = probabilities.first, let last = probabilities.last, first > 0, last < 1 else {
      return TestResult(statistic: .infinity, pValue: 0)
    }
    var sum = 0.0
    for index in 0..<count {
      let logarithms =
        log(probabilities[index]) + log1p(-probabilities[count - 1 - index])
      sum += Double(2 * index + 1) * logarithms
    }
    let statistic = -Double(count) - sum / Double(count)
    return TestResult(statistic: statistic, pValue: AndersonDarlingDistribution.survival(statistic, n: count))
  }

  /// The two-sample Kolmogorov–Smirnov test: whether both samples come from one continuous distribution.
  ///
  /// Exact while the product of the counts is at most 10⁷ (ties make it conservative), beyond by the one-sample
  /// distribution with n = n₁ n₂ / (n₁ + n₂).
  /// - Returns: the largest distance of the two empirical distribution functions, and its p-value.
  public func kolmogorovSmirnovTest(against other: Sample) -> TestResult {
    let (first, second) = (values.sorted(), other.values.sorted())
    let (m, n) = (first.count, second.count)
    // Distances in units of 1 / (m n), as whole numbers.
    var (i, j, largest) = (0, 0, 0)
    while i < m, j < n {
      let value = min(first[i], second[j])
      while i < m, first[i] == value { i += 1 }
      while j < n, second[j] == value { j += 1 }
      largest = max(largest, abs(i * n - j * m))
    }
    let distance = Double(largest) / (Double(m) * Double(n))
    guard largest > 0 else { return TestResult(statistic: 0, pValue: 1) }
    guard m * n <= 10_000_000 else {
      let effective = (Double(m) * Double(n) / Double(m + n)).rounded()
      return TestResult(
        statistic: distance, pValue: KolmogorovDistribution.survival(distance, n: Int(effective)))
    }
    // inside[j]: the probability that a random order of i and j values has stayed below the distance so far; the last
    // of them comes from the first sample with probability i / (i + j).
    var inside = [Double](repeating: 0, count: n + 1)
    for i in 0...m {
      for j in 0...n {
        if abs(i * n - j * m) >= largest {
          inside[j] = 0
        } else if i + j == 0 {
          inside[j] = 1
        } else {
          let fromFirst = i > 0 ? inside[j] * Double(i) : 0
          let fromSecond = j > 0 ? inside[j - 1] * Double(j) : 0
          inside[j] = (fromFirst + fromSecond) / Double(i + j)
        }
      }
    }
    return TestResult(statistic: distance, pValue: min(1, max(0, 1 - inside[n])))
  }

  private func probabilities(_ cumulative: (Double) -> Double) throws(StatisticsError) -> [Double] {
    let probabilities = values.sorted().map(cumulative)
    for probability in probabilities where !(0...1).contains(probability) {
      throw StatisticsError.outOfRange(
        what: "cumulative distribution function", value: "\(probability)", allowed: "0...1")
    }
    return probabilities
  }
}
