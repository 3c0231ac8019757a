import Mortal

/// A learner of one's own. For every unit of every layer a coin says for which classes to fire, and the layer learns that
/// from what is measured: ΔW = rate · xᵀ(t − y). No layer hears of another, and nothing is asked of the hardware but
/// `BlackBox`. A class is recognised by the sum over layers of how well measured outputs match its coins.
struct CoinLearner: Learner {
  let knowledge = "nothing"
  var layers: [any BlackBox]
  private(set) var passes = PassCounts()
  private let coins: [Matrix]
  private let training: TrainingChoices
  private let key: StreamKey

  init(layers: [any BlackBox], classes: Int, training: TrainingChoices, key: StreamKey) {
    (self.layers, self.training, self.key) = (layers, training, key)
    coins = layers.enumerated().map { index, layer in
      let tosses = key.child("coins", index).uniforms(classes * layer.outputs)
      return Matrix(rows: classes, columns: layer.outputs, elements: tosses.map { $0 < 0.5 ? -1 : 1 })
    }
  }

  mutating func trainEpoch(_ data: Examples, epoch: Int) -> EpochReport {
    let order = key.child("order", epoch).permutation(data.count)
    var wrong = 0
    for first in stride(from: 0, to: data.count, by: training.batchSize) {
      let batch = order[first..<min(first + training.batchSize, data.count)]
      let labels = batch.map { data.labels[$0] }
      wrong += zip(answers(to: data.images.rows(at: batch), learning: labels), labels).count { $0 != $1 }
    }
    passes.forward += data.count
    return EpochReport(
      epoch: epoch, rate: training.rate, examples: data.count, trainingError: Double(wrong) / Double(data.count))
  }

  mutating func predictions(for images: Matrix) -> [Int] {
    passes.inference += images.rows
    return answers(to: images, learning: nil)
  }

  private mutating func answers(to images: Matrix, learning labels: [Int]?) -> [Int] {
    var inputs = FirstLayerInput.plain(images)
    var votes = Matrix(rows: images.rows, columns: coins[0].rows)
    for index in layers.indices {
      let outputs = layers[index].measure(inputs)
      votes.add(product(outputs, coins[index].transposed), scaledBy: 1 / Float(outputs.columns))
      if let labels {
        var signals = coins[index].rows(at: labels)
        signals.add(outputs, scaledBy: -1)
        let change = [WeightChange.Term(inputs: inputs, signals: signals)]
        layers[index].request(WeightChange(terms: change, rate: training.rate, momentum: 0.9))
      }
      inputs = FirstLayerInput.plain(outputs.map { max(0, $0) })
    }
    return (0..<votes.rows).map { row in
      let scores = votes.row(row)
      return scores.indices.max { scores[$0] < scores[$1] } ?? 0
    }
  }
}
