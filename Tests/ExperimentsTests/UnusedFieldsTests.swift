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
      try notices("learners: [{name: bp-digital}, {name: mono-forward-digital}]\nlearner: {ff: {jitter: 1}}")
        == ["learner.ff.jitter has no effect: none of the learners bp-digital, mono-forward-digital uses it"])
    #expect(
      try notices("learner: {name: bp-digital}\nsweep: {learner.ff.steepness: [0.1, 0.2]}")
        == ["learner.ff.steepness has no effect: bp-digital does not use it"])
  }

  /// A field of the file is there for whichever learner uses it; that of one learner for this one alone.
  @Test func oneLearnerThatUsesItIsEnough() throws {
    #expect(
      try notices("learners: [{name: bp-digital}, {name: ff-digital}]\nlearner: {ff: {jitter: 1}}") == [])
    #expect(
      try notices("learners: [{name: bp-digital, ff: {jitter: 1}}, {name: ff-digital}]")
        == ["learner.ff.jitter has no effect: bp-digital does not use it"])
    #expect(try notices("learners: [{name: bp-digital}, {name: ff-digital, ff: {jitter: 1}}]") == [])
  }

  /// A quick variant may leave learners of the file out, but not ask for fields that none of its own uses.
  @Test func quickVariantsAnswerForTheirOwnFields() throws {
    let text = "learners: [bp-digital, ff-digital]\nlearner: {ff: {jitter: 1}}\nquick:\n  learners: [bp-digital]\n"
    #expect(try notices(text) == [] && notices(text, quick: true) == [])
    #expect(
      try notices(text + "  learner: {ff: {dropout: 0.1}}\n", quick: true)
        == ["learner.ff.dropout has no effect: bp-digital does not use it"])
  }

  @Test func defaultsAndFieldsOfAllSayNothing() throws {
    #expect(try notices("learner: {name: bp-digital, ff: {jitter: 0}, rate: 0.1, epochs: 2}") == [])
  }
}
