internal import StrictYAML
public import Units

/// A published value that a card can be checked against, tabulated independently of this program.
public struct PublishedPoint: Sendable, Equatable {
  /// What the value is.
  public enum Quantity: String, Sendable, CaseIterable {
    /// Standard deviation of the conductance right after programming, S.
    case programmingDeviation
    /// Mean and standard deviation of what `mortal device sample` gives at `time` (programmed, aged, read once), S.
    case sampledMean
    case sampledDeviation
    /// Mean and standard deviation of the noise-free conductance at `time`, S.
    case agedMean
    case agedDeviation
    /// Standard deviation of one read of a cell of conductance `target` at `time`, S.
    case readDeviation
    /// Current at `voltage`, A.
    case current
    /// Mean and deviation over devices of the means of a switching feature (V, or decades of ohm, or ohm).
    case switchingHighDecades
    case switchingHighDecadesDeviation
    case switchingSetVoltage
    case switchingSetVoltageDeviation
    case switchingLowResistance
    case switchingLowResistanceDeviation
    case switchingResetVoltage
    case switchingResetVoltageDeviation
    /// Conductance of the nominal device after `pulses` pulses up from the low end (or down from the high end), S.
    case afterPulsesUp
    case afterPulsesDown
    /// Standard deviation over cycles after one up pulse on the nominal device at zero weight, S.
    case cycleDeviation
    /// Standard deviation over devices of the mean step of an up pulse at zero weight, S.
    case deviceDeviation
  }

  public let quantity: Quantity
  /// The target or starting conductance; nil where none is needed.
  public let target: Siemens?
  public let time: Seconds
  public let voltage: Volts?
  public let pulses: Int?
  /// The value in SI units (decades where the quantity says so).
  public let value: Double
  /// The symbol of the value's unit.
  public let unit: String
  /// By how much, relative to the value, the reference itself is uncertain (rounding of a printed number).
  public let tolerance: Double
  public let source: String

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    quantity = try mapping.choice("quantity", of: Quantity.self)
    target = try mapping.optional("target") { (value) throws(YAMLError) in
      try value.quantity(Siemens.self, in: .conductance)
    }
    time = try mapping.quantity("time", Seconds.self, in: Seconds(0)...Seconds(1e12), default: Seconds(0))
    voltage = try mapping.optional("voltage") { (value) throws(YAMLError) in try value.quantity(Volts.self) }
    pulses = try mapping.optional("pulses") { (value) throws(YAMLError) in try value.int(in: 0...1_000_000) }
    let given = try mapping.value("value")
    switch quantity {
    case .programmingDeviation, .sampledMean, .sampledDeviation, .agedMean, .agedDeviation, .readDeviation,
      .afterPulsesUp, .afterPulsesDown, .cycleDeviation, .deviceDeviation:
      (value, unit) = (try given.quantity(Siemens.self).value, "S")
    case .current: (value, unit) = (try given.quantity(Amperes.self).value, "A")
    case .switchingHighDecades, .switchingHighDecadesDeviation: (value, unit) = (try given.number(), "decades of Ohm")
    case .switchingLowResistance, .switchingLowResistanceDeviation:
      (value, unit) = (try given.quantity(Ohms.self).value, "Ohm")
    case .switchingSetVoltage, .switchingSetVoltageDeviation, .switchingResetVoltage, .switchingResetVoltageDeviation:
      (value, unit) = (try given.quantity(Volts.self).value, "V")
    }
    tolerance = try mapping.number("tolerance", in: 0...0.2, default: 0)
    source = try mapping.string("source")
    switch quantity {
    case .programmingDeviation, .sampledMean, .sampledDeviation, .agedMean, .agedDeviation, .readDeviation:
      guard target != nil else { throw .missingKey(place: mapping.place, key: "target", allowed: "a conductance") }
    case .current:
      guard target != nil else { throw .missingKey(place: mapping.place, key: "target", allowed: "a conductance") }
      guard voltage != nil else { throw .missingKey(place: mapping.place, key: "voltage", allowed: "a voltage") }
    case .afterPulsesUp, .afterPulsesDown:
      guard pulses != nil else { throw .missingKey(place: mapping.place, key: "pulses", allowed: "a whole number") }
    default: break
    }
  }
}
