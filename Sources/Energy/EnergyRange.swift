internal import StrictYAML
internal import Units

/// An energy in joule with the range in which sources put it.
package struct EnergyRange: Sendable, Equatable {
  package var value: Double
  package var low: Double
  package var high: Double

  /// A range around a value, which lies in it.
  package init(_ value: Double, low: Double, high: Double) {
    precondition(low <= value && value <= high, "\(value) J is outside \(low)...\(high) J")
    self.value = value
    self.low = low
    self.high = high
  }

  /// An energy without doubt.
  package init(_ value: Double) { self.init(value, low: value, high: value) }

  package static let zero = EnergyRange(0)

  package static func + (left: Self, right: Self) -> Self {
    Self(left.value + right.value, low: left.low + right.low, high: left.high + right.high)
  }

  /// So many times an energy, at least none.
  package static func * (count: Double, energy: Self) -> Self {
    precondition(count >= 0, "\(count) events")
    return Self(count * energy.value, low: count * energy.low, high: count * energy.high)
  }
}

/// A number of a technology, with where it comes from.
package struct SourcedEnergy: Sendable, Equatable {
  /// How a number was obtained.
  package enum Evidence: String, Sendable, CaseIterable {
    /// Printed in the source.
    case quoted
    /// Computed from printed numbers.
    case derived
    /// From secondary texts or memory, not looked up in the source.
    case secondary
    /// Assumed.
    case assumed
  }

  /// What it is, as tables show it.
  package let name: String
  package let energy: EnergyRange
  /// The converter's bits; nil for what is none.
  package let bits: Int?
  package let evidence: Evidence
  /// Paper, code or survey, and the place in it.
  package let source: String

  init(_ mapping: YAMLMapping, name: String, isConverter: Bool = false) throws(YAMLError) {
    self.name = name
    let all = Joules(0)...Joules(1)
    let value = try mapping.quantity("value", Joules.self, in: all)
    let low = try mapping.quantity("low", Joules.self, in: all, default: value)
    let high = try mapping.quantity("high", Joules.self, in: all, default: value)
    guard low <= value else { throw mapping.outside("low", value: "\(low)", allowed: "energies up to \(value)") }
    guard value <= high else { throw mapping.outside("high", value: "\(high)", allowed: "energies from \(value)") }
    energy = EnergyRange(value.value, low: low.value, high: high.value)
    bits = isConverter ? try mapping.int("bits", in: 1...16) : nil
    evidence = try mapping.choice("evidence", of: Evidence.self)
    source = try mapping.string("source")
  }

  /// The energy of a converter of other bits.
  ///
  /// A bit more doubles it (Walden's figure of merit). The range widens by what a bit may cost: a clock more, as in a
  /// converter that finds one bit after the other, or four times as much, as thermal noise asks for.
  package func energy(bits wanted: Int) -> EnergyRange {
    guard let bits, wanted != bits else { return energy }
    let ratio = Double(wanted) / Double(bits)
    let (doubled, quadrupled) = (Self.power(2, wanted - bits), Self.power(4, wanted - bits))
    return EnergyRange(
      doubled * energy.value, low: min(ratio, quadrupled) * energy.low, high: max(ratio, quadrupled) * energy.high)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    let whole = (0..<abs(exponent)).reduce(1.0) { product, _ in product * base }
    return exponent < 0 ? 1 / whole : whole
  }
}
