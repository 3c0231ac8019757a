/// Electrical conductance in siemens. Devices here lie between nanosiemens and millisiemens.
public struct Siemens: Quantity {
  public var value: Double
  public static var symbol: String { "S" }
  public init(_ value: Double) { self.value = value }
}
