import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// The local signals against finite differences, in Double, of the likelihood that they are said to climb.
@Suite struct ForwardForwardGradientTests {
  /// Mean log P(positive) of positive rows plus mean log P(negative) of negative ones, for one layer.
  func logLikelihood(
    _ weights: [Double], inputs: Int, units: Int, positive: Matrix, negative: Matrix, settings: ForwardForwardSettings,
    threshold: Double
  ) -> Double {
    func probability(_ row: [Float]) -> Double {
      var sum = 0.0
      for unit in 0..<units {
        var value = 0.0
        for input in 0..<inputs { value += Double(row[input]) * weights[input * units + unit] }
        sum += max(0, value) * max(0, value)
      }
      let goodness =
        switch settings.goodness {
        case .sumOfSquares: sum
        case .negativeSumOfSquares: -sum
        default: sum / Double(units)
        }
      return 1 / (1 + exponential(-Double(settings.steepness) * (goodness - threshold)))
    }
    var total = 0.0
    for row in 0..<positive.rows { total += logarithm(probability(positive.row(row))) / Double(positive.rows) }
    for row in 0..<negative.rows { total += logarithm(1 - probability(negative.row(row))) / Double(negative.rows) }
    return total
  }

  @Test(arguments: Goodness.allCases, PassedActivities.allCases)
  func signalsAreTheGradient(_ goodness: Goodness, _ passing: PassedActivities) throws {
    let shape = [16, 7, 6, 5]
    let images = Matrix(rows: 6, columns: 16, elements: StreamKey(seed: 4).uniforms(96))
    let data = try Examples(images: images, labels: [0, 1, 2, 0, 1, 2], classes: 3)
    var settings = ForwardForwardSettings(epochs: 1)
    settings.goodness = goodness
    settings.passesOn = passing
    settings.negatives = .randomLabel
    settings.peerNormalisation = 0
    settings.steepness = goodness == .meanOfSquares ? 1 : 0.3
    settings.threshold = .perUnit(0.6)
    settings.batchSize = 6
    let weights = SampleTask.weights(shape)
    var net = try ForwardForward(
      layers: weights.map { RecordingLayer($0) }, classes: 3, settings: settings, key: StreamKey(seed: 5))
    _ = net.trainEpoch(data, epoch: 1)
    for (index, layer) in net.layers.enumerated() {
      let layer = try #require(layer as? RecordingLayer)
      let change = try #require(layer.changes.first)
      #expect(layer.changes.count == 1 && change.terms.count == 2)
      let (inputs, units) = (layer.inputs, layer.outputs)
      // d log σ(s(G − θ)) = s(1 − P) dG and dG = ±2 y dy, or 2 y dy / units: the constant is left to the rate.
      let constant = Double(settings.steepness) * 2 / (goodness == .meanOfSquares ? Double(units) : 1)
      let threshold =
        switch goodness {
        case .sumOfSquares: 0.6 * Double(units)
        case .negativeSumOfSquares: -0.6 * Double(units)
        default: 0.6
        }
      let start = weights[index].elements.map { Double($0) }
      let gradient = start.indices.map { place in
        func likelihood(_ shift: Double) -> Double {
          var moved = start
          moved[place] += shift
          return logLikelihood(
            moved, inputs: inputs, units: units, positive: change.terms[0].inputs, negative: change.terms[1].inputs,
            settings: settings, threshold: threshold)
        }
        return (likelihood(1e-5) - likelihood(-1e-5)) / 2e-5 / constant
      }
      expectClose(change.sum.elements.map { Double($0) }, gradient, absolute: 2e-6, relative: 1e-5, "layer \(index)")
      let largest = try #require(gradient.map { abs($0) }.max())
      #expect(largest > 0.01, "the gradient must not be trivial")
    }
  }

  @Test func peerNormalisationPullsToTheMean() throws {
    let data = try Examples(
      images: Matrix(rows: 4, columns: 16, elements: StreamKey(seed: 6).uniforms(64)), labels: [0, 1, 2, 0], classes: 3)
    func signals(_ lambda: Float) throws -> (RecordingLayer, Matrix) {
      var settings = ForwardForwardSettings(epochs: 1)
      settings.negatives = .randomLabel
      settings.peerNormalisation = lambda
      settings.batchSize = 4
      var net = try ForwardForward(
        layers: SampleTask.weights([16, 7]).map { RecordingLayer($0) }, classes: 3, settings: settings,
        key: StreamKey(seed: 5))
      _ = net.trainEpoch(data, epoch: 1)
      let layer = try #require(net.layers[0] as? RecordingLayer)
      #expect(layer.changes[0].terms[1].signals.rows == 4)
      return (layer, layer.changes[0].terms[0].signals)
    }
    let (layer, pulled) = try signals(0.03)
    let (_, plain) = try signals(0)
    // m = 0.9 · 0.5 + 0.1 · batch mean of y, then 0.03 · (mean(m) − m_j) for every row, silent units too.
    let y = product(layer.changes[0].terms[0].inputs, SampleTask.weights([16, 7])[0]).map { max(0, $0) }
    let means = (0..<7).map { unit in
      0.45 + 0.1 * (0..<4).reduce(Float(0)) { $0 + y[$1, unit] } / 4
    }
    let average = means.reduce(0, +) / 7
    for row in 0..<4 {
      for unit in 0..<7 {
        expectClose(pulled[row, unit] - plain[row, unit], 0.03 * (average - means[unit]), absolute: 1e-7)
      }
    }
    #expect(means.contains { abs($0 - average) > 0.01 })
  }
}
