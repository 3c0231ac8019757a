import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// Rival rules against the gradient that they stand for.
struct RivalGradientTests {
  private static let gradients = BackpropGradientTests()
  private static let shape = [9, 7, 6, 4]

  private static func exact() throws -> [[Double]] {
    var settings = BackpropSettings(epochs: 1)
    settings.batchSize = 5
    settings.rate = 0.5
    settings.momentum = 0
    return try gradients.changes(of: .exact, settings: settings).map { $0.elements.map { Double($0) } }
  }

  /// The mean of what learning by trial on weights asks for is the gradient: 4,000 batches, each weight of each layer within
  /// 5.2 of its own standard errors (129 weights, family-wise below 1e-4), all in the gradient's direction and length.
  @Test(arguments: [
    LossPerturbation.Probe(.normal, size: 0.002), .init(.signs, size: 0.002, bothSides: true),
    .init(.signs, size: 0.002, count: 4),
  ])
  func trialsOnWeightsFollowTheGradientInTheMean(probe: LossPerturbation.Probe) throws {
    let trials = 4_000
    var settings = BackpropSettings(epochs: 1)
    settings.batchSize = 5
    settings.rate = 0
    var net = try LossPerturbation(
      layers: SampleTask.weights(Self.shape, gain: 2).map { ShiftedLayer($0) }, probe: probe, settings: settings,
      key: StreamKey(seed: 12))
    let data = try Examples(images: Self.gradients.images, labels: Self.gradients.labels, classes: 4)
    for epoch in 1...trials { _ = net.trainEpoch(data, epoch: epoch) }
    let exact = try Self.exact()
    for (index, layer) in net.layers.enumerated() {
      let changes = try #require((layer as? ShiftedLayer)?.changes)
      var sum = [Double](repeating: 0, count: layer.inputs * layer.outputs)
      var squares = sum
      for change in changes {
        for (place, value) in change.sum.elements.enumerated() {
          sum[place] += Double(value)
          squares[place] += Double(value) * Double(value)
        }
      }
      let mean = sum.map { $0 / Double(trials) }
      let gradient = exact[index]
      for place in mean.indices {
        let error = ((squares[place] / Double(trials) - mean[place] * mean[place]) / Double(trials)).squareRoot()
        #expect(abs(mean[place] - gradient[place]) < 5.2 * error + 2e-4, "layer \(index), weight \(place)")
      }
      let along = zip(mean, gradient).reduce(0) { $0 + $1.0 * $1.1 } / gradient.reduce(0) { $0 + $1 * $1 }
      expectClose(along, 1, absolute: 0.15, "layer \(index)")
      // The negative gradient, or one of another length, would not pass.
      #expect(abs(along + 1) > 1 && abs(along - 0.5) > 0.3)
    }
  }

  /// How much longer than the gradient a single estimate of it is: the number of units for trials on units, and the number
  /// of weights for trials on weights (Werfel, Xie, Seung 2005), over three sizes of one layer.
  @Test(arguments: [(4, 4), (16, 4), (16, 12)]) func lengthOfAnEstimate(inputs: Int, outputs: Int) throws {
    let trials = 3_000
    var settings = BackpropSettings(epochs: 1)
    settings.batchSize = 1
    settings.rate = 0
    let weights = SampleTask.weights([inputs, outputs])
    let image = Matrix(rows: 1, columns: inputs, elements: StreamKey(seed: 5).uniforms(inputs))
    let data = try Examples(images: image, labels: [1], classes: outputs)
    func squaredLength(_ net: any Learner) throws -> Double {
      var net = net
      for epoch in 1...trials { _ = net.trainEpoch(data, epoch: epoch) }
      let layer = net.layers[0]
      let changes = (layer as? ShiftedLayer)?.changes ?? (layer as? RecordingLayer)?.changes ?? []
      #expect(changes.count == trials)
      return changes.reduce(0.0) { total, change in
        total + change.sum.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
      } / Double(trials)
    }
    settings.rate = 0
    let exact = try squaredLength(
      Backprop(layers: weights.map { RecordingLayer($0) }, model: .exact, settings: settings, key: StreamKey(seed: 1)))
    let units = try squaredLength(
      NodePerturbation(
        layers: weights.map { RecordingLayer($0) }, sigma: 0.001, settings: settings, key: StreamKey(seed: 2)))
    let all = try squaredLength(
      LossPerturbation(
        layers: weights.map { ShiftedLayer($0) }, probe: .init(.signs, size: 0.001, bothSides: true),
        settings: settings,
        key: StreamKey(seed: 3)))
    // Normal noise has a fourth moment: outputs + 2. A shift of signs has length inputs · outputs; the biases' own trials
    // add as much as an input of 1 for each input of root mean square 1.
    expectClose(units / exact, Double(outputs + 2), relative: 0.12)
    expectClose(all / exact, Double(inputs * outputs) * (1 + 1 / Double(inputs)), relative: 0.12)
  }

  /// Errors through transposed reads of perfect arrays are backpropagation's, to the last bit of rounding.
  @Test func transposedReadsGiveTheGradient() throws {
    var settings = BackpropSettings(epochs: 1)
    settings.batchSize = 5
    settings.rate = 0.5
    settings.momentum = 0
    let found = try Self.gradients.changes(of: .transposed, settings: settings)
    for (layer, gradient) in try Self.exact().enumerated() {
      expectClose(found[layer].elements.map { Double($0) }, gradient, absolute: 1e-6)
    }
  }

