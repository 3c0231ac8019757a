import Experiments
import Foundation
import Learning
import Testing

struct ComparisonTests {
  private func outcomes(
    _ arms: String, chips: Int = 2, jobs: Int = 1, _ change: (inout LearningChoices) -> Void = { _ in }
  ) throws -> [ArmOutcome] {
    var learning = LearningChoices()
    learning.hidden = "20,20"
    (learning.train, learning.validation, learning.test) = (200, 100, 100)
    learning.epochs = 2
    change(&learning)
    var choices = ComparisonChoices(learning: learning)
    (choices.arms, choices.chips) = (arms, chips)
    return try Comparison(choices.settings()).run(jobs: jobs) { _ in }
  }

  private func timeless(_ outcomes: [ArmOutcome]) throws -> [Data] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try outcomes.map { outcome in
      var outcome = outcome
      outcome.seconds = 0
      return try encoder.encode(outcome)
    }
  }

  /// What is programmed is the very net that the digital arm trained, and sharing it changes no number.
  @Test func digitallyTrainedNetsAreShared() throws {
    let both = try outcomes("ff-digital,ff-offline,bp-digital,bp-offline")
    for (digital, offline) in [(0, 2), (1, 3), (4, 6), (5, 7)] {
      #expect(both[digital].curve.map(\.validationError) == both[offline].curve.map(\.validationError))
      #expect(both[digital].seed == both[offline].seed && both[digital].rate == both[offline].rate)
      #expect(both[digital].chip == 0 && both[offline].chip == digital % 2 + 1)
      #expect(both[digital].copyError == nil && both[offline].copyError != nil)
    }
    #expect(both[0].curve.map(\.validationError) != both[1].curve.map(\.validationError), "chips have seeds of their own")
    let alone = try outcomes("bp-offline,ff-offline", jobs: 2)
    #expect(try timeless(alone) == timeless([both[6], both[7], both[2], both[3]]))
  }

  /// Every arm but the one that learns no weights tries as many rates, on validation images, once for all its chips.
  @Test func searchesAreFairAndShared() throws {
    let found = try outcomes("ff-in-situ,bp-nominal,bp-hardware-aware,readout-only", jobs: 2)
    for arm in 0..<3 {
      let (first, second) = (found[2 * arm], found[2 * arm + 1])
      let search = try #require(first.search)
      #expect(search.trials.count == 3 && search == second.search)
      #expect(first.rate == search.best.rate && second.rate == search.best.rate)
      #expect(search.trials.allSatisfy { ($0.validationError * 100).rounded() == $0.validationError * 100 })
    }
    #expect(found[6].search == nil && found[7].search == nil)
    #expect(found[0].goodness.count == 1 || found[0].goodness.count == 2)
    #expect(found[2].goodness.isEmpty)
  }

  /// Pulses without a running mean get a fifth of the rate, and only where a net learns on the chip.
  @Test func pulsesTakeAFifthOfTheRate() throws {
    for (write, factor) in [("mixedPrecision", Float(1)), ("parallelPulses", 5)] {
      var learning = LearningChoices()
      (learning.hidden, learning.train, learning.validation, learning.test) = ("10", 50, 10, 10)
      (learning.epochs, learning.write) = (1, write)
      var choices = ComparisonChoices(learning: learning)
      (choices.arms, choices.chips, choices.rates) = ("ff-in-situ,bp-exact,bp-digital", 1, "1")
      let rates = try Comparison(choices.settings()).run(jobs: 1) { _ in }.map(\.rate)
      for (rate, usual) in zip(rates, [0.01 / factor, 0.2 / factor, 0.2]) { #expect(abs(rate - usual) < 1e-6, "\(write)") }
    }
  }

  /// A pulse moves a weight by a share of its range: with four times the range the same learning takes about a fourth
  /// of the pulses. (Much smaller ranges would cut the first weights, and learning would push against the ends.)
  @Test func weightRangeIsTheOneAskedFor() throws {
    func writes(_ range: String) throws -> Double {
      try outcomes("bp-exact", chips: 1) { $0.weightRange = range }[0].writesPerWeight
    }
    let ratio = try writes("6") / writes("24")
    #expect(ratio > 2 && ratio < 8, "\(ratio)")
  }

  @Test func fieldsThatAComparisonSetsAreRefused() {
    for assignment in ["learner.name=bp-exact", "chip.serial=3", "learner.rate=0.1", "copy.recipients=[2]"] {
      var learning = LearningChoices()
      learning.assignments = [assignment]
      #expect(throws: ExperimentError.self) { try ComparisonChoices(learning: learning).settings() }
    }
  }
}
