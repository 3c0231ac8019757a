/// Energy in joule.
public struct Joules: Quantity {
  public var value: Double
  public static var symbol: String { "J" }
  public init(_ value: Double) { self.value = value }
}
