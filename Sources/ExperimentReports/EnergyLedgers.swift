package import Energy
internal import ExperimentFiles
internal import Experiments
package import Foundation
package import Reports
internal import RunStore

/// The energy of stored runs: what they counted, times what each event costs.
package struct EnergyLedgers: Sendable {
  package let technology: Technology
  let results: ExperimentResults
  let groups: RunGroups
  /// What every pulse is assumed to take; nil takes what the card says.
  private let assumed: PulseEnergies?
  private let cards: [String: PulseEnergies]
  /// What cards without an energy of a pulse are said to lack; their runs then have no ledgers.
  let gaps: [String]

  /// - Parameters:
  ///   - technology: a shipped one's name, or the path of a file.
  ///   - pulseEnergy: joules of every pulse, for cards that do not say it.
  /// - Throws: `EnergyError`, `YAMLError`, `StoreError`, `ExperimentReportError`.
  package init(
    in directory: URL, experiment: String? = nil, technology: String = Self.usual, pulseEnergy: Double? = nil
  ) throws {
    try self.init(
      ExperimentResults(in: directory, experiment: experiment), technology: .init(nameOrPath: technology),
      pulseEnergy: pulseEnergy)
    guard groups.runs.contains(where: { $0.metric(Metric.counts.named("weights")) != nil }) else {
      throw EnergyError.noCounts(path: directory.path)
    }
  }

  /// - Parameter leavesGaps: whether runs whose pulses have no energy are passed over instead of refused.
  init(
    _ results: ExperimentResults, technology: Technology, pulseEnergy: Double? = nil, leavesGaps: Bool = false
  ) throws {
    self.results = results
    self.technology = technology
    groups = RunGroups(results)
    assumed = pulseEnergy.map { PulseEnergies(assumed: $0) }
    var cards: [String: PulseEnergies] = [:]
    var gaps: [String] = []
    if assumed == nil {
      for run in groups.runs where Self.hasPulses(run) {
        guard let card = Self.card(run), cards[card] == nil else { continue }
        do {
          cards[card] = try CardEnergies.pulses(card)
        } catch  where leavesGaps {
          if !gaps.contains("\(error)") { gaps.append("\(error)") }
        }
      }
    }
    (self.cards, self.gaps) = (cards, gaps)
  }

  /// The technology of reports.
  package static let usual = "hermes-14nm"

  private static func card(_ run: StoredRun) -> String? {
    run.parameters[ChipFields.card.path].map { $0.hasPrefix("\"") ? String($0.dropFirst().dropLast()) : $0 }
  }

  private static func hasPulses(_ run: StoredRun) -> Bool {
    let pulses = [WorkCount.upPulses, .downPulses, .programPulses].map { "." + $0.rawValue }
    return run.metrics.contains { metric in
      metric.value > 0 && metric.name.hasPrefix(Metric.counts.rawValue + ".")
        && pulses.contains { metric.name.hasSuffix($0) }
    }
  }

  /// What a run counted of a piece of work; nil where it kept nothing.
  static func counts(_ run: StoredRun, _ work: CountedWork, step: Int? = nil) -> WorkCounts? {
    let prefix = Metric.counts.named(work.rawValue) + "."
    var counts = WorkCounts()
    let found = run.metrics.filter { $0.name.hasPrefix(prefix) }
    guard let last = found.map(\.step).max() else { return nil }
    for metric in found where metric.step == step ?? last {
      guard let count = WorkCount(rawValue: String(metric.name.dropFirst(prefix.count))) else { continue }
      counts[count] = metric.value
    }
    return counts
  }

  /// The ledger of a run's piece of work.
  /// - Throws: `EnergyError`.
  func ledger(_ run: StoredRun, _ work: CountedWork, step: Int? = nil) throws -> Ledger? {
    guard let counts = Self.counts(run, work, step: step) else { return nil }
    func bits(_ path: String) -> Int? { run.parameters[path].flatMap { Int($0) } }
    let pulses = assumed ?? Self.card(run).flatMap { cards[$0] }
    if pulses == nil, counts[.upPulses] + counts[.downPulses] + counts[.programPulses] > 0 { return nil }
    return try Ledger(
      counts, in: technology, inputBits: bits(ConverterFields.dac.bits.path),
      outputBits: bits(ConverterFields.adc.bits.path), pulses: pulses)
  }

  /// The mean ledger of a learner's runs; nil where none kept counts of this work.
  func mean(_ learner: String, _ work: CountedWork) throws -> Ledger? {
    try mean(groups.runs(learner), work)
  }

  /// The same of some runs.
  func mean(_ runs: [StoredRun], _ work: CountedWork) throws -> Ledger? {
    let ledgers = try runs.compactMap { try ledger($0, work) }
    guard !ledgers.isEmpty else { return nil }
    return 1 / Double(ledgers.count) * ledgers.reduce(Ledger(), +)
  }

  /// Everything that `mortal energy` prints.
  /// - Throws: `EnergyError`.
  package func tables() throws -> [Table] {
    [try totals(), try parts(.training), try parts(.inference), try payback(), times()]
      .filter { !$0.rows.isEmpty }
  }

  private static func cell(_ energy: EnergyRange?) -> Table.Cell {
    guard let energy, energy.value > 0 else { return .missing }
    return .interval(energy.value, lower: energy.low, upper: energy.high)
  }

  /// Joules of each piece of work.
  private func totals() throws -> Table {
    var table = Table(
      caption:
        "Energy in J in technology \(technology.id), mean over chips; in brackets the range in which sources put it, not a "
        + "confidence interval.",
      columns: ["learner", "weights written", "training", "one inference", "a copy", "n"])
    for learner in groups.learners {
      let cells = try CountedWork.allCases.map { Self.cell(try mean(learner, $0)?.total) }
      table.append([.text(learner)] + cells + [.count(groups.runs(learner).count)])
    }
    return table
  }

  /// Shares of each part.
  func parts(_ work: CountedWork) throws -> Table {
    var table = Table(
      caption: work == .training
        ? "Energy of training in J, part by part." : "Energy of one inference in J, part by part.",
      columns: ["learner"] + LedgerPart.allCases.map(\.title) + ["sum"])
    for learner in groups.learners {
      guard let ledger = try mean(learner, work) else { continue }
      table.append(
        [.text(learner)]
          + LedgerPart.allCases.map { ledger[$0].value > 0 ? .number(ledger[$0].value) : .missing }
          + [.number(ledger.total.value)])
    }
    return table.withoutEmptyColumns()
  }

  /// After how many inferences a chip's childhood is paid back, against the same net computed digitally.
  private func payback() throws -> Table {
    var table = Table(
      caption:
        "Break-even: inferences after which training on the chip (birth) or a verified copy has saved what it cost, against "
        + "8-bit arithmetic with weights from SRAM and from HBM. Never: an inference on the chip costs more.",
      columns: [
        "learner", "birth (J)", "copy (J)", "inference (J)", "7 nm, SRAM (J)", "birth, 7 nm SRAM", "copy, 7 nm SRAM",
        "7 nm, HBM (J)", "birth, 7 nm HBM", "copy, 7 nm HBM", "45 nm, SRAM (J)", "birth, 45 nm SRAM", "births a copy",
      ])
    let digital = try ["digital-7nm", "digital-45nm"].map { try TechnologyLibrary.technology($0) }
    for learner in groups.learners {
      guard let inference = try mean(learner, .inference)?.total, let training = try mean(learner, .training)?.total,
        let written = try mean(learner, .written)?.total,
        let weights = groups.runs(learner).compactMap({ $0.metric(Metric.counts.named("weights")) }).first
      else { continue }
      let (birth, copy) = (training + written, try mean(learner, .copy)?.total)
      func cells(_ technology: Technology, far: Bool, copies: Bool) throws -> [Table.Cell] {
        let other = try DigitalInference(technology, products: weights).energy(far: far)
        func number(_ spent: EnergyRange?) -> Table.Cell {
          guard let spent, spent.value > 0 else { return .missing }
          return BreakEven(spent: spent, own: inference, other: other).inferences.map { .number($0, decimals: 0) }
            ?? .text("never")
        }
        return [.number(other.value), number(birth)] + (copies ? [number(copy)] : [])
      }
      table.append(
        [.text(learner), .number(birth.value), copy.map { .number($0.value) } ?? .missing, .number(inference.value)]
          + (try cells(digital[0], far: false, copies: true)) + (try cells(digital[0], far: true, copies: true))
          + (try cells(digital[1], far: false, copies: false))
          + [copy.map { $0.value > 0 ? .number(birth.value / $0.value, decimals: 1) : .missing } ?? .missing])
    }
    return table.withoutEmptyColumns()
  }

  /// What training and an inference took on the chip's own clock.
  private func times() -> Table {
    var table = Table(
      caption: "Time on the layers' clocks, one layer and one operation after the other, mean over chips.",
      columns: ["learner", "training (s)", "one inference (us)", "n"])
    for learner in groups.learners {
      let runs = groups.runs(learner)
      func mean(_ work: CountedWork) -> Double? {
        let seconds = runs.compactMap { Self.counts($0, work)?[.chipSeconds] }.filter { $0 > 0 }
        return seconds.isEmpty ? nil : seconds.reduce(0, +) / Double(seconds.count)
      }
      guard let training = mean(.training) else { continue }
      table.append([
        .text(learner), .number(training), mean(.inference).map { .number(1e6 * $0) } ?? .missing, .count(runs.count),
      ])
    }
    return table
  }
}

extension Technology {
  fileprivate init(nameOrPath: String) throws { self = try TechnologyLibrary.technology(nameOrPath) }
}
