/// What can be wrong with a converter. Every description names the field, the value, what is allowed and the remedy.
public enum PeripheryError: Error, Equatable, CustomStringConvertible {
  /// A field of a specification has an impossible value.
  case outOfRange(field: String, value: String, allowed: String)
  /// A converter was asked for before its full scale was fixed.
  case uncalibrated(field: String)
  /// A calibration batch without numbers.
  case emptyCalibration
  /// A calibration batch whose percentile is zero.
  case zeroCalibration(percentile: Double, samples: Int)
  /// NaN or infinity in a calibration batch.
  case notFiniteCalibration(index: Int, value: String)
  /// Gains of so few codes cannot be measured.
  case tooCoarseToTrim(bits: Int)

  public var description: String {
    switch self {
    case .outOfRange(let field, let value, let allowed): "\(field): \(value) is not allowed; allowed: \(allowed)"
    case .uncalibrated(let field):
      "\(field): not fixed yet; give a number or calibrate on a representative batch first"
    case .emptyCalibration:
      "calibration: the batch is empty; give at least one vector"
    case .zeroCalibration(let percentile, let samples):
      "calibration: percentile \(percentile) of |x| over \(samples) numbers is 0; give a batch that drives the lines, "
        + "or a full scale as a number"
    case .notFiniteCalibration(let index, let value):
      "calibration: number \(index) of the batch is \(value); only finite numbers are allowed"
    case .tooCoarseToTrim(let bits):
      "trim: gains cannot be measured through \(bits) bits; at least 4 are needed, or leave the converters untrimmed"
    }
  }
}
