internal import CGSL

/// The GNU Scientific Library, whose own error handler (which ends the program) is switched off once.
enum GSL {
  /// Touch this before the first call.
  static let ready: Void = { _ = gsl_set_error_handler_off() }()

  /// A result of the library, which reports a failure as NaN.
  static func finite(_ what: String, _ value: Double) throws(StatisticsError) -> Double {
    guard value.isFinite else { throw .numerical(what: what) }
    return value
  }

  /// Makes a status code an error.
  static func check(_ what: String, _ status: Int32) throws(StatisticsError) {
    guard status == Int32(GSL_SUCCESS) else { throw .numerical(what: what) }
  }
}
