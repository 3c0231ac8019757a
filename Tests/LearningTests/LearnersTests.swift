import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// What every learner must be able to do.
@Suite struct LearnersTests {
  enum Kind: String, CaseIterable, CustomTestStringConvertible {
    case forwardForward, backpropExact, backpropNominal, directFeedback, adam, localLoss, readoutOnly, nodePerturbation
    case monoForward, classGroups, recurrent, pair

    var testDescription: String { rawValue }
  }

  func settings(_ epochs: Int) -> ForwardForwardSettings {
    var settings = ForwardForwardSettings(epochs: epochs)
    settings.batchSize = 10
    settings.rate = 0.03
    return settings
  }

  func training(_ epochs: Int, _ rate: Float) -> TrainingSettings {
    var training = TrainingSettings(epochs: epochs, rate: rate)
    training.batchSize = 10
    return training
  }

  func make(_ kind: Kind, layers given: [any BlackBox]? = nil, epochs: Int = 40) throws -> any ResumableLearner {
    let key = StreamKey(seed: 11)
    let hidden = [144, 60, 60]
    var backprop = BackpropSettings(epochs: epochs)
    backprop.batchSize = 10
    backprop.rate = 0.1
    let open = given ?? SampleTask.layers(hidden + [10], gain: 2)
    switch kind {
    case .forwardForward:
      return try ForwardForward(layers: given ?? SampleTask.layers(hidden), settings: settings(epochs), key: key)
    case .localLoss:
      return try LocalLoss(
        layers: given ?? SampleTask.layers(hidden), settings: LocalLoss.Settings(training: training(epochs, 0.03)),
        key: key)
    case .monoForward:
      return try LocalLoss(
        layers: given ?? SampleTask.layers(hidden),
        settings: LocalLoss.Settings(
          training: training(epochs, 0.1), classifierRate: 0.03, classifierDecay: 0, readsNormalised: false), key: key)
    case .classGroups:
      return try ClassGroups(layers: given ?? SampleTask.layers(hidden), training: training(epochs, 0.1), key: key)
    case .recurrent:
      let shapes = [(144, 60), (60, 60), (60, 60), (10, 60)]
      let layers = shapes.enumerated().map { index, shape in
        DigitalLayer(weights: SampleTask.weights([shape.0, shape.1], seed: 20 + UInt64(index))[0])
      }
      return try RecurrentForwardForward(
        layers: given ?? layers, settings: .init(training: training(epochs, 0.03)), key: key)
    case .pair:
      var pair = settings(epochs)
      pair.loss = .pair
      pair.goodness = .meanOfSquares
      pair.steepness = 4
      pair.rate = 0.1
      return try ForwardForward(layers: given ?? SampleTask.layers(hidden), settings: pair, key: key)
    case .readoutOnly:
      return try ReadoutOnly(layers: given ?? SampleTask.layers(hidden), settings: settings(epochs), key: key)
    case .backpropExact: return try Backprop(layers: open, model: .exact, settings: backprop, key: key)
    case .backpropNominal:
      let initial = SampleTask.weights(hidden + [10], gain: 2)
      return try Backprop(layers: open, model: .nominal(initial: initial), settings: backprop, key: key)
    case .directFeedback:
      return try Backprop(layers: open, model: .directFeedback(key.child("feedback")), settings: backprop, key: key)
    case .adam:
      backprop.rate = 1e-3
      backprop.biasRate = 0.05
      let layers = given ?? SampleTask.weights(hidden + [10], gain: 2).map { AdamLayer(weights: $0) }
      return try Backprop(layers: layers, model: .exact, settings: backprop, key: key)
    case .nodePerturbation:
      backprop.rate = 0.002
      return try NodePerturbation(layers: open, sigma: 0.05, settings: backprop, key: key)
    }
  }

  @Test(arguments: Kind.allCases) func learnsAndTellsWhatItNeeded(_ kind: Kind) throws {
    var learner = try make(kind)
    let data = try SampleTask.prototypes(300)
    let test = try SampleTask.prototypes(200, part: 1)
    let before = learner.testError(on: test)
    for epoch in 1...6 { _ = learner.trainEpoch(data, epoch: epoch) }
    let after = learner.testError(on: test)
    #expect(before > 0.7, "untrained")
    let bound =
      switch kind {
      case .nodePerturbation: 0.6
      case .directFeedback: 0.2
      default: 0.1
      }
    #expect(after < bound, "trained \(after)")
    let expected =
      switch kind {
      case .backpropExact, .adam: "everything"
      case .backpropNominal: "nominal weights"
      default: "nothing"
      }
    #expect(learner.knowledge == expected)
    let forward =
      switch kind {
      case .forwardForward, .pair: 3
      case .recurrent: 11
      case .nodePerturbation: 2
      default: 1
      }
    #expect(learner.passes.forward == forward * 300 * 6)
    #expect(learner.tally.requests == (kind == .readoutOnly ? 0 : 6 * 30 * learner.layers.count))
  }

