/// Time in seconds; text may also use minutes, hours, days and Julian years of 365.25 days.
public struct Seconds: Quantity {
  public var value: Double
  public static var symbol: String { "s" }
  public static var otherUnits: [(symbol: String, size: Double)] {
    [("min", 60), ("h", 3600), ("d", 86_400), ("y", 31_557_600)]
  }
  public init(_ value: Double) { self.value = value }
}
