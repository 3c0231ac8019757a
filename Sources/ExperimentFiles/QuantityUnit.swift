internal import StrictYAML
internal import Units

/// The SI unit of a field that is a physical quantity.
package enum QuantityUnit: Sendable, Hashable {
  case ohm, second, kelvin, hertz, siemens, volt

  /// As it is printed and written.
  package var symbol: String {
    switch self {
    case .ohm: Ohms.symbol
    case .second: Seconds.symbol
    case .kelvin: Kelvin.symbol
    case .hertz: Hertz.symbol
    case .siemens: Siemens.symbol
    case .volt: Volts.symbol
    }
  }

  /// A value with a handy prefix: `2.5 kOhm`.
  func shown(_ value: Double) -> String {
    switch self {
    case .ohm: Ohms(value).description
    case .second: Seconds(value).description
    case .kelvin: Kelvin(value).description
    case .hertz: Hertz(value).description
    case .siemens: Siemens(value).description
    case .volt: Volts(value).description
    }
  }

  /// A value with a unit of this quantity, in SI.
  func read(_ value: YAMLValue, in range: ClosedRange<Double>) throws(YAMLError) -> Double {
    switch self {
    case .ohm:
      // A bare number is in ohm, in files and on command lines alike, as in tables of resistances.
      if let bare = try? value.number() {
        guard range.contains(bare) else {
          throw value.outside("\(bare)", allowed: "\(Ohms(range.lowerBound))...\(Ohms(range.upperBound))")
        }
        return bare
      }
      return try read(value, Ohms.self, range)
    case .second: return try read(value, Seconds.self, range)
    case .kelvin: return try read(value, Kelvin.self, range)
    case .hertz: return try read(value, Hertz.self, range)
    case .siemens: return try read(value, Siemens.self, range)
    case .volt: return try read(value, Volts.self, range)
    }
  }

  private func read<Q: Quantity>(
    _ value: YAMLValue, _ type: Q.Type, _ range: ClosedRange<Double>
  ) throws(YAMLError) -> Double {
    try value.quantity(type, in: Q(range.lowerBound)...Q(range.upperBound)).value
  }
}
