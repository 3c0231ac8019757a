/// Electrical current in ampere.
public struct Amperes: Quantity {
  public var value: Double
  public static var symbol: String { "A" }
  public init(_ value: Double) { self.value = value }
}
