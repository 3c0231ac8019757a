import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// Where the learners of the table are put to work in these tests: digital layers, or others made of the same weights.
struct TestSurroundings: LearnerSurroundings {
  var task: LearningTask
  var training: TrainingChoices
  var values = LearnerValues()
  var key = StreamKey(seed: 11)
  var initialWeights: [Matrix]
  /// Makes a layer of weights; nil takes the digital ones of the optimiser that was chosen.
  var wrap: (@Sendable (Matrix) -> any BlackBox)?

  init(
    _ name: String, task: LearningTask, epochs: Int = 8, batch: Int = 10, rate: Float? = nil,
    values given: LearnerValues = LearnerValues(), wrap: (@Sendable (Matrix) -> any BlackBox)? = nil
  ) throws {
    let description = try #require(LearnerTable[name])
    self.task = task
    self.wrap = wrap
    values = given
    // Fields that fit the small images of these tests.
    values[LocalFields.field] = 4
    values[LocalFields.stride] = 4
    // Batches of ten are noisier than the hundred that rates are made for.
    let usual = Float(description.rule.rate)
    training = TrainingChoices(
      epochs: epochs, batchSize: batch, rate: rate ?? (name.hasPrefix("node") ? usual / 10 : min(usual, 0.03)))
    initialWeights = try description.rule.plan(task, values).initialWeights(key: StreamKey(seed: 3))
  }

  func layers(_ kind: LayerKind) throws -> [any BlackBox] {
    if let wrap { return initialWeights.map(wrap) }
    guard kind == .noisy else { return LearnerOptimizer.digitalLayers(initialWeights, values) }
    return initialWeights.map { NoisyLayer(weights: $0, statistics: NoiseStatistics(), key: StreamKey(seed: 4)) }
  }
}

/// What every learner of the table must be able to do, whatever it is: a new one is tested by being in the table.
@Suite struct LearnerTableTests {
  static let names = LearnerTable.all.map(\.name)
  /// Rules whose trials grow with the number of weights; RivalGradientTests hold them to the gradient.
  static let slow: Set = ["weight-perturbation", "spsa", "multiplexed-gradient"]
  static let task = LearningTask(
    features: 144, image: ImageShape(height: 12, width: 12), classes: 10, hidden: [60, 60])

  static func make(
    _ name: String, shifts: ImageShifts? = nil, wrap: (@Sendable (Matrix) -> any BlackBox)? = nil
  ) throws -> any ResumableLearner {
    let description = try #require(LearnerTable[name])
    var surroundings = try TestSurroundings(name, task: task, wrap: wrap)
    surroundings.training.shifts = shifts
    return try #require(try description.make(surroundings) as? any ResumableLearner)
  }

  @Test func namesAndFieldsAreUnique() {
    #expect(Set(Self.names).count == Self.names.count)
    #expect(Set(LearnerTable.fields.map(\.path)).count == LearnerTable.fields.count)
    for description in LearnerTable.all {
      #expect(LearnerTable[description.trainedAs] != nil, "\(description.name)")
      #expect(!description.meaning.isEmpty && !description.knowledge.isEmpty)
      for field in description.rule.fields { #expect(field.path.hasPrefix("learner."), "\(field.path)") }
    }
    #expect(LearnerTable["nobody"] == nil)
  }

  @Test(arguments: names) func beatsChanceAndResumesBitForBit(_ name: String) throws {
    let data = try SampleTask.prototypes(205)  // the last batch is smaller
    let test = try SampleTask.prototypes(200, part: 1)
    var whole = try Self.make(name)
    let chance = whole.testError(on: test)
    #expect(chance > 0.7, "untrained")
    for epoch in 1...5 { _ = whole.trainEpoch(data, epoch: epoch) }
    // Node perturbation is slow by nature, and trials on weights are slower than these few batches can show.
    // Tiki-Taka moves what it has learned a pulse at a time.
    let error = whole.testError(on: test)
    let isSlow = name.hasPrefix("node") || name.hasPrefix("tiki") || name == "agad"
    #expect(error < (Self.slow.contains(name) ? 1 : isSlow ? 0.85 : 0.5), "\(name): \(error)")

    var resumed = try Self.make(name)
    resumed.layers = whole.layers
    try resumed.restore(whole.state)
    #expect(resumed.state == whole.state)
    #expect(resumed.trainEpoch(data, epoch: 6) == whole.trainEpoch(data, epoch: 6))
    #expect(resumed.state == whole.state)
    #expect(resumed.readBackWeights() == whole.readBackWeights())
  }

  /// What is said to know nothing is made of layers that show nothing.
  @Test(arguments: names.filter { LearnerTable[$0]?.knowledge == "nothing" })
  func isContentWithBlackBoxes(_ name: String) throws {
    let data = try SampleTask.prototypes(60)
    var closed = try Self.make(name) { OpaqueLayer($0) }
    var open = try Self.make(name)
    #expect(closed.trainEpoch(data, epoch: 1) == open.trainEpoch(data, epoch: 1))
    #expect(closed.state == open.state)
  }

  /// Shifts reach every learner, in training alone; shifts by nothing are none.
  @Test(arguments: names) func learnsFromShiftedImages(_ name: String) throws {
    let data = try SampleTask.prototypes(40)
    let image = try #require(Self.task.image)
    var states: [LearnerState] = []
    for shifts in [nil, ImageShifts(reach: 0, image: image), ImageShifts(reach: 2, image: image)] {
      var learner = try Self.make(name, shifts: shifts)
      var unshifted = try Self.make(name)
      let same = learner.predictions(for: data.images) == unshifted.predictions(for: data.images)
      #expect(same, "tests are not shifted")
      _ = learner.trainEpoch(data, epoch: 1)
      states.append(learner.state)
    }
    #expect(states[0] == states[1] && states[0] != states[2])
    #expect(throws: LearningError.self) {
      try Self.make(name, shifts: ImageShifts(reach: -1, image: image))
    }
  }

