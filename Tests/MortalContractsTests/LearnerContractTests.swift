import Mortal
import MortalContracts
import Testing

/// Every learner of the table keeps the contract, and learners that break it are found out.
@Suite struct LearnerContractTests {
  @Test(arguments: LearnerTable.all.map(\.name)) func everyLearner(name: String) throws {
    var contract = LearnerContract()
    // Node perturbation is slow by nature.
    if name.hasPrefix("node") { contract.largestError = 0.8 }
    // Tiki-Taka moves what it has learned a pulse at a time.
    if name.hasPrefix("tiki") || name == "agad" { (contract.epochs, contract.largestError) = (15, 0.7) }
    if ["weight-perturbation", "spsa", "multiplexed-gradient"].contains(name) { contract.largestError = nil }
    // A small image has room for one layer of local fields.
    if name.hasPrefix("ff-local") { contract.hidden = [60] }
    #expect(try contract.findings(of: #require(LearnerTable[name])) == [])
  }

  /// A readout with one thing wrong.
  private struct Broken: ResumableLearner {
    enum Fault: CaseIterable {
      case impossibleClass, oneAnswerShort, countsNothing, learnsNothing, drawsAnew, forgets, takesAnything
    }

    let fault: Fault
    var inner: any ResumableLearner
    let draw: Int

    var knowledge: String { inner.knowledge }
    var layers: [any BlackBox] {
      get { inner.layers }
      set { inner.layers = newValue }
    }
    var passes: PassCounts { fault == .countsNothing ? PassCounts() : inner.passes }

    mutating func trainEpoch(_ data: Examples, epoch: Int) -> EpochReport {
      var report = inner.trainEpoch(data, epoch: epoch)
      if fault == .drawsAnew { report.trainingError = Double(draw % 100) / 100 }
      return report
    }

    mutating func predictions(for images: Matrix) -> [Int] {
      let answers = inner.predictions(for: images)
      return switch fault {
      case .impossibleClass: answers.map { $0 + 5 }
      case .oneAnswerShort: Array(answers.dropLast())
      case .learnsNothing: answers.map { _ in 0 }
      default: answers
      }
    }

    var state: LearnerState { inner.state }
    mutating func restore(_ state: LearnerState) throws(LearningError) {
      if fault == .forgets { return }
      if fault == .takesAnything {
        var own = state
        own.learner = inner.state.learner
        return try inner.restore(own)
      }
      try inner.restore(state)
    }
  }

  @Test(arguments: [
    (Broken.Fault.impossibleClass, "predictions are classes that exist"), (.oneAnswerShort, "one class an image"),
    (.countsNothing, "passes of training are counted"), (.learnsNothing, "it learns"),
    (.drawsAnew, "equal settings and key give equal bits"), (.forgets, "a learner takes up its own state"),
    (.takesAnything, "a foreign state is refused"),
  ])
  private func brokenLearnersAreFoundOut(fault: Broken.Fault, rule: String) throws {
    let contract = LearnerContract()
    let description = try #require(LearnerTable["readout-only"])
    let surroundings = try PlainSurroundings(description, task: contract.task, epochs: contract.epochs + 1, batch: 10)
    var made = 0
    let findings = try contract.findings {
      made += 1
      return Broken(
        fault: fault, inner: try #require(try description.make(surroundings) as? any ResumableLearner), draw: made)
    }
    #expect(findings.contains { $0.rule == rule }, "\(findings)")
  }
}