  /// Sharpness-aware training asks for the gradient at W + ρ ∇/‖∇‖: finite differences of the loss there, in Double. Of
  /// five images the shift is a matrix, of two it stays a product of two.
  @Test(arguments: [[0, 3, 1, 2, 2], [0, 3]]) func sharpnessAwareTakesTheGradientNearby(labels: [Int]) throws {
    let gradients = BackpropGradientTests(labels: labels)
    let radius = 0.3
    var settings = BackpropSettings(epochs: 1)
    settings.batchSize = labels.count
    settings.rate = 0.5
    settings.momentum = 0
    settings.normalisesActivities = true
    let weights = SampleTask.weights(Self.shape, gain: 2)
    var net = try SharpnessAware(
      layers: weights.map { RecordingLayer($0) }, radius: Float(radius), settings: settings, key: StreamKey(seed: 8))
    let data = try Examples(images: gradients.images, labels: gradients.labels, classes: 4)
    _ = net.trainEpoch(data, epoch: 1)
    func downhill(_ at: [[Double]], _ layer: Int) -> [Double] {
      at[layer].indices.map { place in
        func shifted(_ shift: Double) -> Double {
          var moved = at
          moved[layer][place] += shift
          return gradients.loss(moved, normalises: true)
        }
        return -(shifted(1e-5) - shifted(-1e-5)) / 2e-5
      }
    }
    let start = weights.map { $0.elements.map { Double($0) } }
    let here = start.indices.map { downhill(start, $0) }
    let size = here.joined().reduce(0) { $0 + $1 * $1 }.squareRoot()
    let worst = zip(start, here).map { zip($0, $1).map { $0 - radius * $1 / size } }
    for (index, layer) in net.layers.enumerated() {
      let change = try #require((layer as? RecordingLayer)?.changes.first)
      let found = change.sum.elements.map { Double($0) }
      let expected = downhill(worst, index)
      expectClose(found, expected, absolute: 5e-5, relative: 1e-4, "layer \(index)")
      #expect(zip(expected, here[index]).contains { abs($0 - $1) > 0.01 }, "the shift must show")
    }
  }

  /// The model of physics-aware training is the weights themselves where the layer is perfect, and sees gains and offsets.
  @Test func modelsAreFittedToWhatIsMeasured() throws {
    let weights = SampleTask.weights([30, 12])[0]
    struct Crooked: BlackBox {
      var layer: DigitalLayer
      var inputs: Int { layer.inputs }
      var outputs: Int { layer.outputs }
      var tally: Tally { layer.tally }
      mutating func measure(_ activities: Matrix) -> Matrix { layer.measure(activities).map { 1.3 * $0 + 0.2 } }
      mutating func request(_ change: WeightChange) { layer.request(change) }
    }
    let description = try #require(LearnerTable["physics-aware"])
    let task = LearningTask(features: 30, classes: 12, hidden: [])
    let surroundings = try TestSurroundings("physics-aware", task: task) { _ in
      Crooked(layer: DigitalLayer(weights: weights))
    }
    let net = try #require(try description.make(surroundings) as? any ResumableLearner)
    let model = try #require(net.state.arrays["believed0.weights"])
    expectClose(model.map { Double($0) }, weights.elements.map { 1.3 * Double($0) }, absolute: 1e-4)
  }

  @Test func manhattanGivesSigns() throws {
    let weights = SampleTask.weights([9, 4])
    var settings = BackpropSettings(epochs: 10)
    settings.batchSize = 5
    settings.rate = 0.01
    settings.momentum = 0
    var net = try Manhattan(
      layers: weights.map { DigitalLayer(weights: $0) }, threshold: 0.5, settings: settings, key: StreamKey(seed: 1))
    let data = try Examples(images: Self.gradients.images, labels: Self.gradients.labels, classes: 4)
    var exact = try Backprop(
      layers: weights.map { RecordingLayer($0) }, model: .exact, settings: settings, key: StreamKey(seed: 1))
    _ = net.trainEpoch(data, epoch: 1)
    _ = exact.trainEpoch(data, epoch: 1)
    let change = try #require((exact.layers[0] as? RecordingLayer)?.changes.first)
    let gradient = change.sum.elements
    let size = (gradient.reduce(0) { $0 + $1 * $1 } / Float(gradient.count)).squareRoot()
    let moved = zip(try #require((net.layers[0] as? DigitalLayer)?.weights.elements), weights[0].elements).map {
      $0 - $1
    }
    for (step, slope) in zip(moved, gradient) {
      let wanted: Float = slope > 0.5 * size ? 0.01 : slope < -0.5 * size ? -0.01 : 0
      expectClose(step, wanted, absolute: 1e-6)
    }
    #expect(Set(moved.map { ($0 * 1e4).rounded() }).count == 3, "up, down and not at all")
  }
}

/// A recording layer whose weights can be shifted.
private struct ShiftedLayer: ShiftableWeights {
  var layer: DigitalLayer
  var changes: [WeightChange] = []
  init(_ weights: Matrix) { layer = DigitalLayer(weights: weights) }
  var inputs: Int { layer.inputs }
  var outputs: Int { layer.outputs }
  var tally: Tally { layer.tally }
  mutating func measure(_ activities: Matrix) -> Matrix { layer.measure(activities) }
  mutating func request(_ change: WeightChange) {
    changes.append(change)
    layer.request(change)
  }
}
