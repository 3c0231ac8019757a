/// A confidence interval.
public struct Interval: Sendable, Equatable {
  /// Where it begins.
  public let lower: Double
  /// Where it ends.
  public let upper: Double
  /// The share of such intervals that cover the true value, in (0, 1).
  public let level: Double

  public init(lower: Double, upper: Double, level: Double) {
    self.lower = lower
    self.upper = upper
    self.level = level
  }

  /// Whether `value` lies inside, ends included.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }

  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` unless 0 < level < 1.
  static func check(level: Double) throws(StatisticsError) {
    guard level > 0, level < 1 else {
      throw .outOfRange(what: "confidence level", value: "\(level)", allowed: "above 0 and below 1")
    }
  }
}

/// What a test of a hypothesis found.
public struct TestResult: Sendable, Equatable {
  /// The test statistic.
  public let statistic: Double
  /// The probability of a statistic at least as extreme if the hypothesis holds; two-sided unless said otherwise.
  public let pValue: Double

  public init(statistic: Double, pValue: Double) {
    self.statistic = statistic
    self.pValue = pValue
  }
}

/// Adjustments of p-values for several tests of one family.
public enum MultipleTesting {
  /// Holm's step-down adjustment (S. Holm, Scand. J. Stat. 6, 65, 1979): an adjusted p-value below α rejects with a
  /// family-wise error of at most α. Values come back in the order given.
  ///
  /// - Throws: ``StatisticsError/outOfRange(what:value:allowed:)`` for a p-value outside 0…1.
  public static func holm(_ pValues: [Double]) throws(StatisticsError) -> [Double] {
    for value in pValues where !(0...1).contains(value) {
      throw .outOfRange(what: "p-value", value: "\(value)", allowed: "0...1")
    }
    var adjusted = pValues
    var largest = 0.0
    for (place, index) in pValues.indices.sorted(by: { pValues[$0] < pValues[$1] }).enumerated() {
      largest = max(largest, min(1, Double(pValues.count - place) * pValues[index]))
      adjusted[index] = largest
    }
    return adjusted
  }
}
