import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

@Suite struct ReportingTests {
  @Test func rateFallsInTheSecondHalf() {
    let schedule = RateSchedule(epochs: 100)
    #expect((1...50).allSatisfy { schedule.factor(epoch: $0) == 1 })
    expectClose(schedule.factor(epoch: 51), 0.99, absolute: 1e-6)
    expectClose(schedule.factor(epoch: 100), 0.01, absolute: 1e-6)
    #expect(RateSchedule(epochs: 10, falls: false).factor(epoch: 10) == 1)
  }

  @Test func histogramCountsEverything() {
    let sample = GoodnessSample(layer: 1, threshold: 2, positive: [4, 5, 6, 8], negative: [0, 1, 2, 5])
    let histogram = sample.histogram(bins: 4)
    #expect(histogram.edges == [0, 2, 4, 6, 8])
    #expect(histogram.positive == [0, 0, 2, 2] && histogram.negative == [2, 1, 1, 0])
    #expect(GoodnessSample(layer: 0, positive: [3], negative: [3]).histogram(bins: 2).positive == [1, 0])
  }

  /// By hand: of 16 pairs 14 are larger, one is a tie, one is smaller.
  @Test func separationIsTheShareOfPairs() {
    let sample = GoodnessSample(layer: 0, positive: [4, 5, 6, 8], negative: [0, 1, 2, 5])
    expectClose(sample.separation, 14.5 / 16, absolute: 1e-12)
    #expect(GoodnessSample(layer: 0, positive: [1, 1], negative: [1]).separation == 0.5)
  }

  @Test func reportsTellWhatLayersSaw() throws {
    var settings = ForwardForwardSettings(epochs: 10)
    settings.batchSize = 10
    settings.rate = 0.03
    var net = try ForwardForward(layers: SampleTask.layers([144, 60, 60]), settings: settings, key: StreamKey(seed: 1))
    let data = try SampleTask.prototypes(300)
    let curve = net.train(data, epochs: 1...10, test: try SampleTask.prototypes(100, part: 1)) { _, _ in }
    #expect(curve.points.map(\.report.epoch) == Array(1...10))
    let (first, last) = (curve.points[0], curve.points[9])
    #expect(try #require(last.testError) < #require(first.testError))
    #expect(last.report.trainingError < first.report.trainingError)
    for (early, late) in zip(first.report.layers, last.report.layers) {
      #expect(late.positiveProbability > early.positiveProbability)
      #expect(late.negativeProbability < early.negativeProbability)
      #expect(late.positiveGoodness > late.negativeGoodness)
    }
    expectClose(last.report.rate, 0.003, absolute: 1e-7)
  }

  @Test func searchKeepsAllTriesAndTakesTheBest() throws {
    let train = try SampleTask.prototypes(200)
    let validation = try SampleTask.prototypes(200, part: 2)
    let search = try RateSearch(rates: [1e-6, 0.1, 1e4], train: train, validation: validation, epochs: 3) { rate in
      var settings = BackpropSettings(epochs: 3)
      settings.rate = rate
      settings.batchSize = 10
      return try Backprop(
        layers: SampleTask.layers([144, 40, 10], gain: 2), model: .exact, settings: settings, key: StreamKey(seed: 1))
    }
    #expect(search.trials.map(\.rate) == [1e-6, 0.1, 1e4])
    #expect(search.best.rate == 0.1 && search.best.validationError < 0.1)
  }

  @Test func badInputIsNamed() throws {
    let images = Matrix(rows: 2, columns: 4)
    #expect(throws: LearningError.countsDiffer(images: 2, labels: 1)) { try Examples(images: images, labels: [1]) }
    #expect(throws: LearningError.labelOutOfRange(index: 1, label: 10, classes: 10)) {
      try Examples(images: images, labels: [1, 10])
    }
    #expect(throws: LearningError.noExamples) { try Examples(images: Matrix(rows: 0, columns: 4), labels: []) }
  }

  /// One bad value of a setting.
  struct BadSetting: Sendable, CustomTestStringConvertible {
    let name: String
    let change: @Sendable (inout ForwardForwardSettings) -> Void

    var testDescription: String { name }

    init(_ name: String, _ change: @escaping @Sendable (inout ForwardForwardSettings) -> Void) {
      self.name = name
      self.change = change
    }
  }

  static let badSettings = [
    BadSetting("rate") { $0.rate = -1 },
    BadSetting("momentum") { $0.momentum = 1 },
    BadSetting("steepness") { $0.steepness = 0 },
    BadSetting("labelStrength") { $0.labelStrength = .nan },
    BadSetting("batchSize") { $0.batchSize = 0 },
    BadSetting("threshold") { $0.threshold = .running(0) },
    BadSetting("phases.separate") { $0.phases = .separate(batches: 0) },
    BadSetting("schedule.epochs") { $0.schedule.epochs = 0 },
    BadSetting("inference") {
      $0.negatives = .noise
      $0.inference = .goodness
    },
  ]

  @Test(arguments: badSettings) func badSettingsAreNamed(_ bad: BadSetting) throws {
    var settings = ForwardForwardSettings(epochs: 1)
    try settings.validate()
    bad.change(&settings)
    let error = #expect(throws: LearningError.self) { try settings.validate() }
    #expect(try #require(error).description.hasPrefix(bad.name + ": "))
  }

  @Test func benchCountsItsProducts() throws {
    let bench = try TrainingBench.run(shape: [40, 30, 20], examples: 40, batchSize: 20, repetitions: 1)
    #expect(bench.products == 2 * (4 * 2 + 2))
    // Three forward and two outer products of 20 rows through 40·30 + 30·20 weights, two of 20 · 10 for the readout.
    let perRow = 5 * (1200 + 600) + 2 * 200
    #expect(bench.operations == Double(2 * 2 * 20 * perRow))
    #expect(bench.epochSeconds > 0 && bench.productSeconds > 0)
  }
}
