internal import Crossbar
internal import DeviceModels
package import Energy
internal import ExperimentFiles
internal import Learning
internal import Matrices
internal import Substrate
internal import Units

/// What a run did, for the energy ledger.
extension ExperimentRun {
  /// All that a learner's layers and this run's floating-point products have come to.
  func counts(of learner: any Learner) -> WorkCounts {
    WorkCounts(
      learner.tally, learnerProducts: work.products, learnerBytes: work.bytes,
      chipSeconds: learner.layers.compactMap(\.crossbar?.clock.value).reduce(0, +))
  }

  /// The same of the run's own learner.
  var countsNow: WorkCounts { counts(of: learner) }

  /// Records counts under the name of a piece of work.
  mutating func record(_ counts: WorkCounts, of work: CountedWork, step: Int = 0) {
    for count in WorkCount.allCases where counts[count] != 0 {
      record(.counts, part: "\(work.rawValue).\(count.rawValue)", step: step, counts[count])
    }
  }
}

/// The pieces of work whose counts a run keeps.
package enum CountedWork: String, Sendable, CaseIterable {
  /// The first weights, or those that were trained elsewhere, written on the run's own chip.
  case written
  /// All training up to an epoch, without tests.
  case training
  /// The test of one image.
  case inference
  /// A copy: the donor read back, a recipient written.
  case copy
}

/// What the pulses of a card cost.
package enum CardEnergies {
  /// G V² t at the middle of the card's window, with its ends for the range; the card's own energy of a pulse where it
  /// gives one.
  /// - Throws: `EnergyError.noPulseVoltages` for a card without write conditions; what reading the card throws.
  package static func pulses(_ nameOrPath: String) throws -> PulseEnergies {
    let card = try DeviceLibrary.card(nameOrPath)
    guard let write = card.write else {
      let others = (try? DeviceLibrary.find().cards())?.filter { $0.write != nil }.map(\.id) ?? []
      throw EnergyError.noPulseVoltages(card: card.id, cardsThatHaveThem: others)
    }
    func energy(up: Bool) -> EnergyRange {
      func at(_ conductance: Siemens) -> Double { write.energy(conductance, up: up).value }
      let window = card.window
      return EnergyRange(at((window.gMin + window.gMax) / 2), low: at(window.gMin), high: at(window.gMax))
    }
    return PulseEnergies(up: energy(up: true), down: energy(up: false))
  }
}
