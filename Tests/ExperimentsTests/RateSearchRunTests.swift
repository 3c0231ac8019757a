import ExperimentFiles
import Experiments
import RunStore
import StrictYAML
import Testing

/// What a run's tries of learning rates are, and that the fields that size them do.
struct RateSearchRunTests {
  private static let rates = [0.02, 0.1, 0.4]

  private func outcome(_ learner: String, _ options: String...) throws -> RunOutcome {
    let file = try ExperimentFile(
      document: YAMLDocument(
        text: "name: t\nquestion: q\nlearner: {name: bp-exact, epochs: 2, batch: 20\(learner)}\n"
          + "data: {train: 300, validation: 200, test: 50}\nnetwork: {hidden: [30]}\ncopy: {measuresFloor: false}\n"
          + "chip: {readNoise: false, thermalNoise: false}\n",
        file: "t.yaml"), options: options)
    return try ExperimentRunner().execute(try file.runs()[0].configuration, RunContext())
  }

  private func tries(_ options: String...) throws -> [Double] {
    let found = try outcome(
      ", rateSearch: \(Self.rates), rateSearchImages: \(options[0]), rateSearchEpochs: \(options[1])",
      "learner.epochs=\(options.count > 2 ? options[2] : "2")")
    return found.metrics.filter { $0.name == "search.validationError" }.sorted { $0.step < $1.step }.map(\.value)
  }

  /// A try of all images for all epochs is the run itself on the chip with serial number 0. Without noise of reads: a run
  /// tests after each epoch, and every read has noise of its own.
  @Test func aTryIsARunOnAnotherChip() throws {
    let found = try tries("300", "2")
    #expect(found.count == 3 && Set(found).count == 3)
    for (rate, error) in zip(Self.rates, found) {
      let run = try outcome(", rate: \(rate)", "chip.serial=0", "data.seed=1", "seed=1")
      let validation = run.metrics.first { $0.name == "epochValidationError" && $0.step == 2 }
      #expect(validation?.value == error)
    }
  }

  @Test func imagesAndEpochsOfATryCount() throws {
    let whole = try tries("300", "2")
    // Never more than there are.
    #expect(try tries("3000", "2") == whole && tries("300", "7") == whole)
    let small = try tries("60", "2")
    let short = try tries("300", "1")
    #expect(small != whole && short != whole && small != short)
    #expect(try tries("300", "1", "1") == short)
  }
}
