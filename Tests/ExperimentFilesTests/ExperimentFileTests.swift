import Crossbar
import ExperimentFiles
import Learning
import StrictYAML
import Testing
import Units
import Wires

/// Reads an experiment from text.
func experiment(_ text: String, quick: Bool = false, options: [String] = []) throws -> ExperimentFile {
  let head = text.contains("name: ") && text.hasPrefix("name") ? "" : "name: test\nquestion: Does it?\n"
  return try ExperimentFile(
    document: YAMLDocument(text: head + text, file: "experiment.yaml"), quick: quick, options: options)
}

struct ExperimentFileTests {
  @Test func defaultsAreOneRun() throws {
    let file = try experiment("name: bare\nquestion: Anything?\n")
    #expect(file.name == "bare" && file.question == "Anything?")
    #expect(file.base == ResolvedConfiguration())
    let runs = try file.runs()
    #expect(runs.count == 1 && runs[0].label == "bare")
    #expect(runs[0].configuration[DataFields.train] == 10_000)
    #expect(runs[0].configuration[ChipFields.card] == "ecram-tang2018")
    #expect(runs[0].configuration[ConverterFields.adc.bits] == 8)
    #expect(runs[0].configuration[ChipFields.age] == nil)
    #expect(runs[0].configuration.entries.allSatisfy { $0.origin == .default })
  }

  @Test func everySectionIsRead() throws {
    let file = try experiment(
      """
      seed: 7
      data: {source: mnist, train: 100}
      network: {hidden: [30, 20]}
      learner:
        name: bp-exact
        rate: 0.5
        ff: {threshold: running, negatives: noise}
      chip:
        card: pcm-joshi2020
        write: mixedPrecision
        mapping: referenceColumn
        age: 1 d
        temperature: 350 K
        adc.bits: none
        dac:
          bits: 6
          fullScale: 2.5
        wires: {node: 22nm, access: 1.5 kOhm}
        variation: {stuckLow: 0.01}
      copy: {recipients: [2, 3]}
      ageing: {times: [1 s, 1 y]}
      report: [copyMatrix, chain]
      metrics: [testError]
      """)
    let configuration = file.base
    #expect(file.figures == ["copyMatrix", "chain"] && file.metrics == [.testError])
    #expect(configuration[NetworkFields.seed] == 7)
    #expect(configuration[NetworkFields.hidden] == [30, 20])
    #expect(configuration[LearnerFields.name] == .bpExact)
    #expect(configuration[LearnerFields.rate] == 0.5)
    #expect(configuration[ForwardForwardFields.threshold] == .running)
    #expect(configuration[ForwardForwardFields.negatives] == .noise)
    #expect(configuration[ChipFields.write] == .mixedPrecision)
    #expect(configuration[ChipFields.mapping] == .referenceColumn)
    #expect(configuration[ChipFields.age]?.value == 86_400)
    #expect(configuration[ChipFields.temperature].value == 350)
    #expect(configuration[ConverterFields.adc.bits] == nil)
    #expect(configuration[ConverterFields.dac.bits] == 6)
    #expect(configuration[ConverterFields.dac.fullScale] == 2.5)
    #expect(configuration[WireFields.node]?.rawValue == "22nm")
    #expect(configuration[WireFields.access].value == 1_500)
    #expect(configuration[VariationFields.stuckLow] == 0.01)
    #expect(configuration[CopyFields.recipients] == [2, 3])
    #expect(configuration[AgeingFields.times].map(\.value) == [1, 31_557_600])
    let origins = configuration.entries.filter { $0.origin == .file }.map(\.path)
    #expect(origins.count == 21 && origins.contains("chip.adc.bits"))
  }

