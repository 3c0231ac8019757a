/// What the pulses of a card's cells cost, and over which part of its window.
package struct PulseEnergies: Sendable, Equatable {
  package let up: EnergyRange
  package let down: EnergyRange

  /// See the properties: G V² t at mid-window, the range from its low end to its high end.
  package init(up: EnergyRange, down: EnergyRange) {
    self.up = up
    self.down = down
  }

  /// The same for all pulses, assumed.
  package init(assumed joules: Double) { self.init(up: EnergyRange(joules), down: EnergyRange(joules)) }

  /// A pulse of either kind.
  var mean: EnergyRange { 0.5 * up + 0.5 * down }
}

/// Where energy goes.
package enum LedgerPart: String, Sendable, CaseIterable {
  case cells, drivers, converters, pulses, verification, arithmetic, memory, others

  /// What tables and figures call it.
  package var title: String {
    switch self {
    case .cells: "cells"
    case .drivers: "drivers"
    case .converters: "converters"
    case .pulses: "write pulses"
    case .verification: "verify reads"
    case .arithmetic: "digital arithmetic"
    case .memory: "digital memory"
    case .others: "buffers, links"
    }
  }
}

/// Energies of a piece of work, part by part.
package struct Ledger: Sendable, Equatable {
  private var energies: [LedgerPart: EnergyRange]

  /// Work that cost nothing.
  package init() { energies = [:] }

  /// Counts times what each event costs.
  ///
  /// - Parameters:
  ///   - inputBits, outputBits: of the converters; nil where there are none, which then must not have converted.
  ///   - pulses: what the card says; nil where no pulse was given.
  /// - Throws: ``EnergyError/missingNumber(technology:number:technologiesThatHaveIt:)`` for events that the technology has
  ///   no energy for, ``EnergyError/idealConverters(field:)``.
  package init(
    _ counts: WorkCounts, in technology: Technology, inputBits: Int?, outputBits: Int?, pulses: PulseEnergies?
  ) throws {
    self.init()
    func each(_ count: WorkCount, _ number: Technology.Number) throws -> EnergyRange {
      counts[count] == 0 ? .zero : counts[count] * (try technology.require(number)).energy
    }
    func conversions(_ count: WorkCount, _ number: Technology.Number, _ bits: Int?, _ field: String) throws
      -> EnergyRange
    {
      guard counts[count] > 0 else { return .zero }
      guard let bits else { throw EnergyError.idealConverters(field: field) }
      return counts[count] * (try technology.require(number)).energy(bits: bits)
    }
    // Where inputs go in bit by bit, every vector takes as many reads.
    let serial = technology.isBitSerial ? Double(inputBits ?? 1) : 1
    self[.cells] = EnergyRange(counts[.cellEnergy])
    self[.drivers] =
      technology.isBitSerial
      ? serial * (try each(.inputConversions, .inputConversion))
      : try conversions(.inputConversions, .inputConversion, inputBits, "chip.dac.bits")
    self[.converters] =
      serial * (try conversions(.outputConversions, .outputConversion, outputBits, "chip.adc.bits"))
    self[.verification] = try conversions(.verifyReads, .outputConversion, outputBits, "chip.adc.bits")
    if counts[.verifyReads] > 0 {
      self[.verification] = self[.verification] + (try each(.verifyReads, .cellRead))
    }
    if let pulses {
      self[.pulses] =
        counts[.upPulses] * pulses.up + counts[.downPulses] * pulses.down + counts[.programPulses] * pulses.mean
    } else {
      precondition(
        counts[.upPulses] + counts[.downPulses] + counts[.programPulses] == 0, "pulses without an energy of a pulse")
    }
    self[.arithmetic] = try each(.learnerProducts, .multiplyAdd32) + each(.memoryProducts, .multiplyAdd32)
    self[.memory] = try each(.learnerBytes, .nearByte) + each(.memoryBytes, .nearByte)
    if !technology.others.isEmpty, counts[.cellReads] > 0 {
      let array = try technology.requireArray()
      self[.others] = serial * counts[.cellReads] / Double(array.rows * array.columns) * technology.overhead
    }
  }

  package subscript(part: LedgerPart) -> EnergyRange {
    get { energies[part] ?? .zero }
    set { energies[part] = newValue }
  }

  /// The sum of all parts.
  package var total: EnergyRange { LedgerPart.allCases.reduce(.zero) { $0 + self[$1] } }

  package static func + (left: Self, right: Self) -> Self {
    var sum = left
    for part in LedgerPart.allCases { sum[part] = left[part] + right[part] }
    return sum
  }

  package static func * (factor: Double, ledger: Self) -> Self {
    var result = ledger
    for part in LedgerPart.allCases { result[part] = factor * ledger[part] }
    return result
  }
}
