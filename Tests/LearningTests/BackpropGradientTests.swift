import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// Backprop's requests against finite differences of the loss, in Double.
@Suite struct BackpropGradientTests {
  let shape = [9, 7, 6, 4]
  let labels: [Int]
  var images: Matrix {
    Matrix(rows: labels.count, columns: 9, elements: StreamKey(seed: 7).uniforms(9 * labels.count))
  }

  init(labels: [Int] = [0, 3, 1, 2, 2]) { self.labels = labels }

  /// Mean cross-entropy of a net in Double: rows of root mean square 1 in, rectified hidden layers.
  func loss(_ weights: [[Double]], normalises: Bool) -> Double {
    var total = 0.0
    for (row, label) in labels.enumerated() {
      var values = images.row(row).map { Double($0) }
      let size = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
      values = values.map { $0 / size }
      for layer in weights.indices {
        let units = shape[layer + 1]
        var next = [Double](repeating: 0, count: units)
        for unit in 0..<units {
          for input in values.indices { next[unit] += values[input] * weights[layer][input * units + unit] }
        }
        if layer < weights.count - 1 {
          next = next.map { max(0, $0) }
          if normalises {
            let size = (next.reduce(0) { $0 + $1 * $1 } / Double(units)).squareRoot()
            next = next.map { $0 / size }
          }
        }
        values = next
      }
      let sum = values.reduce(0) { $0 + exponential($1) }
      total += (logarithm(sum) - values[label]) / Double(labels.count)
    }
    return total
  }

  @Test(arguments: [false, true]) func requestsAreTheGradient(normalises: Bool) throws {
    let weights = SampleTask.weights(shape, gain: 2)
    var settings = BackpropSettings(epochs: 1)
    settings.batchSize = 5
    settings.rate = 0.5
    settings.momentum = 0
    settings.normalisesActivities = normalises
    let exact = try changes(of: .exact, settings: settings)
    let nominal = try changes(of: .nominal(initial: weights), settings: settings)
    let start = weights.map { $0.elements.map { Double($0) } }
    for layer in weights.indices {
      let gradient = start[layer].indices.map { place in
        func shifted(_ shift: Double) -> Double {
          var moved = start
          moved[layer][place] += shift
          return loss(moved, normalises: normalises)
        }
        return -(shifted(1e-5) - shifted(-1e-5)) / 2e-5
      }
      expectClose(exact[layer].elements.map { Double($0) }, gradient, absolute: 2e-6, relative: 1e-5, "exact \(layer)")
      #expect(nominal[layer] == exact[layer], "a perfect chip has its nominal weights")
      let largest = try #require(gradient.map { abs($0) }.max())
      #expect(largest > 0.005, "the gradient must not be trivial")
    }
  }

  /// The change that each layer was asked for in one batch, with rate 1.
  func changes(of model: BackwardModel, settings: BackpropSettings) throws -> [Matrix] {
    var net = try Backprop(
      layers: SampleTask.weights(shape, gain: 2).map { RecordingLayer($0) }, model: model, settings: settings,
      key: StreamKey(seed: 8))
    _ = net.trainEpoch(try Examples(images: images, labels: labels, classes: 4), epoch: 1)
    return try net.layers.map { layer in
      let change = try #require((layer as? RecordingLayer)?.changes.first)
      #expect(change.rate == 0.5 && change.terms.count == 1)
      return change.sum
    }
  }

  @Test func feedbackAlignmentSendsTheErrorThroughFixedMatrices() throws {
    let key = StreamKey(seed: 9)
    var settings = BackpropSettings(epochs: 1)
    settings.batchSize = 5
    var net = try Backprop(
      layers: SampleTask.weights(shape, gain: 2).map { RecordingLayer($0) }, model: .directFeedback(key),
      settings: settings, key: StreamKey(seed: 8))
    _ = net.trainEpoch(try Examples(images: images, labels: labels, classes: 4), epoch: 1)
    let recorded = try net.layers.map { try #require($0 as? RecordingLayer) }
    let errors = recorded[2].changes[0].terms[0].signals
    for layer in 0..<2 {
      let feedback = InitialWeights.normal(shape: [4, shape[layer + 1]], key: key.child("feedback", layer))[0]
      let active = recorded[layer + 1].changes[0].terms[0].inputs
      var expected = product(errors, feedback)
      for index in expected.elements.indices where active.elements[index] == 0 { expected.elements[index] = 0 }
      expectClose(recorded[layer].changes[0].terms[0].signals, expected, absolute: 1e-6)
      #expect(active.elements.contains(0) && expected.largestMagnitude > 0.1)
    }
  }

  /// The mean of node perturbation's noisy signals is the negative gradient of the loss: 4,000 independent batches,
  /// each weight's change within 4.9 of its own standard errors (63 weights, family-wise 6e-5), and as a whole in the
  /// gradient's direction and length to 5 %.
  @Test func nodePerturbationFollowsTheGradientInTheMean() throws {
    let trials = 4000
    let weights = SampleTask.weights(shape, gain: 2)
    var settings = BackpropSettings(epochs: 1)
    settings.batchSize = 5
    settings.rate = 0
    var net = try NodePerturbation(
      layers: weights.map { RecordingLayer($0) }, sigma: 0.02, settings: settings, key: StreamKey(seed: 10))
    let data = try Examples(images: images, labels: labels, classes: 4)
    for epoch in 1...trials { _ = net.trainEpoch(data, epoch: epoch) }
    let layer = try #require(net.layers[0] as? RecordingLayer)
    var sum = [Double](repeating: 0, count: 63)
    var squares = sum
    for change in layer.changes {
      let step = product(change.terms[0].inputs, change.terms[0].signals, transposeLeft: true)
      for index in sum.indices {
        sum[index] += Double(step.elements[index]) / 5
        squares[index] += Double(step.elements[index] * step.elements[index]) / 25
      }
    }
    var settingsForGradient = settings
    settingsForGradient.rate = 0.5
    let gradient = try changes(of: .exact, settings: settingsForGradient)[0].elements.map { Double($0) }
    let mean = sum.map { $0 / Double(trials) }
    for index in mean.indices {
      let error = ((squares[index] / Double(trials) - mean[index] * mean[index]) / Double(trials)).squareRoot()
      #expect(abs(mean[index] - gradient[index]) < 4.9 * error + 1e-6, "weight \(index)")
    }
    let along = zip(mean, gradient).reduce(0) { $0 + $1.0 * $1.1 } / gradient.reduce(0) { $0 + $1 * $1 }
    expectClose(along, 1, absolute: 0.05)
  }
}
