import Crossbar
import ExperimentFiles
import Learning
import Testing
import Units

struct ExpansionTests {
  @Test func crossedAxes() throws {
    let runs = try experiment(
      """
      learners: [ff-in-situ, bp-exact]
      sweep:
        chip: {adc: {bits: [2, none]}}
        chips: 1...2
      """
    ).runs()
    #expect(
      runs.map(\.label) == [
        "ff-in-situ chip.serial=1 chip.adc.bits=2", "ff-in-situ chip.serial=1 chip.adc.bits=none",
        "bp-exact chip.serial=1 chip.adc.bits=2", "bp-exact chip.serial=1 chip.adc.bits=none",
        "ff-in-situ chip.serial=2 chip.adc.bits=2", "ff-in-situ chip.serial=2 chip.adc.bits=none",
        "bp-exact chip.serial=2 chip.adc.bits=2", "bp-exact chip.serial=2 chip.adc.bits=none",
      ])
    #expect(runs[5].configuration[ChipFields.serial] == 2)
    #expect(runs[5].configuration[ConverterFields.adc.bits] == nil)
    #expect(runs[5].configuration[LearnerFields.name] == .ffInSitu)
    #expect(Set(runs.map(\.configuration.canonicalText)).count == 8)
  }

  @Test func zippedAxes() throws {
    let runs = try experiment(
      """
      sweep:
        seeds: [3, 5]
        zip:
          - {chip.adc.bits: [2, 4, 6], chip.dac.bits: [3, 5, 7]}
      """
    ).runs()
    #expect(runs.count == 6)
    #expect(runs.map { $0.configuration[ConverterFields.adc.bits] } == [2, 4, 6, 2, 4, 6])
    #expect(runs.map { $0.configuration[ConverterFields.dac.bits] } == [3, 5, 7, 3, 5, 7])
  }

  @Test func ranges() throws {
    let linear = try experiment("sweep: {chip.variation.deviceToDevice: {from: 0, to: 2, steps: 5}}").runs()
    #expect(linear.map { $0.configuration[VariationFields.deviceToDevice] } == [0, 0.5, 1, 1.5, 2])
    let decades = try experiment("sweep: {chip.age: {from: 1 s, to: 100 ks, steps: 6, scale: log}}").runs()
    #expect(decades.map { $0.configuration[ChipFields.age]?.value } == [1, 10, 100, 1_000, 10_000, 100_000])
    #expect(decades[4].label == "chip.age=10 ks")
    let years = try experiment("sweep: {chip.age: {from: 1 s, to: 10 y, steps: 9, scale: log}}").runs()
    let times = years.compactMap { $0.configuration[ChipFields.age]?.value }
    #expect(times.first == 1 && times.last == 315_576_000)
    // 315576000^(1/8), to twelve digits.
    #expect(times[1] == 11.5448420597)
    let bits = try experiment("sweep: {chip.adc.bits: {from: 2, to: 10, steps: 5}}").runs()
    #expect(bits.map { $0.configuration[ConverterFields.adc.bits] } == [2, 4, 6, 8, 10])
    let hidden = try experiment("sweep: {network.hidden: [[10], [10, 20]]}").runs()
    #expect(hidden.map { $0.configuration[NetworkFields.hidden] } == [[10], [10, 20]])
  }

  @Test func learnersCarryTheirOwnFields() throws {
    let runs = try experiment(
      """
      learner: {epochs: 3}
      learners:
        - {name: ff-in-situ, rate: 0.02, ff.negatives: noise}
        - {name: ff-in-situ, chip: {write: mixedPrecision}, label: mixed}
        - bp-offline
      """
    ).runs()
    #expect(
      runs.map(\.label) == ["ff-in-situ learner.rate=0.02 learner.ff.negatives=noise", "mixed", "bp-offline"])
    #expect(runs[0].configuration[LearnerFields.rate] == 0.02 && runs[1].configuration[LearnerFields.rate] == nil)
    #expect(runs[0].configuration[ForwardForwardFields.negatives] == .noise)
    #expect(runs[1].configuration[ChipFields.write] == .mixedPrecision)
    #expect(runs[1].configuration[LearnerFields.label] == "mixed")
    #expect(runs.allSatisfy { $0.configuration[LearnerFields.epochs] == 3 })
  }

  @Test func equalRunsAreRefused() throws {
    let file = try experiment("sweep: {chip.adc.bits: [2, 2]}")
    #expect(
      throws: ExperimentFileError.sameRun(
        file: "experiment.yaml", first: "chip.adc.bits=2", second: "chip.adc.bits=2")
    ) { try file.runs() }
  }

  @Test func tooManyRuns() throws {
    let file = try experiment("sweep: {seeds: 1...2000, chips: 1...2000}")
    #expect(file.runCount == 4_000_000)
    #expect(throws: ExperimentFileError.tooManyRuns(file: "experiment.yaml", runs: 4_000_000, allowed: 200_000)) {
      try file.runs()
    }
  }

  @Test func identityFollowsTheConfigurationAlone() throws {
    let plain = try experiment("data: {train: 10000}\n").runs()[0].configuration.canonicalText
    let bare = try experiment("sweep: {seeds: [1]}").runs()[0].configuration.canonicalText
    #expect(plain == bare, "values count, not who set them")
    let labelled = try experiment("learner: {label: mine}").runs()[0].configuration.canonicalText
    #expect(labelled == plain, "what only readers see is no part of it")
    let other = try experiment("seed: 2").runs()[0].configuration.canonicalText
    #expect(other != plain)
    let units = try [
      experiment("chip: {age: 1 d}"), experiment("chip: {age: 86400 s}"), experiment("chip: {age: 24 h}"),
    ].map { try $0.runs()[0].configuration.canonicalText }
    #expect(Set(units).count == 1)
  }
}
