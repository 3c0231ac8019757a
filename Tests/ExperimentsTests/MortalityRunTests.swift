import ExperimentFiles
import Experiments
import Foundation
import RunStore
import StrictYAML
import Testing

/// Runs that bring nets to chips, back, and away.
struct MortalityRunTests {
  private func configuration(_ text: String, set options: [String] = []) throws -> ResolvedConfiguration {
    let file = try ExperimentFile(
      document: YAMLDocument(
        text: "name: t\nquestion: q\ndata: {train: 500, validation: 0, test: 300}\nnetwork: {hidden: [60, 60]}\n"
          + "chip: {card: ecram-tang2018, write: mixedPrecision}\nlearner: {batch: 20}\n" + text, file: "t.yaml"),
      options: options)
    return try file.runs()[0].configuration
  }

  private func outcome(_ text: String, set options: [String] = []) throws -> RunOutcome {
    try ExperimentRunner().execute(try configuration(text, set: options), RunContext())
  }

  private func value(_ outcome: RunOutcome, _ name: String, step: Int = 0) throws -> Double {
    try #require(outcome.metrics.first { $0.name == name && $0.step == step }?.value, "\(name) \(step)")
  }

  /// A net that comes to its chip and learns nothing there is the net that was written on it; both had the same
  /// training.
  @Test func pretrainedNetsAreTheirTwins() throws {
    let plain = "copy: {measuresFloor: false}\n"
    let written = try outcome("learners: [{name: bp-offline, epochs: 4}]\n" + plain)
    let arm = "{name: bp-exact, epochs: 1, rate: 0, pretraining.epochs: 4, pretraining.tuningImages: 20}"
    let tuned = try outcome("learners: [\(arm)]\n" + plain)
    let digital = try value(written, "digitalError")
    #expect(digital < 0.5)
    #expect(try value(tuned, "digitalError") == digital)
    #expect(abs(try value(tuned, "testError") - (try value(written, "testError"))) < 0.06)
    let unlearned = try outcome("learners: [{name: bp-exact, epochs: 1, rate: 0}]\n" + plain)
    #expect(try value(unlearned, "testError") > digital + 0.2)
  }

  @Test(arguments: [
    "learners: [{name: bp-offline, pretraining.epochs: 2}]\n",
    "learners: [{name: bp-exact, pretraining.tuningImages: 2}]\n",
    "learners: [{name: bp-exact, epochs: 3, pretraining.epochs: 1, pretraining.visits: [5]}]\n",
    "learners: [bp-offline]\nchain: {generations: 2, by: distilling, examples: 10}\n",
    "learners: [bp-exact]\nchain: {generations: 2, by: copyAndLearn}\n",
    "learners: [bp-offline]\nresurrection: {budgets: [10]}\n",
    "learners: [bp-offline]\ncopy: {recipients: [5]}\ntheft: {readings: [4, 1]}\n",
  ]) func whatHasNoEffectIsRefused(text: String) throws {
    #expect {
      try ExperimentRunner().execute(try configuration(text), RunContext())
    } throws: { error in
      if case .unsupported = error as? ExperimentError { true } else { false }
    }
  }

  /// Nets that visit other chips end at home, and are nets.
  @Test func visitorsComeHome() throws {
    let found = try outcome(
      "learners: [{name: bp-exact, epochs: 2, rate: 0.05, pretraining.epochs: 4, pretraining.visits: [7]}]\n"
        + "copy: {measuresFloor: false}\n")
    #expect(try value(found, "testError") < 0.5)
  }

  @Test(arguments: ["copying", "copyAndLearn", "distilling"]) func generationsFollow(heredity: String) throws {
    let more = heredity == "copying" ? "" : ", examples: 300, epochs: 3"
    let found = try outcome(
      "learners: [{name: bp-exact, epochs: 4}]\ncopy: {measuresFloor: false}\n"
        + "chain: {generations: 2, by: \(heredity)\(more)}\n")
    #expect(try value(found, "chainError") == value(found, "testError"))
    for generation in 1...2 {
      #expect(try value(found, "chainError", step: generation) < 0.75, "chance is 0.9")
      let changed = try value(found, "chainChanged", step: generation)
      #expect(changed > 0 && changed < 0.75)
    }
  }

  /// Offsets of converters are what a recalibration takes away; what each remedy took is counted.
  @Test func remediesHaveTheirPrice() throws {
    let found = try outcome(
      """
      learners: [{name: bp-exact, epochs: 5, rate: 0.2}]
      chip.adc.offsetSpread: 6
      copy: {recipients: [9], measuresFloor: false, comparesOutputs: false}
      resurrection: {budgets: [30, 300], rewrites: 2}

      """)
    let copy = try value(found, "resurrectedError.recalibrated")
    #expect(try value(found, "resurrectedError.recalibrated", step: 300) < copy - 0.05)
    // Three layers, each of which sees the images once for every correction.
    #expect(try value(found, "resurrectionReads.recalibrated", step: 300) == 900)
    #expect(try value(found, "resurrectionPulses.recalibrated", step: 300) == 0)
    #expect(try value(found, "resurrectionReads.rewritten", step: 2) == 2 * Double(784 + 60 + 60) / 3)
    #expect(try value(found, "resurrectionPulses.rewritten", step: 2) > 0)
    #expect(try value(found, "resurrectionReads.labels", step: 300) == 300)
    #expect(try value(found, "resurrectedError.labels", step: 300) < copy)
    #expect(try value(found, "resurrectedError.scratch", step: 30) > copy)
  }

  /// More reads of noisy cells, and more answers, are a better copy.
  @Test func thievesGetWhatTheyPayFor() throws {
    let found = try outcome(
      """
      learners: [{name: bp-offline, epochs: 5}]
      copy: {recipients: [9], measuresFloor: false, comparesOutputs: false}
      theft: {readings: [1, 30], queries: [30, 500], epochs: 6}

      """,
      set: [
        "chip.card=pcm-joshi2020", "chip.variation.readNoise=8", "chip.variation.dieReadGain=0",
        "chip.variation.programmingNoise=0",
      ])
    func stolen(_ part: String, _ step: Int) throws -> Double { try value(found, "stolenError.\(part)", step: step) }
    #expect(try stolen("conductances", 30) <= stolen("conductances", 1))
    #expect(try stolen("answers", 500) < stolen("answers", 30))
    #expect(try stolen("answers", 500) < 0.75)
  }

  /// One floor for all learners: nothing of how they learn is left in it.
  @Test func learnersShareAFloor() throws {
    func floor(_ learner: String) throws -> Double {
      try value(
        outcome("learners: [\(learner)]\ncopy: {recipients: [9], floorImages: 200, comparesOutputs: false}\n"),
        "untrainedError", step: 9)
    }
    let shared = try floor("{name: bp-offline, epochs: 1}")
    #expect(try floor("{name: ff-offline, epochs: 2, rate: 0.02}") == shared)
    #expect(shared > 0.3 && shared < 0.9)
  }
}
