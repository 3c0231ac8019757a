/// Electrical conductance in siemens. Devices here lie between nanosiemens and millisiemens.
public struct Siemens: Quantity {
  public var value: Double
  public static var symbol: String { "S" }
  public init(_ value: Double) { self.value = value }
}

/// Electrical resistance in ohm; `Ω` is read too.
public struct Ohms: Quantity {
  public var value: Double
  public static var symbol: String { "Ohm" }
  public static var otherUnits: [(symbol: String, size: Double)] {
    [("Ω", 1), ("kΩ", 1e3), ("MΩ", 1e6), ("GΩ", 1e9), ("mΩ", 1e-3)]
  }
  public init(_ value: Double) { self.value = value }
}

/// Electrical potential difference in volt.
public struct Volts: Quantity {
  public var value: Double
  public static var symbol: String { "V" }
  public init(_ value: Double) { self.value = value }
}

/// Electrical current in ampere.
public struct Amperes: Quantity {
  public var value: Double
  public static var symbol: String { "A" }
  public init(_ value: Double) { self.value = value }
}

/// Time in seconds; text may also use minutes, hours, days and Julian years of 365.25 days.
public struct Seconds: Quantity {
  public var value: Double
  public static var symbol: String { "s" }
  public static var otherUnits: [(symbol: String, size: Double)] {
    [("min", 60), ("h", 3600), ("d", 86_400), ("y", 31_557_600)]
  }
  public init(_ value: Double) { self.value = value }
}

/// Frequency or bandwidth in hertz.
public struct Hertz: Quantity {
  public var value: Double
  public static var symbol: String { "Hz" }
  public init(_ value: Double) { self.value = value }
}

/// Absolute temperature in kelvin.
public struct Kelvin: Quantity {
  public var value: Double
  public static var symbol: String { "K" }
  public init(_ value: Double) { self.value = value }
}

/// Energy in joule.
public struct Joules: Quantity {
  public var value: Double
  public static var symbol: String { "J" }
  public init(_ value: Double) { self.value = value }
}

/// Energy of one elementary charge through one volt: activation energies are given in it.
public struct ElectronVolts: Quantity {
  public var value: Double
  public static var symbol: String { "eV" }
  public init(_ value: Double) { self.value = value }
}
