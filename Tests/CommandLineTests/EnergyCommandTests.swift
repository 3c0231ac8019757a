import Foundation
import Testing

@Suite(.enabled(if: Program.path != nil, "\(Program.isAbsent)")) struct EnergyCommandTests {
  private func run(_ arguments: String...) throws -> Program.Outcome { try Program.run(["energy"] + arguments) }

  /// The question of the fraction of a watt: 16 mW as crossbars, with what is not counted.
  @Test func estimatesALanguageModel() throws {
    let outcome = try run(
      "estimate", "--weights", "8e9", "--tokens-per-second", "10", "--technology", "hermes-14nm")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("16.39") && outcome.output.contains("Not counted: attention"))
    #expect(try run("estimate", "--weights", "0", "--tokens-per-second", "10").status == 64)
    let digital = try run(
      "estimate", "--weights", "8e9", "--tokens-per-second", "10", "--technology", "digital-7nm")
    #expect(digital.status == 65 && digital.errors.contains("isaac-32nm"), "\(digital.errors)")
    let unknown = try run("technologies", "nobody")
    #expect(unknown.status == 66 && unknown.errors.contains("hermes-14nm"))
    let numbers = try run("technologies", "isaac-32nm")
    #expect(numbers.status == 0 && numbers.output.contains("HyperTransport") && numbers.output.contains("Shafiee"))
  }

  @Test func pipelineAndReuse() throws {
    let pipeline = try run("pipeline", "--depths", "1,8", "--batch", "4")
    #expect(pipeline.status == 0 && pipeline.output.contains("backpropagation / onePass"))
    #expect(try run("pipeline", "--depths", "0").status == 64)
    let reuse = try run(
      "reuse", "--learners", "bp-digital,ff-digital", "--features", "50", "--hidden", "20,20", "--batch", "10")
    #expect(reuse.status == 0 && reuse.output.contains("ff-digital"), "\(reuse.errors)")
    #expect(try run("reuse", "--learners", "ff-in-situ").status == 64)
    for units in ["20,x", "", "5"] {
      let refused = try run("reuse", "--hidden", units)
      #expect(refused.status == 64 && refused.errors.contains("--hidden"), "\(units): \(refused.errors)")
    }
  }

  /// Runs of a card without pulse voltages are refused by its name, with the cards that have them; an assumed energy helps.
  @Test func ledgersOfStoredRuns() throws {
    let folder = try ScratchFolder()
    let file = folder.path("experiment.yaml")
    try """
    name: tiny
    question: What does it cost?
    data: {train: 100, validation: 20, test: 40}
    network: {hidden: [12]}
    learner: {epochs: 3, batch: 20, patience: 1}
    learners: [mono-forward, bp-digital]
    """.write(toFile: file, atomically: true, encoding: .utf8)
    let output = folder.path("out")
    let made = try Program.run(["run", file, "--output", output, "--no-report"])
    #expect(made.status == 0, "\(made.errors)")
    let refused = try run(output)
    #expect(refused.status == 65)
    #expect(refused.errors.contains("'ecram-tang2018'") && refused.errors.contains("rram-epiram-choi2018"))
    let assumed = try run(output, "--pulse-energy", "1 pJ")
    #expect(assumed.status == 0, "\(assumed.errors)")
    for word in ["mono-forward", "bp-digital", "write pulses", "birth", "digital arithmetic"] {
      #expect(assumed.output.contains(word), "\(word)")
    }
    #expect(try run(output, "--pulse-energy", "1 V").status == 65)
    #expect(try run(folder.path("nowhere")).status == 66)
  }
}
