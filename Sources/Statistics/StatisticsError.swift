internal import CGSL

/// What can be wrong with the numbers given to an estimator or a test.
public enum StatisticsError: Error, Equatable, CustomStringConvertible {
  /// Too few values for what was asked.
  case tooFew(what: String, count: Int, needed: Int)
  /// NaN or infinity.
  case notFinite(what: String, index: Int, value: String)
  /// Values that must come in pairs do not.
  case unequalCounts(what: String, first: Int, second: Int)
  /// All values are the same where a spread is needed.
  case noSpread(what: String)
  /// A parameter outside its range.
  case outOfRange(what: String, value: String, allowed: String)
  /// A function of the numerical library gave no number.
  case numerical(what: String)

  public var description: String {
    switch self {
    case .tooFew(let what, let count, let needed):
      "\(what): \(count) values are too few; at least \(needed) are needed"
    case .notFinite(let what, let index, let value):
      "\(what): value \(index) is \(value); only finite numbers are allowed"
    case .unequalCounts(let what, let first, let second):
      "\(what): \(first) and \(second) values do not make pairs; give as many of either"
    case .noSpread(let what): "\(what): all values are equal; a spread above 0 is needed"
    case .outOfRange(let what, let value, let allowed): "\(what): \(value) is not allowed; allowed: \(allowed)"
    case .numerical(let what): "\(what): no result within floating-point range for these values"
    }
  }
}

/// The GNU Scientific Library, whose own error handler (which ends the program) is switched off once.
enum GSL {
  /// Touch this before the first call.
  static let ready: Void = { _ = gsl_set_error_handler_off() }()

  /// A result of the library, which reports a failure as NaN.
  static func finite(_ what: String, _ value: Double) throws(StatisticsError) -> Double {
    guard value.isFinite else { throw .numerical(what: what) }
    return value
  }
}
