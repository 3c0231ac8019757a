/// Electrical potential difference in volt.
public struct Volts: Quantity {
  public var value: Double
  public static var symbol: String { "V" }
  public init(_ value: Double) { self.value = value }
}
