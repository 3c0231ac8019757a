import ExperimentFiles
import ExperimentReports
import Experiments
import Foundation
import Learning
import RunStore
import TestSupport
import Testing

struct ComparisonTests {
  private static let size = [
    "network.hidden=[20,20]", "data.train=200", "data.validation=100", "data.test=100", "learner.epochs=2",
  ]

  private func outcomes(
    _ arms: String, chips: Int = 2, jobs: Int = 1, rates: String = "0.5,1,2", set assignments: [String] = []
  ) throws -> [ArmOutcome] {
    var comparison = Comparison(CommandSettings(assignments: Self.size + assignments))
    (comparison.arms, comparison.chips, comparison.rates) = (arms, chips, rates)
    let scratch = try ScratchDirectory()
    let summary = try ExperimentExecution(comparison.file())
      .run(in: scratch.url, ThreadPlan(jobs: jobs, threads: 1, runs: 2), retriesFailed: false, progress: nil)
    #expect(summary.isComplete, "\(summary.lines)")
    return try ComparisonResults(ExperimentResults(in: scratch.url), of: comparison).rows
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
    #expect(
      both[0].curve.map(\.validationError) != both[1].curve.map(\.validationError), "chips have seeds of their own")
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
      let rates = try outcomes(
        "ff-in-situ,bp-exact,bp-digital", chips: 1, rates: "1", set: ["learner.epochs=1", "chip.write=\(write)"]
      ).map(\.rate)
      for (rate, usual) in zip(rates, [0.01 / factor, 0.2 / factor, 0.2]) {
        #expect(abs(rate - usual) < 1e-6, "\(write)")
      }
    }
  }

  /// A pulse moves a weight by a share of its range: with three times the range the same learning takes about a third
  /// of the pulses. (Much larger ranges need more learning than this for a single pulse; much smaller ones would cut the
  /// first weights, and learning would push against the ends.)
  @Test func weightRangeIsTheOneAskedFor() throws {
    func writes(_ range: String) throws -> Double {
      // One rate: the choice between rates is another matter.
      try outcomes("bp-exact", chips: 1, rates: "1", set: ["chip.weightRange=\(range)"])[0].writesPerWeight
    }
    let ratio = try writes("4") / writes("12")
    #expect(ratio > 1.5 && ratio < 6, "\(ratio)")
  }

  @Test func fieldsThatAComparisonSetsAreRefused() {
    for assignment in ["learner.name=bp-exact", "chip.serial=3", "learner.rate=0.1", "copy.recipients=[2]"] {
      let path = String(assignment.prefix { $0 != "=" })
      #expect(throws: ExperimentError.reserved(path: path, remedy: "see --arms, --chips and --rates")) {
        try Comparison(CommandSettings(assignments: [assignment])).file()
      }
    }
  }

  /// The file of a comparison is one that `mortal run` takes, with the same runs.
  @Test func theFileIsAnExperiment() throws {
    var comparison = Comparison(CommandSettings(assignments: Self.size))
    (comparison.arms, comparison.chips, comparison.rates) = ("ff-digital,bp-exact", 3, "1,2")
    let file = try comparison.file()
    let runs = try file.runs().map(\.configuration)
    #expect(runs.count == 6)
    #expect(Set(runs.map { $0[ChipFields.serial] }) == [1, 2, 3])
    #expect(runs.allSatisfy { $0[NetworkFields.seed] == $0[ChipFields.serial] + 1 })
    let exact = runs.filter { $0[LearnerFields.name] == .bpExact }
    #expect(exact.map { $0[CopyFields.recipients] } == [[1_000_001], [1_000_002], [1_000_003]])
    #expect(exact.allSatisfy { $0[LearnerFields.rateSearch] == [0.2, 0.4] })
    #expect(runs.filter { $0[LearnerFields.name] == .ffDigital }.allSatisfy { $0[CopyFields.recipients].isEmpty })
  }
}
