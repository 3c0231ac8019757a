import ExperimentFiles
import Experiments
import RunStore
import StrictYAML
import Testing

struct RunListingTests {
  @Test func listsRunsAndTime() throws {
    let file = try ExperimentFile(
      document: YAMLDocument(
        text: "name: test\nquestion: Does it?\nsweep: {chip.adc.bits: [2, 4, 6]}", file: "experiment.yaml"))
    let listing = try RunListing(file) { Double($0[ConverterFields.adc.bits] ?? 0) * 60 }
    #expect(listing.seconds == [120, 240, 360])
    #expect(listing.total(jobs: 2) == 360 && listing.total(jobs: 1) == 720)
    let runs = try file.runs()
    #expect(
      listing.lines(jobs: 2) == [
        "1  \(runs[0].id)  about 2 min 0 s  chip.adc.bits=2", "2  \(runs[1].id)  about 4 min 0 s  chip.adc.bits=4",
        "3  \(runs[2].id)  about 6 min 0 s  chip.adc.bits=6", "test: 3 runs, about 6 min 0 s with 2 at a time",
      ])
  }

  /// Ten chips get the net that the first run trains: the others cost their writes and tests alone.
  @Test func netsThatAreTrainedOnceAreCountedOnce() throws {
    func seconds(_ learner: String) throws -> [Double] {
      let file = try ExperimentFile(
        document: YAMLDocument(
          text: "name: test\nquestion: Does it?\nlearner: {name: \(learner)}\nsweep: {chips: 1...10}", file: "e.yaml"))
      var estimate = RunEstimate()
      return try RunListing(file) { estimate.seconds($0) }.seconds
    }
    let written = try seconds("bp-offline")
    #expect(written.dropFirst().allSatisfy { $0 == written[1] && $0 > 0 && $0 < 0.3 * written[0] })
    let inSitu = try seconds("bp-exact")
    #expect(inSitu.allSatisfy { $0 == inSitu[0] })
  }

  /// Tries of learning rates are made once for all chips, and cost what their images and epochs do.
  @Test func triesAreCountedOnce() throws {
    func seconds(_ fields: String) throws -> [Double] {
      let file = try ExperimentFile(
        document: YAMLDocument(
          text: "name: test\nquestion: Does it?\ndata: {train: 10000, validation: 500}\n"
            + "learner: {name: bp-exact, epochs: 10\(fields)}\nsweep: {chips: 1...3}", file: "e.yaml"))
      var estimate = RunEstimate()
      return try RunListing(file) { estimate.seconds($0) }.seconds
    }
    let without = try seconds("")
    let few = try seconds(", rateSearch: [0.1, 0.2]")
    let many = try seconds(", rateSearch: [0.1, 0.2], rateSearchImages: 10000, rateSearchEpochs: 5")
    #expect(without[1] == few[1] && few[1] == many[1] && few[2] == few[1])
    let tries = few[0] - without[0]
    // 12,000 of the 100,000 images that a run learns from, and 100,000 of them.
    #expect(tries > 0.05 * without[0] && tries < 0.15 * without[0])
    #expect(many[0] - without[0] > 7 * tries)
  }

  /// A net that settles is read 28 times where backpropagation reads once, a recurrent one ten times in two phases.
  @Test func netsThatAreReadOftenTakeLonger() throws {
    func seconds(_ learner: String, _ settings: String = "") throws -> Double {
      let file = try ExperimentFile(
        document: YAMLDocument(
          text: "name: test\nquestion: Does it?\nnetwork: {hidden: [500, 500, 500]}\n"
            + "learner: {name: \(learner)\(settings)}\nsweep: {chips: [1]}", file: "e.yaml"))
      var estimate = RunEstimate()
      return try RunListing(file) { estimate.seconds($0) }.seconds[0]
    }
    let backpropagation = try seconds("bp-exact")
    let settling = try seconds("equilibrium-propagation") / backpropagation
    #expect(settling > 10 && settling < 40)
    #expect(try seconds("equilibrium-propagation", ", settling.free: 40") / backpropagation > 1.3 * settling)
    let recurrent = try seconds("ff-recurrent") / backpropagation
    #expect(recurrent > 5 && recurrent < 30)
    let forwardForward = try seconds("ff-in-situ") / backpropagation
    #expect(forwardForward > 1.2 && forwardForward < 2.5)
  }

  @Test func identityIsAHashOfTheConfiguration() {
    let id = ResolvedRun(configuration: ResolvedConfiguration(), label: "a").id
    #expect(id.hex.count == 64 && id.hex.allSatisfy(\.isHexDigit))
    // SHA-256 of "abc", FIPS 180-2.
    #expect(RunID(of: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
