package import Substrate

/// One kind of event that costs energy or time.
package enum WorkCount: String, Sendable, CaseIterable {
  case vectors, inputConversions, outputConversions, cellReads, cellEnergy, verifyReads
  case upPulses, downPulses, programPulses
  case learnerProducts, learnerBytes, memoryProducts, memoryBytes
  case chipSeconds

  /// What it counts, with its unit.
  package var meaning: String {
    switch self {
    case .vectors: "vectors read by layers, in either direction"
    case .inputConversions: "digital-to-analog conversions"
    case .outputConversions: "analog-to-digital conversions"
    case .cellReads: "cells that carried current, a vector"
    case .cellEnergy: "energy that reads spent in cells, V² G t, J"
    case .verifyReads: "reads of single cells that checked a write"
    case .upPulses: "write pulses that raise a conductance"
    case .downPulses: "write pulses that lower a conductance"
    case .programPulses: "write pulses of programming"
    case .learnerProducts: "multiply-adds of the learner's own matrix products"
    case .learnerBytes: "bytes of their operands and results, each once a product"
    case .memoryProducts: "multiply-adds of the digital memory of changes beside the cells"
    case .memoryBytes: "bytes of that memory read or written"
    case .chipSeconds: "time on the layers' clocks, one layer after the other, s"
    }
  }
}

/// How often each event occurred.
package struct WorkCounts: Sendable, Equatable {
  private var values: [WorkCount: Double] = [:]

  package init() {}

  /// Counts given one by one; the others are 0.
  package init(_ values: [WorkCount: Double]) { self.values = values.filter { $0.value != 0 } }

  /// The counts of layers, with what the learner did in floating point beside them.
  package init(_ tally: Tally, learnerProducts: Double = 0, learnerBytes: Double = 0, chipSeconds: Double = 0) {
    self.init([
      .vectors: Double(tally.vectorsRead), .inputConversions: tally.inputConversions,
      .outputConversions: Double(tally.conversions), .cellReads: tally.cellReads, .cellEnergy: tally.readEnergy,
      .verifyReads: tally.verifyReads, .upPulses: tally.upPulses, .downPulses: tally.writePulses - tally.upPulses,
      .programPulses: tally.programPulses, .learnerProducts: learnerProducts, .learnerBytes: learnerBytes,
      .memoryProducts: tally.digitalProducts, .memoryBytes: tally.digitalBytes, .chipSeconds: chipSeconds,
    ])
  }

  /// The counts by their words, for saving; words that are no counts are passed over.
  package var byName: [String: Double] {
    Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
  }

  package init(byName: [String: Double]) {
    self.init()
    for (name, value) in byName {
      if let count = WorkCount(rawValue: name) { self[count] = value }
    }
  }

  package subscript(count: WorkCount) -> Double {
    get { values[count] ?? 0 }
    set { values[count] = newValue == 0 ? nil : newValue }
  }

  /// Whether nothing happened.
  package var isEmpty: Bool { values.isEmpty }

  package static func + (left: Self, right: Self) -> Self {
    Self(left.values.merging(right.values, uniquingKeysWith: +))
  }

  /// What happened between two moments.
  package static func - (later: Self, earlier: Self) -> Self { later + -1 * earlier }

  package static func * (factor: Double, counts: Self) -> Self { Self(counts.values.mapValues { factor * $0 }) }
}
