import Learning
import Matrices
import Randomness
import Substrate
import Testing

/// What nets that settle need in order to learn at all where they are deep.
struct SettlingNetTests {
  private static func net(
    _ layers: [Matrix], _ teaching: SettlingNet.Teaching, rate: Float, epochs: Int = 1,
    settling: SettlingNet.Settling = SettlingNet.Settling()
  ) throws -> SettlingNet {
    var settings = BackpropSettings(epochs: epochs)
    (settings.batchSize, settings.rate) = (20, rate)
    return try SettlingNet(
      layers: layers.map { RecordingLayer($0) }, teaching: teaching, settling: settling, settings: settings,
      key: StreamKey(seed: 5))
  }

  private static func net(
    _ shape: [Int], _ teaching: SettlingNet.Teaching, rate: Float, epochs: Int = 1,
    settling: SettlingNet.Settling = SettlingNet.Settling()
  ) throws -> SettlingNet {
    try net(SampleTask.weights(shape, gain: 0.5), teaching, rate: rate, epochs: epochs, settling: settling)
  }

  /// What the first batch asks of each layer, a sum over its examples times the rate.
  private static func requests(_ net: SettlingNet, _ data: Examples) throws -> [Matrix] {
    var net = net
    _ = net.trainEpoch(data, epoch: 1)
    return try net.layers.map { layer in
      let change = try #require((layer as? RecordingLayer)?.changes.first)
      var sum = change.sum
      sum.scale(by: change.rate * Float(data.count))
      return sum
    }
  }

  /// Nets of three hidden layers learn by both rules, on test data too.
  @Test(arguments: [SettlingNet.Teaching.nudged(beta: 0.5, bothSides: false), .clamped])
  func threeHiddenLayersLearn(_ teaching: SettlingNet.Teaching) throws {
    let (train, test) = (try SampleTask.prototypes(400), try SampleTask.prototypes(200, part: 1))
    var net = try Self.net([144, 40, 40, 40, 10], teaching, rate: 0.4, epochs: 8)
    let before = net.testError(on: test)
    for epoch in 1...8 { _ = net.trainEpoch(train, epoch: epoch) }
    let after = net.testError(on: test)
    #expect(before > 0.6 && after <= 0.05, "\(before) to \(after)")
  }

  @Test func ratesFallFromLayerToLayer() throws {
    let data = try SampleTask.prototypes(20)
    for fall in [Float(1), 5] {
      var settling = SettlingNet.Settling()
      settling.rateFall = fall
      var net = try Self.net([144, 20, 20, 10], .clamped, rate: 0.5, settling: settling)
      _ = net.trainEpoch(data, epoch: 1)
      let rates = net.layers.compactMap { ($0 as? RecordingLayer)?.changes.first?.rate }
      let expected = [0.5, 0.5 / fall, 0.5 / fall / fall]
      #expect(rates.count == 3 && zip(rates, expected).allSatisfy { abs($0 - $1) < 1e-6 }, "\(rates)")
    }
  }

  /// An output whose drive is far below 0 is still pulled towards 1: with the pull inside ρ, it would not be below −β.
  @Test func outputsFarBelowZeroAreStillPulled() throws {
    let data = try SampleTask.prototypes(20)
    for teaching in [SettlingNet.Teaching.nudged(beta: 0.1, bothSides: true), .clamped] {
      var layers = SampleTask.weights([144, 20, 10], gain: 0.5)
      for unit in 0..<20 { layers[1].elements[unit * 10 + 3] = -0.5 }
      let change = try Self.requests(Self.net(layers, teaching, rate: 1), data)[1]
      let pull = (0..<20).reduce(Float(0)) { $0 + change[$1, 3] }
      #expect(pull > 0.5, "\(pull)")
    }
  }

  /// Both states have gone equally many steps: what has not come to rest does not pass for an answer. One-sided and
  /// two-sided estimates agree for a small β long before the net is at rest.
  @Test func whatIsNotAtRestCancels() throws {
    let data = try SampleTask.prototypes(20)
    var settling = SettlingNet.Settling()
    (settling.free, settling.taught, settling.damping) = (3, 4, 0.3)
    let estimates = try [false, true].map { bothSides in
      try Self.requests(
        Self.net([144, 20, 20, 10], .nudged(beta: 0.02, bothSides: bothSides), rate: 1, settling: settling), data)
    }
    for (one, both) in zip(estimates[0], estimates[1]) {
      let size = both.elements.reduce(0) { $0 + $1 * $1 }
      let difference = zip(one.elements, both.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
      #expect(size > 0 && difference < 0.01 * size, "\(difference) of \(size)")
    }
  }

  /// Converters of a chip are set to what goes into each layer of a net that has settled: each hidden unit is at rest
  /// between what drives it from below and from above, within 0…1, where a chain's activities go far beyond.
  @Test func convertersSeeUnitsAtRest() throws {
    let data = try SampleTask.prototypes(20)
    let task = LearningTask(features: 144, classes: 10, hidden: [20, 20])
    let description = try #require(LearnerTable.all.first { $0.name == "equilibrium-propagation" })
    let plan = try description.rule.plan(task, LearnerValues())
    let weights = SampleTask.weights([144, 20, 20, 10], gain: 0.7)
    let settled = try #require(plan.drives)
    let inputs = settled(weights, data)
    #expect(inputs.count == 3)
    #expect(inputs[0] == FirstLayerInput.plain(data.images))
    for hidden in inputs.dropFirst() {
      let outside = hidden.elements.count { $0 < 0 || $0 > 1 }
      #expect(hidden.columns == 20 && outside == 0 && hidden.largestMagnitude > 0.5)
    }
    // The first hidden layer's units are where their drives want them, but for what still moves.
    let fromBelow = product(inputs[0], weights[0])
    #expect(fromBelow.largestMagnitude > 1.5, "a chain's activities")
    var drive = fromBelow
    multiply(inputs[2], weights[1], transposeRight: true, alpha: 1, beta: 1, into: &drive)
    let off = zip(drive.elements, inputs[1].elements).count { abs(min(1, max(0, $0)) - $1) > 0.05 }
    let without = zip(fromBelow.elements, inputs[1].elements).count { abs(min(1, max(0, $0)) - $1) > 0.05 }
    #expect(off < 20 && without > 3 * off, "\(off) of 400; without what comes from above \(without)")
  }

  /// Pulls at which outputs overshoot further in each step, or run away from an answer that they are pushed away from.
  @Test func pullsWithoutRestAreRefused() throws {
    func make(_ beta: Float, _ bothSides: Bool, damping: Float) throws {
      var settling = SettlingNet.Settling()
      settling.damping = damping
      _ = try Self.net([144, 20, 10], .nudged(beta: beta, bothSides: bothSides), rate: 1, settling: settling)
    }
    let limits: [(beta: Float, bothSides: Bool, damping: Float)] = [
      (3, false, 0.5), (1.858, false, 0.7), (1, true, 0.7), (1, false, 1),
    ]
    for (beta, bothSides, damping) in limits {
      #expect(throws: LearningError.self) { try make(beta, bothSides, damping: damping) }
      try make(0.99 * beta, bothSides, damping: damping)
    }
  }

  @Test func rateFallsBelowOneAreRefused() {
    for fall in [Float(0.5), 0, .nan, .infinity] {
      var settling = SettlingNet.Settling()
      settling.rateFall = fall
      #expect(
        throws: LearningError.badSetting(name: "learner.settling.rateFall", value: "\(fall)", allowed: "1 or more")
      ) {
        _ = try Self.net([144, 20, 10], .clamped, rate: 1, settling: settling)
      }
    }
  }
}
