import Foundation
import Matrices
import Randomness

/// Softmax regression, or a network with one hidden layer of ReLU, trained by stochastic gradient descent with
/// momentum 0.9 on batches of 100, the learning rate falling linearly in the second half: the yardstick for how hard a
/// data set is.
struct PlainClassifier {
  private var weights: [Matrix]
  private var biases: [Matrix]

  /// Random weights of variance 2/inputs before a ReLU and 1/inputs before the softmax.
  init(inputs: Int, hidden: Int?, classes: Int, key: StreamKey) {
    let sizes = [inputs] + (hidden.map { [$0] } ?? []) + [classes]
    weights = zip(sizes, sizes.dropFirst()).enumerated().map { layer, size in
      let variance = (layer < sizes.count - 2 ? 2 : 1) / Float(size.0)
      let draws = key.child("weights", layer).normals(size.0 * size.1)
      return Matrix(rows: size.0, columns: size.1, elements: draws.map { $0 * variance.squareRoot() })
    }
    biases = sizes.dropFirst().map { Matrix(rows: 1, columns: $0) }
  }

  /// The activities of all layers; the last one before its softmax.
  private func activities(_ images: Matrix) -> [Matrix] {
    var all = [images]
    for layer in weights.indices {
      var output = product(all[layer], weights[layer])
      for row in 0..<output.rows {
        for column in 0..<output.columns { output[row, column] += biases[layer][0, column] }
      }
      all.append(layer < weights.count - 1 ? output.map { max(0, $0) } : output)
    }
    return all
  }

  private func softmax(_ outputs: Matrix) -> Matrix {
    var result = outputs
    for row in 0..<outputs.rows {
      let values = outputs.row(row)
      let largest = values.reduce(values[0], max)
      let powers = values.map { Float(exp(Double($0 - largest))) }
      let sum = powers.reduce(0, +)
      for column in values.indices { result[row, column] = powers[column] / sum }
    }
    return result
  }

  mutating func train(images: Matrix, labels: [Int], epochs: Int, rate: Float, key: StreamKey) {
    var weightSpeeds = weights.map { Matrix(rows: $0.rows, columns: $0.columns) }
    var biasSpeeds = biases.map { Matrix(rows: 1, columns: $0.columns) }
    for epoch in 0..<epochs {
      let step = rate * min(1, 2 * Float(epochs - epoch) / Float(epochs))
      let order = key.child("order", epoch).permutation(labels.count)
      for start in stride(from: 0, to: labels.count, by: 100) {
        let batch = order[start..<min(labels.count, start + 100)]
        let all = activities(images.rows(at: batch))
        var signal = softmax(all[all.count - 1])
        for (row, index) in batch.enumerated() { signal[row, labels[index]] -= 1 }
        signal.scale(by: 1 / Float(batch.count))
        for layer in weights.indices.reversed() {
          let gradient = product(all[layer], signal, transposeLeft: true)
          let ones = Matrix(rows: batch.count, columns: 1, repeating: 1)
          biasSpeeds[layer].add(product(ones, signal, transposeLeft: true), scaledBy: -step, keeping: 0.9)
          if layer > 0 {
            var below = product(signal, weights[layer], transposeRight: true)
            for index in below.elements.indices where all[layer].elements[index] <= 0 { below.elements[index] = 0 }
            signal = below
          }
          weightSpeeds[layer].add(gradient, scaledBy: -step, keeping: 0.9)
          weights[layer].add(weightSpeeds[layer])
          biases[layer].add(biasSpeeds[layer])
        }
      }
    }
  }

  /// The fraction of images whose largest output is not their label.
  func error(images: Matrix, labels: [Int]) -> Double {
    let all = activities(images)
    let outputs = all[all.count - 1]
    let wrong = labels.indices.filter { row in
      let values = outputs.row(row)
      return values.indices.max { values[$0] < values[$1] } != labels[row]
    }
    return Double(wrong.count) / Double(labels.count)
  }
}
