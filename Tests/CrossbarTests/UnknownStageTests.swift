import Crossbar
import Foundation
import Learning
import Matrices
import Randomness
import Substrate
import Testing

/// The unknown stage, and backpropagation through it.
struct UnknownStageTests {
  private let key = StreamKey(seed: 5)
  private let labels = [0, 3, 1, 2, 2]
  private let shape = [9, 7, 6, 4]
  private var images: Matrix { Matrix(rows: 5, columns: 9, elements: key.child("images").uniforms(45)) }

  private func stage(_ kind: UnknownStage.Kind, _ strength: Double, units: Int, _ name: String = "a") -> UnknownStage {
    UnknownStage(kind: kind, strength: strength, units: units, key: key.child(name))
  }

  @Test(arguments: UnknownStage.Kind.allCases) func isAFunctionOfItsKey(kind: UnknownStage.Kind) {
    let values = Matrix(rows: 4, columns: 6, elements: key.child("values").normals(24))
    let one = stage(kind, 1, units: 6).outputs(values)
    #expect(stage(kind, 1, units: 6).outputs(values) == one)
    #expect(stage(kind, 1, units: 6, "b").outputs(values) != one)
    #expect(one != values && one.isFinite)
    // A sample's output does not depend on the batch it is in.
    #expect(stage(kind, 1, units: 6).outputs(values.rows(2..<4)).elements == Array(one.elements[12..<24]))
    // No signal, no output.
    let silent = stage(kind, 1, units: 6).outputs(Matrix(rows: 1, columns: 6))
    #expect(silent.elements.allSatisfy { abs($0) < 1e-6 })
  }

  @Test(arguments: UnknownStage.Kind.allCases) func strengthZeroIsAPlainWire(kind: UnknownStage.Kind) throws {
    let weights = InitialWeights.normal(shape: shape, gain: 2, key: key)
    let data = try Examples(images: images, labels: labels, classes: 4)
    func trained(_ layers: [any BlackBox]) throws -> LearnerState {
      var net = try Backprop(layers: layers, model: .exact, settings: settings, key: key)
      for epoch in 1...3 { _ = net.trainEpoch(data, epoch: epoch) }
      var state = net.state
      for (index, weights) in net.readBackWeights().enumerated() { state.arrays["weights\(index)"] = weights.elements }
      return state
    }
    let plain = try trained(weights.map { DigitalLayer(weights: $0) })
    for place in [StagedLayer<DigitalLayer>.Place.beforeWeights, .behindWeights] {
      let staged = weights.map { matrix in
        let wire = stage(kind, 0, units: place == .beforeWeights ? matrix.rows : matrix.columns)
        return StagedLayer(DigitalLayer(weights: matrix), place, stage: wire, believed: wire)
      }
      #expect(try trained(staged).arrays == plain.arrays)
    }
  }

  private var settings: BackpropSettings {
    var settings = BackpropSettings(epochs: 3)
    settings.batchSize = 5
    settings.rate = 0.5
    settings.momentum = 0
    settings.weightDecay = 0
    settings.schedule.falls = false
    return settings
  }

  /// One stage per layer but the first (before the weights) or the last (behind them).
  private func stages(_ kind: UnknownStage.Kind, _ place: StagedLayer<DigitalLayer>.Place) -> [UnknownStage?] {
    (0..<3).map { layer in
      let units = place == .beforeWeights ? shape[layer] : shape[layer + 1]
      let isThere = place == .beforeWeights ? layer > 0 : layer < 2
      return isThere ? stage(kind, 0.7, units: units, "layer\(layer)") : nil
    }
  }

  private func through(_ stage: UnknownStage?, _ values: [Double]) -> [Double] {
    guard let stage else { return values }
    var mixed = values
    if let mixing = stage.mixing {
      for unit in values.indices {
        for other in values.indices { mixed[unit] += values[other] * Double(mixing[other, unit]) }
      }
    }
    return mixed.enumerated().map { stage.value($1, unit: $0) }
  }

