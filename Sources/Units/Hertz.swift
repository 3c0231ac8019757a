/// Frequency or bandwidth in hertz.
public struct Hertz: Quantity {
  public var value: Double
  public static var symbol: String { "Hz" }
  public init(_ value: Double) { self.value = value }
}
