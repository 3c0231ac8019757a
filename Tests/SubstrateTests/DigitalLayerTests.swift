import Matrices
import Substrate
import TestSupport
import Testing

@Suite struct DigitalLayerTests {
  let start = Matrix(rows: 2, columns: 3, elements: [1, -2, 0.5, 3, 0, -1])
  let first = WeightChange.Term(
    inputs: Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4]),
    signals: Matrix(rows: 2, columns: 3, elements: [1, 0, -1, 2, 1, 0]))
  let second = WeightChange.Term(
    inputs: Matrix(rows: 1, columns: 2, elements: [-1, 5]), signals: Matrix(rows: 1, columns: 3, elements: [0, 2, 1]))
  /// By hand: firstᵀ·signals / 2 + secondᵀ·signals / 1.
  let sum: [Float] = [3.5, 1.5 - 2, -0.5 - 1, 5, 2 + 10, -1 + 5]

  @Test func measuresTheProduct() {
    var layer = DigitalLayer(weights: start)
    let outputs = layer.measure(Matrix(rows: 1, columns: 2, elements: [2, -1]))
    #expect(outputs.elements == [-1, -4, 2])
    #expect(layer.tally.vectorsRead == 1)
  }

  @Test func fulfilsARequestToTheLetter() {
    var layer = DigitalLayer(weights: start)
    layer.request(WeightChange(terms: [first, second], rate: 0.1, decay: 0.5))
    expectClose(layer.weights.elements, zip(start.elements, sum).map { 0.95 * $0 + 0.1 * $1 }, absolute: 1e-6)
    #expect(layer.velocity == nil && layer.tally.requests == 1)
  }

  @Test func keepsARunningMeanOfRequests() {
    var layer = DigitalLayer(weights: start)
    let change = WeightChange(terms: [first, second], rate: 0.1, momentum: 0.9, decay: 0.5)
    var weights = start.elements
    var velocity = [Float](repeating: 0, count: 6)
    for _ in 0..<3 {
      layer.request(change)
      velocity = zip(velocity, sum).map { 0.9 * $0 + 0.1 * $1 }
      weights = zip(weights, velocity).map { 0.95 * $0 + 0.1 * $1 }
    }
    expectClose(layer.weights.elements, weights, absolute: 1e-5)
    // A request without terms lets the mean fade.
    layer.request(WeightChange(terms: [], rate: 0, momentum: 0.9))
    expectClose(layer.velocity?.elements ?? [], velocity.map { 0.9 * $0 }, absolute: 1e-5)
  }

  @Test func measuresSeveralBatchesAtOnce() {
    let batches = [first.inputs, second.inputs, Matrix(rows: 1, columns: 2, elements: [2, -1])]
    var (together, apart) = (DigitalLayer(weights: start), DigitalLayer(weights: start))
    let outputs = together.measure(Matrix(stacking: batches), each: batches.map(\.rows))
    #expect(outputs == Matrix(stacking: batches.map { apart.measure($0) }))
    #expect(together.tally.vectorsRead == 4)
    #expect(together.measure(first.inputs, each: [2]) == apart.measure(first.inputs))
  }

  /// Terms of as many examples are one sum, whose products are those of the terms; others are so many.
  @Test func sumsTermsOfAsManyExamples() {
    let third = WeightChange.Term(
      inputs: Matrix(rows: 2, columns: 2, elements: [0, 1, -1, 2]),
      signals: Matrix(rows: 2, columns: 3, elements: [1, 1, 2, 0, 3, -1]))
    let none = WeightChange.Term(inputs: Matrix(rows: 0, columns: 2), signals: Matrix(rows: 0, columns: 3))
    let sums = WeightChange(terms: [first, none, third], rate: 1).sums
    #expect(sums.count == 1 && sums[0].examples == 2)
    #expect(sums[0].inputs.elements == [1, 2, 3, 4, 0, 1, -1, 2])
    #expect(sums[0].signals.elements == [1, 0, -1, 2, 1, 0, 1, 1, 2, 0, 3, -1])
    #expect(WeightChange(terms: [first, second], rate: 1).sums.map(\.examples) == [2, 1])
    #expect(WeightChange(terms: [none], rate: 1).sums.isEmpty)
    // By hand: firstᵀ·signals / 2 + thirdᵀ·signals / 2.
    for momentum: Float in [0, 0.9] {
      var layer = DigitalLayer(weights: start)
      layer.request(WeightChange(terms: [first, third], rate: 0.1, momentum: momentum))
      let expected: [Float] = [3.5, 1.5 - 1.5, -0.5 + 0.5, 5 + 0.5, 2 + 3.5, -1]
      expectClose(
        layer.weights.elements, zip(start.elements, expected).map { $0 + 0.1 * (1 - momentum) * $1 }, absolute: 1e-6)
    }
  }

  @Test func resumesFromItsParts() {
    var whole = DigitalLayer(weights: start)
    let change = WeightChange(terms: [first], rate: 0.1, momentum: 0.9)
    whole.request(change)
    var resumed = DigitalLayer(weights: whole.weights, velocity: whole.velocity, tally: whole.tally)
    whole.request(change)
    resumed.request(change)
    #expect(resumed.weights == whole.weights && resumed.velocity == whole.velocity && resumed.tally == whole.tally)
  }
}
