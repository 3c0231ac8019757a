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
    /// Mean and standard deviation, `time` after programming, of cells that programming left at `target` exactly, S.
    case changedMean
    case changedDeviation
    /// Mean and standard deviation, after a bake of the card's measured duration at `temperature`, of cells that were at
    /// `target` exactly, S.
    case bakedMean
    case bakedDeviation
    /// Mean, over cells that did not fail, after verified writing to `target` on the chip of serial number `die`, S.
    case verifiedMean
    /// Share of cells that fail at `target`, and pulses a cell, on the chip of serial number `die`.
    case failedShare
    case pulsesPerCell
    /// Median resistance after one unverified pulse of `voltage` on the chip of serial number `die`, over that of the
    /// calibration die.
    case openLoopRatio
    /// By how much the voltage that gives `resistance` is lower on the chip of serial number `die` than on the calibration
    /// die, V.
    case openLoopShift
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
    /// Mean over devices, each with its own spread and noise, of the conductance after the first `pulses` of a train of
    /// `upPulses` up pulses from the low end followed by down pulses, S.
    case pulsedMean
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
  public let temperature: Kelvin?
  public let resistance: Ohms?
  /// Serial number.
  public let die: Int?
  public let pulses: Int?
  /// How many of the pulses go up before the others go down; nil for all.
  public let upPulses: Int?
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
    temperature = try mapping.optional("temperature") { (value) throws(YAMLError) in
      try value.quantity(Kelvin.self, in: Kelvin(1)...Kelvin(2000))
    }
    resistance = try mapping.optional("resistance") { (value) throws(YAMLError) in try value.quantity(Ohms.self) }
    die = try mapping.optional("die") { (value) throws(YAMLError) in try value.int(in: 1...1_000_000) }
    pulses = try mapping.optional("pulses") { (value) throws(YAMLError) in try value.int(in: 0...1_000_000) }
    upPulses = try mapping.optional("upPulses") { (value) throws(YAMLError) in try value.int(in: 0...1_000_000) }
    let given = try mapping.value("value")
    switch quantity {
    case .programmingDeviation, .sampledMean, .sampledDeviation, .agedMean, .agedDeviation, .readDeviation,
      .changedMean, .changedDeviation, .bakedMean, .bakedDeviation, .verifiedMean, .afterPulsesUp, .afterPulsesDown,
      .pulsedMean, .cycleDeviation, .deviceDeviation:
      (value, unit) = (try given.quantity(Siemens.self).value, "S")
    case .failedShare, .openLoopRatio, .pulsesPerCell: (value, unit) = (try given.number(), "")
    case .current: (value, unit) = (try given.quantity(Amperes.self).value, "A")
    case .switchingHighDecades, .switchingHighDecadesDeviation: (value, unit) = (try given.number(), "decades of Ohm")
    case .switchingLowResistance, .switchingLowResistanceDeviation:
      (value, unit) = (try given.quantity(Ohms.self).value, "Ohm")
    case .openLoopShift, .switchingSetVoltage, .switchingSetVoltageDeviation, .switchingResetVoltage,
      .switchingResetVoltageDeviation:
      (value, unit) = (try given.quantity(Volts.self).value, "V")
    }
    tolerance = try mapping.number("tolerance", in: 0...0.2, default: 0)
    source = try mapping.string("source")
    switch quantity {
    case .verifiedMean, .failedShare, .pulsesPerCell, .openLoopRatio, .openLoopShift:
      guard die != nil else { throw .missingKey(place: mapping.place, key: "die", allowed: "a serial number") }
      let needed: (key: String, given: Bool) =
        switch quantity {
        case .openLoopRatio: ("voltage", voltage != nil)
        case .openLoopShift: ("resistance", resistance != nil)
        case .pulsesPerCell: ("die", true)
        default: ("target", target != nil)
        }
      guard needed.given else { throw .missingKey(place: mapping.place, key: needed.key, allowed: "a quantity") }
    case .bakedMean, .bakedDeviation:
      guard target != nil else { throw .missingKey(place: mapping.place, key: "target", allowed: "a conductance") }
      guard temperature != nil else {
        throw .missingKey(place: mapping.place, key: "temperature", allowed: "a temperature")
      }
    case .programmingDeviation, .sampledMean, .sampledDeviation, .agedMean, .agedDeviation, .readDeviation,
      .changedMean, .changedDeviation:
      guard target != nil else { throw .missingKey(place: mapping.place, key: "target", allowed: "a conductance") }
    case .current:
      guard target != nil else { throw .missingKey(place: mapping.place, key: "target", allowed: "a conductance") }
      guard voltage != nil else { throw .missingKey(place: mapping.place, key: "voltage", allowed: "a voltage") }
    case .afterPulsesUp, .afterPulsesDown, .pulsedMean:
      guard pulses != nil else { throw .missingKey(place: mapping.place, key: "pulses", allowed: "a whole number") }
    default: break
    }
  }
}
