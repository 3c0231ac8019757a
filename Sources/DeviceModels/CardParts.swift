internal import StrictYAML
public import Units

/// The kind of memory cell.
public enum Technology: String, Sendable, CaseIterable { case ideal, pcm, rram, ecram, fefet, flash, capacitor }

/// How a signed weight stands on cells that have only positive conductances.
public enum CardWeightMapping: String, Sendable, CaseIterable {
  /// Two cells a weight, read as a difference.
  case differentialPair
  /// One cell a weight, read against a column of cells at mid-window.
  case referenceColumn
}

/// The conductances between which cells are programmed.
public struct ConductanceWindow: Sendable, Equatable {
  public let gMin: Siemens
  public let gMax: Siemens
  /// Gmin/Gmax, the lower end of normalised conductances.
  public var low: Float { Float(gMin / gMax) }

  public init(gMin: Siemens, gMax: Siemens) {
    precondition(gMin.value >= 0 && gMin < gMax, "a window from \(gMin) to \(gMax)")
    self.gMin = gMin
    self.gMax = gMax
  }

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    gMax = try mapping.quantity("gMax", Siemens.self, in: .positiveConductance)
    gMin = try mapping.quantity("gMin", Siemens.self, in: .conductance)
    guard gMin < gMax else {
      throw mapping.outside("gMin", value: "\(gMin)", allowed: "conductances below gMax = \(gMax)")
    }
  }
}

/// How a cell is read.
public struct ReadConditions: Sendable, Equatable {
  public package(set) var voltage: Volts
  public let integrationTime: Seconds
  /// The noise bandwidth of an integrator, 1/(2 t).
  public var bandwidth: Hertz { Hertz(1 / (2 * integrationTime.value)) }

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    voltage = try mapping.quantity("voltage", Volts.self, in: Volts(1e-4)...Volts(10))
    integrationTime = try mapping.quantity("integrationTime", Seconds.self, in: Seconds(1e-12)...Seconds(10))
  }
}

/// How a cell is written.
public struct WriteConditions: Sendable, Equatable {
  /// Amplitude and width of a pulse that raises the conductance and of one that lowers it.
  public let upVoltage: Volts
  public let upWidth: Seconds
  public let downVoltage: Volts
  public let downWidth: Seconds
  /// Energy of one pulse; nil when it follows from voltage, width and conductance.
  public let energyPerPulse: Joules?

  init(_ mapping: YAMLMapping) throws(YAMLError) {
    let volts = Volts(-100)...Volts(100)
    let widths = Seconds(1e-12)...Seconds(100)
    upVoltage = try mapping.quantity("upVoltage", Volts.self, in: volts)
    upWidth = try mapping.quantity("upWidth", Seconds.self, in: widths)
    downVoltage = try mapping.quantity("downVoltage", Volts.self, in: volts)
    downWidth = try mapping.quantity("downWidth", Seconds.self, in: widths)
    energyPerPulse = try mapping.optional("energyPerPulse") { (value) throws(YAMLError) in
      try value.quantity(Joules.self, in: Joules(0)...Joules(1))
    }
  }

  /// The energy of one pulse at a conductance: as given, or G V² t.
  public func energy(_ conductance: Siemens, up: Bool) -> Joules {
    if let energyPerPulse { return energyPerPulse }
    let voltage = up ? upVoltage.value : downVoltage.value
    return Joules(conductance.value * voltage * voltage * (up ? upWidth : downWidth).value)
  }
}
