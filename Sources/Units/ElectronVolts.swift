/// Energy of one elementary charge through one volt: activation energies are given in it.
public struct ElectronVolts: Quantity {
  public var value: Double
  public static var symbol: String { "eV" }
  public init(_ value: Double) { self.value = value }
}