  /// Mean cross-entropy in Double.
  private func loss(
    _ weights: [[Double]], _ stages: [UnknownStage?], _ place: StagedLayer<DigitalLayer>.Place
  ) -> Double {
    var total = 0.0
    for (row, label) in labels.enumerated() {
      var values = images.row(row).map { Double($0) }
      let size = (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
      values = values.map { $0 / size }
      for layer in weights.indices {
        if place == .beforeWeights { values = through(stages[layer], values) }
        let units = shape[layer + 1]
        var next = [Double](repeating: 0, count: units)
        for unit in 0..<units {
          for input in values.indices { next[unit] += values[input] * weights[layer][input * units + unit] }
        }
        if place == .behindWeights { next = through(stages[layer], next) }
        values = layer < weights.count - 1 ? next.map { max(0, $0) } : next
      }
      total += (log(values.reduce(0) { $0 + exp($1) }) - values[label]) / Double(labels.count)
    }
    return total
  }

  /// Backpropagation that knows the stage follows the gradient of the loss; one that ignores it does not.
  @Test(arguments: UnknownStage.Kind.allCases, [true, false])
  func knownStagesGiveTheGradient(kind: UnknownStage.Kind, between: Bool) throws {
    let place: StagedLayer<DigitalLayer>.Place = between ? .beforeWeights : .behindWeights
    let weights = InitialWeights.normal(shape: shape, gain: 2, key: key)
    let stages = stages(kind, place)
    let start = weights.map { $0.elements.map { Double($0) } }
    func changes(knowing: Bool) throws -> [[Double]] {
      let layers = zip(weights, stages).map { matrix, stage -> any BlackBox in
        let layer = DigitalLayer(weights: matrix)
        guard let stage else { return layer }
        return StagedLayer(layer, place, stage: stage, believed: knowing ? stage : nil)
      }
      var net = try Backprop(layers: layers, model: .exact, settings: settings, key: key)
      _ = net.trainEpoch(try Examples(images: images, labels: labels, classes: 4), epoch: 1)
      return zip(net.readBackWeights(), start).map { new, old in
        zip(new.elements, old).map { (Double($0) - $1) / 0.5 }
      }
    }
    let known = try changes(knowing: true)
    let ignored = try changes(knowing: false)
    var farthest = 0.0
    for layer in weights.indices {
      var largest = 0.0
      for index in start[layer].indices {
        func shifted(_ shift: Double) -> Double {
          var moved = start
          moved[layer][index] += shift
          return loss(moved, stages, place)
        }
        let gradient = -(shifted(1e-5) - shifted(-1e-5)) / 2e-5
        // Weights are single precision: a change of 0.5 · gradient is known to 1e-7 of the weight.
        #expect(abs(known[layer][index] - gradient) < 5e-6 + 1e-4 * abs(gradient), "layer \(layer), weight \(index)")
        farthest = max(farthest, abs(ignored[layer][index] - gradient))
        largest = max(largest, abs(gradient))
      }
      #expect(largest > 0.005, "the gradient must not be trivial")
    }
    #expect(farthest > 0.01, "a stage that is ignored must cost something")
  }

  /// What reaches the weights is what their changes are made of.
  @Test func changesAreMadeOfWhatReachesTheWeights() {
    let weights = InitialWeights.normal(shape: [4, 3], key: key)[0]
    let own = stage(.randomMixing, 1, units: 4)
    var layer = StagedLayer(DigitalLayer(weights: weights), .beforeWeights, stage: own, believed: nil)
    let activities = Matrix(rows: 2, columns: 4, elements: key.child("x").uniforms(8))
    let signals = Matrix(rows: 2, columns: 3, elements: key.child("s").normals(6))
    #expect(layer.measure(activities) == product(own.outputs(activities), weights))
    layer.request(WeightChange(terms: [.init(inputs: activities, signals: signals)], rate: 0.5))
    var plain = DigitalLayer(weights: weights)
    plain.request(WeightChange(terms: [.init(inputs: own.outputs(activities), signals: signals)], rate: 0.5))
    #expect(layer.readBack() == plain.weights)
  }
}
