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