  /// Text, and what the error must say after `experiment.yaml:` (the two lines of the head come first).
  @Test(arguments: [
    ("chp: {card: x}", "3:1 chp: unknown key; did you mean 'chip'?"),
    ("chip:\n  adc: {bitz: 4}", "4:9 chip.adc.bitz: unknown key; did you mean 'bits'?"),
    ("chip:\n  adc.bitz: 4", "4:3 chip.adc.bitz: unknown key; did you mean 'adc.bits'?"),
    ("chip: {adc: {bits: 0}}", "3:20 chip.adc.bits: 0 is outside 1...16 or none"),
    ("chip: {adc: {bits: nine}}", "3:20 chip.adc.bits: found 'nine', but a whole number without unit or none is"),
    ("data: {train: 1.5}", "3:15 data.train: found '1.5', but a whole number without unit is expected"),
    ("chip: {temperature: 300}", "3:21 chip.temperature: '300' has no unit; write for example '1 K'"),
    ("chip: {temperature: 20 K}", "3:21 chip.temperature: 20 K is outside 200 K...500 K"),
    ("chip: {age: 1 V}", "3:13 chip.age: '1 V': unknown unit 'V'"),
    ("learner: {name: ff-insitu}", "3:17 learner.name: 'ff-insitu' is outside ff-digital, ff-in-situ"),
    ("learner: {name: ff-insitu}", "did you mean 'ff-in-situ'?"),
    ("learner: {falls: maybe}", "3:18 learner.falls: found 'maybe', but true or false is expected"),
    ("chip: {card: a}\nchip.card: b", "4:12 chip.card: this key stands twice"),
    ("chip:\n  card:", "4:3 chip: missing key 'card'; write card: text"),
    ("data: 5", "3:7 data: found '5', but a mapping of keys to values is expected"),
    ("study: copy", "3:8 study: no longer a key; it never had an effect; remove the line"),
    ("learners: []", "3:11 learners: a list of 0 is outside"),
    ("learners: [{rate: 1}]", "3:12 learners[0]: missing key 'name'"),
    ("learners: [{name: bp-exact, rat: 1}]", "3:29 learners[0].rat: unknown key; did you mean 'rate'?"),
    ("learners: [bp-exact, bp-exact]", "3:22 learners[1]: 'bp-exact' twice is outside learners that differ"),
    ("sweep: {chip.adc.bitz: [4]}", "3:9 sweep.chip.adc.bitz: unknown key; did you mean 'chip.adc.bits'?"),
    ("sweep: {chip: 1...20}", "3:15 sweep.chip: found '1...20', but a mapping"),
    ("sweep: {chip.adc.bits: [4, 99]}", "3:28 sweep.chip.adc.bits[1]: 99 is outside 1...16 or none"),
    ("sweep: {chips: 20...1}", "3:16 sweep.chips: '20...1' is outside ranges like 1...20"),
    ("sweep: {seeds: -1...5}", "3:16 sweep.seeds: -1...5 is outside 0...2147483647"),
    ("sweep: {seeds: []}", "3:16 sweep.seeds: an empty list is outside lists of 1 or more values"),
    ("sweep: {chip.card: {from: 1, to: 2, steps: 3}}", "from … to is outside fields that are numbers"),
    ("sweep: {chip.age: {from: 0 s, to: 1 d, steps: 3, scale: log}}", "log is outside axes whose ends are above 0"),
    ("sweep: {chip.adc.bits: {from: 1, to: 3, steps: 9}}", "9 is outside steps that give different values"),
    ("sweep: {chip.age: {from: 1 s, to: 1 d, step: 3}}", "missing key 'steps'"),
    ("sweep: {chips: 1...3, chip.serial: [1]}", "chip.serial twice is outside one axis for each field"),
    ("sweep:\n  zip: [{chips: 1...3, seeds: 1...2}]", "an axis of 2 values is outside zips with axes of one length"),
    ("quick: {dta.train: 5}", "3:9 quick.dta.train: unknown key; did you mean 'data.train'?"),
    ("quick: {question: no}", "3:9 quick.question: unknown key"),
  ])
  func errorsNamePlaceAndRemedy(_ text: String, _ expected: String) {
    #expect {
      _ = try experiment(text)
    } throws: { error in
      let description = "\(error)"
      let matches = description.contains(expected) && description.hasPrefix("experiment.yaml:")
      if !matches { Issue.record("\(description) does not contain \(expected)") }
      return error is YAMLError || error is ExperimentFileError
    }
  }

  @Test func nameAndQuestionAreRequired() {
    #expect(throws: YAMLError.self) {
      try ExperimentFile(document: YAMLDocument(text: "name: x", file: "experiment.yaml"))
    }
  }

  @Test func optionsWin() throws {
    let text = """
      chip: {adc: {bits: 8}}
      learners: [ff-in-situ, {name: bp-exact, rate: 0.3, label: exact}]
      sweep: {chips: 1...3, chip.dac.bits: [4, 6]}
      """
    let file = try experiment(
      text, options: ["chip.adc.bits=5", "chip.dac.bits=none", "sweep.chips=[8, 9]", "learner.rate=0.1", "data.test=7"])
    #expect(file.base[ConverterFields.adc.bits] == 5)
    let runs = try file.runs()
    #expect(runs.count == 4, "two chips, two learners; the axis over DAC bits is gone")
    #expect(runs.allSatisfy { $0.configuration[LearnerFields.rate] == 0.1 })
    #expect(runs.allSatisfy { $0.configuration[ConverterFields.dac.bits] == nil })
    #expect(Set(runs.map { $0.configuration[ChipFields.serial] }) == [8, 9])
    #expect(file.base.entries.first { $0.path == "data.test" }?.origin == .option)
  }

  @Test(arguments: [
    ("chip.adc.bitz=5", "--set chip.adc.bitz=5 chip.adc.bitz: unknown key; did you mean 'bits'?"),
    ("chip.adc.bits=50", "--set chip.adc.bits=50 chip.adc.bits: 50 is outside 1...16 or none"),
    ("data.train", "--set data.train: write path=value"),
    ("=5", "--set =5: write path=value"),
  ])
  func badOptions(_ option: String, _ expected: String) {
    #expect {
      _ = try experiment("data: {train: 5}", options: [option])
    } throws: { error in
      if !"\(error)".hasPrefix(expected) { Issue.record("\(error)") }
      return true
    }
  }

  @Test func quickVariant() throws {
    let text = """
      data: {train: 10000}
      learners: [ff-in-situ, bp-exact, bp-nominal]
      sweep: {chips: 1...20, chip.adc.bits: [2, 4, 6], chip.variation.stuckLow: [0, 0.1]}
      quick:
        data: {train: 500}
        chip.variation.stuckLow: 0.05
        learners: [ff-in-situ, bp-exact]
        sweep: {chips: 1...2}
      """
    #expect(try experiment(text).runs().count == 20 * 3 * 3 * 2)
    let quick = try experiment(text, quick: true)
    #expect(try quick.runs().count == 2 * 2 * 3)
    #expect(quick.base[DataFields.train] == 500)
    #expect(quick.base.entries.first { $0.path == "data.train" }?.origin == .quick)
    #expect(quick.recordedName == "test (quick)")
    #expect(try experiment(text, quick: true, options: ["data.train=9"]).base[DataFields.train] == 9)
  }
}