  static let blind = [
    Kind.forwardForward, .localLoss, .readoutOnly, .backpropNominal, .directFeedback, .nodePerturbation, .monoForward,
    .classGroups, .pair,
  ]

  @Test(arguments: blind)
  func isContentWithABlackBox(_ kind: Kind) throws {
    let outputs = [Kind.backpropNominal, .directFeedback, .nodePerturbation].contains(kind) ? [10] : []
    let gain: Float = outputs.isEmpty ? 1 : 2
    let opaque = SampleTask.weights([144, 60, 60] + outputs, gain: gain).map { OpaqueLayer($0) }
    var closed = try make(kind, layers: opaque)
    var open = try make(kind)
    let data = try SampleTask.prototypes(100)
    #expect(closed.trainEpoch(data, epoch: 1) == open.trainEpoch(data, epoch: 1))
    #expect(closed.state == open.state)
  }

  @Test(arguments: [
    Kind.forwardForward, .backpropExact, .adam, .localLoss, .monoForward, .classGroups, .recurrent,
  ]) func learnsArbitraryImagesByHeart(
    _ kind: Kind
  ) throws {
    let data = try SampleTask.arbitrary(100)
    var learner = try make(kind, epochs: 150)
    var errors: [Double] = []
    for epoch in 1...150 {
      _ = learner.trainEpoch(data, epoch: epoch)
      guard epoch % 10 == 0 else { continue }
      var error = learner.testError(on: data)
      if var net = learner as? ForwardForward { error = max(error, net.testError(on: data, by: .goodness)) }
      errors.append(error)
      if error == 0 { break }
    }
    #expect(errors.last == 0, "\(errors)")
  }

  @Test(arguments: Kind.allCases) func resumesBitForBit(_ kind: Kind) throws {
    let data = try SampleTask.prototypes(95)  // the last batch is smaller
    var whole = try make(kind)
    var resumed = try make(kind)
    for epoch in 1...2 { _ = whole.trainEpoch(data, epoch: epoch) }
    let saved = whole.state
    let layers = whole.layers
    let report = whole.trainEpoch(data, epoch: 3)

    resumed.layers = layers
    try resumed.restore(saved)
    #expect(resumed.state == saved)
    #expect(resumed.trainEpoch(data, epoch: 3) == report)
    #expect(resumed.state == whole.state)
    #expect(resumed.readBackWeights() == whole.readBackWeights())
    var other = try make(kind)
    #expect(other.trainEpoch(data, epoch: 3) != report, "epoch 3 depends on the epochs before")
  }

  @Test func refusesStatesOfOthers() throws {
    var net = try make(.forwardForward)
    let before = net.state
    let foreign = try make(.localLoss).state
    #expect(throws: LearningError.stateDoesNotFit(field: "learner", found: "localLoss", expected: "forwardForward")) {
      try net.restore(foreign)
    }
    var short = before
    short.arrays["layer1.bias"] = [1]
    #expect(
      throws: LearningError.stateDoesNotFit(field: "layer1.bias", found: "1 numbers", expected: "60 numbers")
    ) { try net.restore(short) }
    short.arrays["layer1.bias"] = nil
    #expect(throws: LearningError.stateDoesNotFit(field: "layer1.bias", found: "missing", expected: "60 numbers")) {
      try net.restore(short)
    }
    var extra = before
    extra.arrays["layer9.bias"] = [1]
    #expect(throws: LearningError.stateDoesNotFit(field: "layer9.bias", found: "present", expected: "absent")) {
      try net.restore(extra)
    }
    #expect(net.state == before)
  }

  @Test(arguments: Kind.allCases) func sameKeySameResult(_ kind: Kind) throws {
    let data = try SampleTask.prototypes(60)
    var first = try make(kind)
    var second = try make(kind)
    #expect(first.trainEpoch(data, epoch: 1) == second.trainEpoch(data, epoch: 1))
    #expect(first.state == second.state)
    #expect(first.readBackWeights() == second.readBackWeights())
  }

  @Test func weightsMoveToOtherLayers() throws {
    let data = try SampleTask.prototypes(300)
    var learner = try make(.forwardForward)
    for epoch in 1...4 { _ = learner.trainEpoch(data, epoch: epoch) }
    let home = learner.predictions(for: data.images)
    let weights = learner.readBackWeights()
    learner.layers = SampleTask.layers([144, 60, 60], seed: 77)
    #expect(learner.predictions(for: data.images) != home, "another chip's own weights answer differently")
    learner.program(weights)
    #expect(learner.predictions(for: data.images) == home)
  }
}
