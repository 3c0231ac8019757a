/// How many conversions were made, and how many of them met a number beyond the range.
public struct ConversionCount: Sendable, Equatable {
  /// Conversions, one a line and vector; what energy is counted by.
  public var conversions = 0
  /// Conversions of a number more than ½ LSB outside the outermost code. None without bits.
  public var saturated = 0

  public init(conversions: Int = 0, saturated: Int = 0) {
    self.conversions = conversions
    self.saturated = saturated
  }

  /// Adds the counts of two passes.
  public static func + (left: ConversionCount, right: ConversionCount) -> ConversionCount {
    ConversionCount(
      conversions: left.conversions + right.conversions, saturated: left.saturated + right.saturated)
  }

  public static func += (left: inout ConversionCount, right: ConversionCount) { left = left + right }
}
