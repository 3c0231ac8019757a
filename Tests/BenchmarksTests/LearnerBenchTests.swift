import Benchmarks
import Learning
import Testing

/// `mortal bench learners` on nets of a few units.
struct LearnerBenchTests {
  private static let small: LearnerBench.Size = {
    var size = LearnerBench.Size()
    (size.images, size.batch, size.repetitions) = (40, 20, 1)
    size.hidden = [12, 12]
    return size
  }()

  /// Whatever its layers must be able to do: every learner that needs no chip goes through the bench.
  @Test func everyDigitalLearnerIsTimed() throws {
    let results = try LearnerBench.run(Self.small)
    let names = LearnerTable.all.filter { $0.place == .digital }.map { "learner-\($0.name)" }
    #expect(results.map(\.case) == names)
    for result in results {
      #expect((result.ratio ?? 0) > 0, "\(result.case)")
      #expect((result.extra["productsForward"] ?? 0) > 0, "\(result.case)")
    }
  }

  /// Products of an epoch of two batches as the rules have them: three layers are read, changed, and errors sent back
  /// through two; a net that settles reads the first layer once and the others both ways in 12 + 2 · 8 steps, and
  /// changes all of them by two terms, whose sum is one product.
  @Test(arguments: [("bp-digital", [3, 3, 2]), ("equilibrium-propagation-digital", [57, 3, 56])])
  func productsAreCounted(learner: String, ofABatch: [Int]) throws {
    let result = try #require(LearnerBench.run(Self.small).first { $0.case == "learner-\(learner)" })
    let counts = ["productsForward", "productsOfChanges", "productsBack"].map { result.extra[$0] }
    #expect(counts == ofABatch.map { Double(2 * $0) })
  }
}