  @Test(arguments: names) func capabilitiesHold(_ name: String) throws {
    let data = try SampleTask.prototypes(100)
    var learner = try Self.make(name)
    _ = learner.trainEpoch(data, epoch: 1)
    if var net = learner as? any LogitsLearner {
      let logits = net.onePassLogits(data.images)
      #expect(logits.rows == 100 && logits.columns == 10 && logits.isFinite)
    }
    if var net = learner as? any LayerOutputsLearner {
      let outputs = net.layerOutputs(for: data.images)
      #expect(outputs.map(\.columns) == net.layers.map(\.outputs))
      #expect(outputs.allSatisfy { $0.rows == 100 && $0.isFinite })
    }
    if var net = learner as? any GoodnessLearner, net.ratesLabels {
      let samples = net.goodnessSamples(data)
      #expect(samples.allSatisfy { $0.positive.count == 100 && $0.negative.count == 100 })
      #expect(net.predictions(for: data.images, by: .goodness).count == 100)
    }
    // The floor of comparisons has a readout and nothing else; it is not what copies are asked for.
    #expect(LearnerTable[name]?.rule.retrainsReadout == (learner is any ReadoutLearner && name != "readout-only"))
    if var net = learner as? any ReadoutLearner {
      net.trainReadoutAnew(data)
      #expect(net.testError(on: data) < 0.6)
    }
  }

  /// One class has nothing to tell apart, and labels in pixels need a pixel each: both are said, none is a trap.
  @Test(arguments: names) func refusesWhatItCannotLearn(_ name: String) throws {
    let description = try #require(LearnerTable[name])
    let single = LearningTask(features: 144, classes: 1, hidden: [60, 60])
    #expect(throws: LearningError.self) { try description.rule.plan(single, LearnerValues()) }
    let many = LearningTask(features: 9, classes: 20, hidden: [60, 60])
    if name.hasPrefix("ff-digital") || name == "readout-only" {
      #expect(throws: LearningError.self) { try description.rule.plan(many, LearnerValues()) }
    }
  }

  @Test func thousandClassesInInputsOfTheirOwn() throws {
    var values = LearnerValues()
    values[ForwardForwardFields.label] = .inputs
    let task = LearningTask(features: 16, classes: 1_000, hidden: [40, 40])
    let surroundings = try TestSurroundings("ff-digital", task: task, epochs: 1, values: values)
    #expect(surroundings.initialWeights[0].rows == 1_016)
    var learner = try #require(try LearnerTable["ff-digital"]?.make(surroundings))
    let images = Matrix(rows: 50, columns: 16, elements: StreamKey(seed: 8).uniforms(800))
    let data = try Examples(images: images, labels: (0..<50).map { $0 * 20 }, classes: 1_000)
    _ = learner.trainEpoch(data, epoch: 1)
    let before = learner.passes.inference
    #expect(learner.predictions(for: images).count == 50)
    #expect(learner.passes.inference - before == 50, "one pass an image, however many classes")
  }

  @Test func adamIsForFloatingPointOnly() throws {
    var values = LearnerValues()
    values[LearnerOptimizer.field] = .adam
    #expect(throws: LearningError.self) { try LearnerTable["ff-in-situ"]?.validate(values) }
    try LearnerTable["ff-digital"]?.validate(values)
    let surroundings = try TestSurroundings("mono-forward-digital", task: Self.task, rate: 0.002, values: values)
    var learner = try #require(try LearnerTable["mono-forward-digital"]?.make(surroundings))
    #expect(learner.layers.allSatisfy { $0 is AdamLayer })
    let data = try SampleTask.prototypes(200)
    for epoch in 1...4 { _ = learner.trainEpoch(data, epoch: epoch) }
    #expect(learner.testError(on: data) < 0.1)
  }
}
