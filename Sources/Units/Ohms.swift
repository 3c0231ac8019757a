/// Electrical resistance in ohm; `Ω` is read too.
public struct Ohms: Quantity {
  public var value: Double
  public static var symbol: String { "Ohm" }
  public static var otherUnits: [(symbol: String, size: Double)] {
    [("Ω", 1), ("kΩ", 1e3), ("MΩ", 1e6), ("GΩ", 1e9), ("mΩ", 1e-3)]
  }
  public init(_ value: Double) { self.value = value }
}
