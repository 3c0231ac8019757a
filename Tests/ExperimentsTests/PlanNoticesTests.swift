import ExperimentFiles
import Experiments
import StrictYAML
import Testing

/// Learners that can have no net are named before the first run, and those that depend on the data are not.
struct PlanNoticesTests {
  func notices(_ text: String) throws -> [String] {
    let file = try ExperimentFile(
      document: YAMLDocument(text: "name: test\nquestion: Does it?\n" + text, file: "experiment.yaml"))
    return PlanNotices.of(try file.runs().map(\.configuration))
  }

  @Test func pullsAtWhichNothingRestsAreNamedOnceForAllChips() throws {
    let text = "learners: [equilibrium-propagation, bp-digital]\nsweep: {chips: 1...3}\n"
    #expect(
      try notices(text + "learner: {settling: {beta: 30}}")
        == [
          "equilibrium-propagation cannot run: learner.settling.beta: 30.0 is not allowed; use above 0 and, with "
            + "damping 0.7, below 1.8571429, where outputs come to rest"
        ])
    #expect(try notices(text) == [])
  }

  /// Images of 14 x 14 pixels have no room for a second layer of local fields, larger ones have.
  @Test func whatDependsOnTheImagesIsLeftToTheRun() throws {
    #expect(try notices("learner: {name: ff-local-digital}\nnetwork: {hidden: [16, 16]}") == [])
    // No images of any known size have room for twelve.
    let layers = [String](repeating: "16", count: 12).joined(separator: ", ")
    #expect(try notices("learner: {name: ff-local-digital}\nnetwork: {hidden: [\(layers)]}").count == 1)
  }
}
