package import ExperimentFiles

/// All that a comparison of learners depends on.
package struct ComparisonSettings: Sendable {
  /// Data, net, training and kind of chip: what all runs have in common.
  package var base: ResolvedConfiguration
  /// Serial numbers of the chips that learn are 1…chips; each one's weights are also copied to the chip `copySerial`.
  package var chips = 5
  package var arms = Self.usualArms
  /// Learning rates tried for each arm, as factors of its default; one alone skips the search.
  package var rateFactors = [0.5, 1, 2]

  package init() { base = .learningOnChips }

  package static let usualArms: [LearnerName] = [
    .ffDigital, .bpDigital, .ffInSitu, .bpExact, .bpNominal, .bpOffline, .bpHardwareAware, .ffOffline, .readoutOnly,
  ]

  /// The chip to which weights are copied from chip `serial`.
  package func copySerial(of serial: Int) -> Int { serial + 1_000_000 }

  /// Sets data and net to this seed; chip n learns with the seed `seed` + n, so that each has its own order of data and
  /// noise.
  package mutating func set(seed: Int) {
    base.set(NetworkFields.seed, to: seed)
    base.set(DataFields.seed, to: seed)
  }

  /// The configuration of every run, in the order arm, chip.
  /// - Throws: what reading the card throws.
  func configurations() throws -> [ResolvedConfiguration] {
    var base = base
    try base.chooseMapping()
    return arms.flatMap { arm in
      (1...chips).map { serial in
        var run = base
        run.set(LearnerFields.name, to: arm)
        run.set(ChipFields.serial, to: serial)
        run.set(NetworkFields.seed, to: base[NetworkFields.seed] + serial)
        if arm.hasChip { run.set(CopyFields.recipients, to: [copySerial(of: serial)]) }
        let usual = arm.defaultRate(writing: run[ChipFields.write])
        if rateFactors.count > 1, arm != .readoutOnly {
          run.set(LearnerFields.rateSearch, to: rateFactors.map { $0 * usual })
        } else {
          run.set(LearnerFields.rate, to: arm == .readoutOnly ? usual : usual * (rateFactors.first ?? 1))
        }
        return run
      }
    }
  }
}
