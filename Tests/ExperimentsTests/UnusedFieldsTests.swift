import ExperimentFiles
import Experiments
import StrictYAML
import Testing

/// Fields that were given to learners which do not use them are named, and no others.
struct UnusedFieldsTests {
  func notices(_ text: String, quick: Bool = false) throws -> [String] {
    let file = try ExperimentFile(
      document: YAMLDocument(text: "name: test\nquestion: Does it?\n" + text, file: "experiment.yaml"), quick: quick)
    return UnusedFields.notices(try file.runs().map(\.configuration), quick: quick)
  }

  @Test func fieldsOfOtherLearnersAreNamed() throws {
    #expect(
      try notices("learner: {name: ff-local-digital, ff: {dropout: 0.5, steepness: 0.1}}")
        == ["learner.ff.dropout has no effect: ff-local-digital does not use it"])
    #expect(
      try notices("learners: [{name: bp-digital}, {name: mono-forward-digital}]\nlearner: {ff: {dropout: 0.1}}")
        == ["learner.ff.dropout has no effect: none of the learners bp-digital, mono-forward-digital uses it"])
    #expect(
      try notices("learner: {name: bp-digital}\nsweep: {learner.ff.steepness: [0.1, 0.2]}")
        == ["learner.ff.steepness has no effect: bp-digital does not use it"])
  }

  /// A field of the file is there for whichever learner uses it; that of one learner for this one alone.
  @Test func oneLearnerThatUsesItIsEnough() throws {
    #expect(
      try notices("learners: [{name: bp-digital}, {name: ff-digital}]\nlearner: {ff: {dropout: 0.1}}") == [])
    #expect(
      try notices("learners: [{name: bp-digital, ff: {dropout: 0.1}}, {name: ff-digital}]")
        == ["learner.ff.dropout has no effect: bp-digital does not use it"])
    #expect(try notices("learners: [{name: bp-digital}, {name: ff-digital, ff: {dropout: 0.1}}]") == [])
  }

  /// A quick variant may leave learners of the file out, but not ask for fields that none of its own uses.
  @Test func quickVariantsAnswerForTheirOwnFields() throws {
    let text = "learners: [bp-digital, ff-digital]\nlearner: {ff: {dropout: 0.1}}\nquick:\n  learners: [bp-digital]\n"
    #expect(try notices(text) == [] && notices(text, quick: true) == [])
    #expect(
      try notices(text + "  learner: {ff: {dropout: 0.1}}\n", quick: true)
        == ["learner.ff.dropout has no effect: bp-digital does not use it"])
  }

  @Test func defaultsAndFieldsOfAllSayNothing() throws {
    #expect(try notices("learner: {name: bp-digital, ff: {dropout: 0}, rate: 0.1, epochs: 2}") == [])
  }

  /// What a chip is like means nothing to nets without one, and how learning writes nothing to nets that are written once.
  @Test func fieldsOfChipsNeedAChip() throws {
    #expect(
      try notices("learner: {name: bp-digital}\nchip: {card: rram-epiram-choi2018, temperature: 350 K}")
        == [
          "chip.card has no effect: bp-digital has no chip", "chip.temperature has no effect: bp-digital has no chip",
        ])
    #expect(
      try notices("learners: [bp-digital, ff-digital]\nstage: {kind: saturation}")
        == ["stage.kind has no effect: none of the learners bp-digital, ff-digital has a chip"])
    #expect(try notices("learners: [bp-digital, bp-exact]\nchip: {card: rram-epiram-choi2018}") == [])
    #expect(
      try notices("learner: {name: bp-offline}\nchip: {write: parallelPulses, tile: {rows: 64}}")
        == ["chip.write has no effect: bp-offline does not learn on the chip"])
    #expect(
      try notices("learners: [bp-digital, bp-offline]\nchip: {weightRange: 8}")
        == ["chip.weightRange has no effect: none of the learners bp-digital, bp-offline uses it"])
  }

  @Test func triesNeedRatesToTry() throws {
    let given = "learner: {rateSearchImages: 10000, rateSearchEpochs: 1}\n"
    #expect(
      try notices(given + "learners: [bp-digital]")
        == [
          "learner.rateSearchImages has no effect: bp-digital has no learner.rateSearch",
          "learner.rateSearchEpochs has no effect: bp-digital has no learner.rateSearch",
        ])
    #expect(try notices(given + "learners: [bp-exact, {name: bp-digital, rateSearch: [0.1, 0.2]}]") == [])
    #expect(try notices("learners: [bp-exact, bp-digital]\nlearner: {rateSearchEpochs: 3}").count == 1)
  }

  /// Nets without chips are swept over chips to be paired; a serial number of their own says nothing.
  @Test func sweptSerialNumbersPair() throws {
    #expect(try notices("learner: {name: bp-digital}\nsweep: {chips: 1...3}") == [])
    #expect(
      try notices("learner: {name: bp-digital}\nchip: {serial: 3}")
        == ["chip.serial has no effect: bp-digital has no chip"])
  }
}
