/// How the codes of a converter lie around zero.
///
/// `LSB` is the distance of two neighbouring codes in the unit of the converted numbers, `FS` the full scale and `b`
/// the number of bits.
public enum ConverterRange: String, Sendable, CaseIterable {
  /// A sign and b − 1 bits of magnitude: codes −L … L with L = 2^(b−1) − 1 and LSB = FS / L, so that ±FS are the
  /// outermost codes. One bit is a comparator: the two outputs are −FS and +FS (LSB = 2 FS), and zero gives +FS.
  case signMagnitude
  /// Codes −2^(b−1) … 2^(b−1) − 1 and LSB = FS / 2^(b−1), so that −FS is the lowest code and +FS lies one LSB above the
  /// highest. One bit: the codes are −1 and 0.
  case twosComplement
}

/// The codes of one converter: range, number of bits and full scale put together.
struct ConverterCodes: Equatable {
  /// The distance of two neighbouring codes.
  let leastSignificantBit: Double
  /// The outermost codes, in LSB.
  let lowest: Double
  let highest: Double
  /// What lies between the codes and whole numbers: ½ for the comparator, 0 otherwise.
  let shift: Double
  /// From a code to the INL's argument in −1…1.
  var toUnit: Double { 1 / max(highest, -lowest) }

  init(range: ConverterRange, bits: Int, fullScale: Float) {
    let half = Double(1 << (bits - 1))
    switch range {
    case .signMagnitude where bits == 1:
      (lowest, highest, shift) = (-0.5, 0.5, 0.5)
      leastSignificantBit = 2 * Double(fullScale)
    case .signMagnitude:
      (lowest, highest, shift) = (1 - half, half - 1, 0)
      leastSignificantBit = Double(fullScale) / (half - 1)
    case .twosComplement:
      (lowest, highest, shift) = (-half, half - 1, 0)
      leastSignificantBit = Double(fullScale) / half
    }
  }
}
