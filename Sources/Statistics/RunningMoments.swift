/// Mean and variance of numbers that come one after the other and are not kept.
///
/// Source: B. P. Welford, Technometrics 4, 419 (1962); joining of two by T. F. Chan, G. H. Golub, R. J. LeVeque, Am.
/// Stat. 37, 242 (1983).
public struct RunningMoments: Sendable, Equatable {
  /// Number of values so far.
  public private(set) var count = 0
  /// Their mean; 0 before the first.
  public private(set) var mean = 0.0
  /// The smallest so far; +∞ before the first.
  public private(set) var minimum = Double.infinity
  /// The largest so far; −∞ before the first.
  public private(set) var maximum = -Double.infinity
  private var squares = 0.0

  public init() {}

  /// Takes one value. NaN makes mean and variance NaN.
  public mutating func add(_ value: Double) {
    count += 1
    let difference = value - mean
    mean += difference / Double(count)
    squares += difference * (value - mean)
    minimum = min(minimum, value)
    maximum = max(maximum, value)
  }

  /// Takes all that another has taken.
  public mutating func add(_ other: RunningMoments) {
    guard other.count > 0 else { return }
    let total = count + other.count
    let difference = other.mean - mean
    squares +=
      other.squares + difference * difference * (Double(count) * Double(other.count) / Double(total))
    mean += difference * (Double(other.count) / Double(total))
    count = total
    minimum = min(minimum, other.minimum)
    maximum = max(maximum, other.maximum)
  }

  /// The unbiased variance.
  ///
  /// - Throws: ``StatisticsError/tooFew(what:count:needed:)`` below two values.
  public func variance() throws(StatisticsError) -> Double {
    guard count >= 2 else { throw .tooFew(what: "running moments", count: count, needed: 2) }
    return squares / Double(count - 1)
  }

  /// The square root of the unbiased variance.
  ///
  /// - Throws: ``StatisticsError/tooFew(what:count:needed:)`` below two values.
  public func standardDeviation() throws(StatisticsError) -> Double { try variance().squareRoot() }

  /// The standard error of the mean.
  ///
  /// - Throws: ``StatisticsError/tooFew(what:count:needed:)`` below two values.
  public func standardError() throws(StatisticsError) -> Double { try (variance() / Double(count)).squareRoot() }
}
