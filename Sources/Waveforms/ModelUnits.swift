internal import Units

/// Units that only compact models have.
struct Metres: Quantity {
  var value: Double
  static var symbol: String { "m" }
  init(_ value: Double) { self.value = value }
}

struct MetresPerSecond: Quantity {
  var value: Double
  static var symbol: String { "m/s" }
  init(_ value: Double) { self.value = value }
}

/// Of mobility.
struct SquareMetresPerVoltSecond: Quantity {
  var value: Double
  static var symbol: String { "m2/Vs" }
  init(_ value: Double) { self.value = value }
}

struct VoltsPerMetre: Quantity {
  var value: Double
  static var symbol: String { "V/m" }
  init(_ value: Double) { self.value = value }
}

struct KelvinPerWatt: Quantity {
  var value: Double
  static var symbol: String { "K/W" }
  init(_ value: Double) { self.value = value }
}

struct PerVolt: Quantity {
  var value: Double
  static var symbol: String { "1/V" }
  init(_ value: Double) { self.value = value }
}

struct PerSecond: Quantity {
  var value: Double
  static var symbol: String { "1/s" }
  init(_ value: Double) { self.value = value }
}
