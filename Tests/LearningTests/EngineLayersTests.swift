import Foundation
import Learning
import Matrices
import Randomness
import Substrate
import TestSupport
import Testing

/// The digital layers that stand in for chips.
@Suite struct EngineLayersTests {
  @Test func adamFollowsItsEquations() {
    let start = SampleTask.weights([5, 4])[0]
    var layer = AdamLayer(weights: start)
    var weights = start.elements.map { Double($0) }
    var (m, s) = ([Double](repeating: 0, count: 20), [Double](repeating: 0, count: 20))
    for step in 1...5 {
      let key = StreamKey(seed: 14).child("step", step)
      let x = Matrix(rows: 3, columns: 5, elements: key.child("x").normals(15))
      let g = Matrix(rows: 3, columns: 4, elements: key.child("g").normals(12))
      layer.request(
        WeightChange(terms: [.init(inputs: x, signals: g)], rate: 0.01, momentum: 0.9, decay: 0.1))
      for input in 0..<5 {
        for unit in 0..<4 {
          let gradient = (0..<3).reduce(0.0) { $0 + Double(x[$1, input]) * Double(g[$1, unit]) } / 3
          let place = input * 4 + unit
          m[place] = 0.9 * m[place] + 0.1 * gradient
          s[place] = 0.999 * s[place] + 0.001 * gradient * gradient
          let (first, second) = (m[place] / (1 - pow(0.9, Double(step))), s[place] / (1 - pow(0.999, Double(step))))
          weights[place] = weights[place] * (1 - 0.001) + 0.01 * first / (second.squareRoot() + 1e-8)
        }
      }
    }
    expectClose(layer.weights.elements.map { Double($0) }, weights, absolute: 2e-6)
    #expect(layer.tally.requests == 5 && layer.steps == 5)
  }

  /// Injected errors have the stated size: 20 × 400 outputs, whose variance is Σ x²·(σ·max|W|)² + σ_out². The 4.4
  /// standard errors of a variance of 8,000 draws are 7 %; σ 5 % larger would be 10 % off.
  @Test func noisyLayerHasTheCardsStatistics() {
    let weights = SampleTask.weights([50, 400])[0]
    let statistics = NoiseStatistics(weightSigma: 0.02, outputSigma: 0.05)
    var layer = NoisyLayer(weights: weights, statistics: statistics, key: StreamKey(seed: 15))
    let x = Matrix(rows: 1, columns: 50, elements: StreamKey(seed: 16).normals(50))
    let clean = product(x, weights)
    var squares = 0.0
    for _ in 0..<20 {
      let noisy = layer.measure(x)
      for index in noisy.elements.indices {
        let difference = Double(noisy.elements[index] - clean.elements[index])
        squares += difference * difference
      }
    }
    let size = x.elements.reduce(0.0) { $0 + Double($1) * Double($1) }
    let sigma = 0.02 * Double(weights.largestMagnitude)
    expectClose(squares / 8000, size * sigma * sigma + 0.0025, relative: 0.07)
    #expect(layer.effectiveWeights() != weights, "the gradient goes through what the batch saw")
    #expect(layer.readBack() == weights)
    var again = NoisyLayer(weights: weights, statistics: statistics, key: StreamKey(seed: 15), steps: 19)
    var last = NoisyLayer(weights: weights, statistics: statistics, key: StreamKey(seed: 15))
    for _ in 0..<19 { _ = last.measure(x) }
    #expect(again.measure(x) == last.measure(x), "draws are named by the step")
    layer.isNoisy = false
    #expect(layer.measure(x) == clean)
  }

  @Test func noisyLayerHoldsAndRounds() {
    let identity = Matrix(rows: 3, columns: 3, elements: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    let statistics = NoiseStatistics(inputRange: 1, inputBits: 3, outputRange: 0.8)
    var layer = NoisyLayer(weights: identity, statistics: statistics, key: StreamKey(seed: 1))
    // Three bits: seven levels, thirds of the range.
    let seen = layer.measure(Matrix(rows: 1, columns: 3, elements: [0.2, -0.4, 7]))
    expectClose(seen.elements, [1 / 3, -1 / 3, 0.8], absolute: 1e-6)
  }

  @Test func impossibleStatisticsAreNamed() {
    for (statistics, name) in [
      (NoiseStatistics(weightSigma: -1), "weightSigma"), (NoiseStatistics(deadShare: 2), "deadShare"),
      (NoiseStatistics(inputRange: 1, inputBits: 1), "inputBits"), (NoiseStatistics(outputBits: 8), "outputBits"),
      (NoiseStatistics(outputRange: 0), "outputRange"), (NoiseStatistics(outputSigma: .nan), "outputSigma"),
    ] {
      let error = #expect(throws: LearningError.self) { try statistics.validate() }
      #expect(error?.description.hasPrefix(name + ": ") == true)
    }
  }

  @Test func deadShareKillsThatShare() {
    let weights = Matrix(rows: 100, columns: 100, repeating: 1)
    var layer = NoisyLayer(
      weights: weights, statistics: NoiseStatistics(deadShare: 0.1), key: StreamKey(seed: 17))
    _ = layer.measure(Matrix(rows: 1, columns: 100, repeating: 1))
    let dead = layer.effectiveWeights().elements.filter { $0 == 0 }.count
    // Binomial, n = 10,000, p = 0.1: 4 standard deviations are 120, a share of 0.11 would lie 8 beyond them.
    #expect(abs(dead - 1000) < 120)
  }

  @Test func hardwareAwareWeightsBearNoiseBetter() throws {
    let data = try SampleTask.prototypes(300, flips: 0.15)
    let test = try SampleTask.prototypes(500, flips: 0.15, part: 1)
    let noise = NoiseStatistics(weightSigma: 0.15)
    func errorOnChips(trainedWith statistics: NoiseStatistics) throws -> Double {
      var settings = BackpropSettings(epochs: 20)
      settings.batchSize = 10
      let weights = SampleTask.weights([144, 40, 10], gain: 2)
      var learner = try Backprop(
        layers: weights.enumerated().map {
          NoisyLayer(weights: $0.element, statistics: statistics, key: StreamKey(seed: 18).child("layer", $0.offset))
        }, model: .exact, settings: settings, key: StreamKey(seed: 19))
      for epoch in 1...20 { _ = learner.trainEpoch(data, epoch: epoch) }
      let trained = learner.readBackWeights()
      return (0..<10).reduce(0) { sum, chip in
        learner.layers = trained.enumerated().map {
          NoisyLayer(weights: $0.element, statistics: noise, key: StreamKey(seed: 30).child("chip", chip, $0.offset))
        }
        return sum + learner.testError(on: test) / 10
      }
    }
    let plain = try errorOnChips(trainedWith: NoiseStatistics())
    let aware = try errorOnChips(trainedWith: noise)
    #expect(aware < 0.8 * plain, "\(aware) against \(plain)")
  }
}
