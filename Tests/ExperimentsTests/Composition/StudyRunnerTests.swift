import Experiments
import Foundation
import StrictYAML
import Testing

struct StudyRunnerTests {
  private func outcome(_ text: String) throws -> RunOutcome {
    let file = try ExperimentFile(
      document: YAMLDocument(
        text: "name: t\nquestion: q\nlearner: {epochs: 3, backprop.normalisesActivities: true}\n"
          + "data: {train: 500, validation: 100, test: 300}\nnetwork: {hidden: [60, 60]}\n" + text, file: "t.yaml"))
    return try StudyRunner().execute(try file.runs()[0], RunContext())
  }

  private func value(_ outcome: RunOutcome, _ name: String, step: Int = 0) throws -> Double {
    try #require(outcome.metrics.first { $0.name == name && $0.step == step }?.value)
  }

  /// Chips without any difference: copies are as good as the original, the chain does not decay.
  @Test func perfectChipsAreImmortal() throws {
    let perfect = """
      chip:
        card: ideal
        readNoise: false
        thermalNoise: false
        dac: {bits: none}
        adc: {bits: none, gainSpread: 0, dieGainSpread: 0}
        variation: {deviceToDevice: 0, cycleToCycle: 0, programmingNoise: 0, readNoise: 0, dieConductance: 0, \
      dieDrift: 0, dieStep: 0, stuckLow: 0, stuckHigh: 0}
      copy: {recipients: [1, 2]}
      chain: {generations: 3}
      learners: [bp-offline]
      """
    let found = try outcome(perfect)
    let home = try value(found, "testError")
    #expect(home < 0.5)
    for recipient in 1...2 {
      #expect(abs(try value(found, "copyError", step: recipient) - home) <= 0.01)
      #expect(try value(found, "changedDecisions", step: recipient) <= 0.01)
      #expect(try value(found, "correlation.layer1", step: recipient) > 0.9999)
    }
    #expect(abs(try value(found, "chainError", step: 3) - home) <= 0.01)
    #expect(try value(found, "changedAtHome") == 0)
  }

  @Test func cancellationEndsARun() throws {
    let file = try ExperimentFile(
      document: YAMLDocument(text: "name: t\nquestion: q\ndata: {train: 100, test: 10}\nnetwork: {hidden: [10]}\n", file: "t"))
    #expect(throws: CancellationError.self) {
      try StudyRunner().execute(try file.runs()[0], RunContext { true })
    }
  }

  @Test(arguments: LearnerName.allCases) func everyLearnerLearns(name: LearnerName) throws {
    let found = try outcome("learners: [\(name.rawValue)]\nchip: {write: mixedPrecision}\n")
    let error = try value(found, "testError")
    #expect(error < 0.88, "chance is 0.9")
    #expect(found.metrics.filter { $0.name == "epochTestError" }.count == 3)
  }
}
