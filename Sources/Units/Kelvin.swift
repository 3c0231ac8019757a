/// Absolute temperature in kelvin.
public struct Kelvin: Quantity {
  public var value: Double
  public static var symbol: String { "K" }
  public init(_ value: Double) { self.value = value }
}
