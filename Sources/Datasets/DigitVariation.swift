/// How much hands differ: the spreads from which every drawn digit takes its own values.
///
/// The values are chosen so that the set is neither trivial nor hopeless; `docs/datasets.md` reports the errors that
/// a linear classifier and a network make on it. Normal draws are cut at ±2.5 standard deviations.
struct DigitVariation: Sendable {
  /// Standard deviation of each coordinate of each control point, in heights of the digit.
  var jitter: Float = 0.03
  /// Mean and standard deviation of the slant: horizontal shift over height, positive to the right.
  var slantMean: Float = 0.12
  var slant: Float = 0.26
  /// Standard deviation of the rotation, in radians.
  var rotation: Float = 0.13
  /// Mean and relative standard deviation of the width over that of the plain glyph.
  var aspectMean: Float = 0.95
  var aspect: Float = 0.19
  /// Standard deviation of the elastic displacement's coefficients, in heights of the digit.
  var elastic: Float = 0.095
  /// Mean and standard deviation of the larger side of the pen's path, in pixels.
  var sizeMean: Float = 17.5
  var size: Float = 1.3
  /// Mean and standard deviation of the pen's half width, in pixels.
  var penMean: Float = 1.2
  var pen: Float = 0.3
  /// Relative standard deviation of the half width from one control point to the next.
  var pressure: Float = 0.12
  /// Standard deviation of the position, in pixels, in each direction.
  var position: Float = 0.9
  /// Width in pixels of the edge over which ink fades, from 1 (sharp) up.
  var edge: Float = 1.3
  /// Relative standard deviation of the ink from pixel to pixel.
  var grain: Float = 0.08

  /// The spreads of the built-in set.
  static let handwriting = DigitVariation()
}
